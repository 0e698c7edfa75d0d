import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { type ExecutorClient, type RequestFailure, toRequestFailure } from '../../protocol/executorClient.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { showError } from '../messages.ts';

/** Tells a failure, with the button that helps where one does. Nobody waits for it: it may be there for an hour. */
export function tell(failure: RequestFailure, ...actions: readonly FailureAction[]): void {
  void showFailure(failure, actions);
}

/** The same of a failure that was found here. */
export function tellFailure(failure: ExecutorFailure): void {
  tell(toRequestFailure(failure));
}

async function showFailure(failure: RequestFailure, actions: readonly FailureAction[]): Promise<void> {
  const offered = helpful[failure.reason] ?? actions;
  const titles = offered.map(({ title }) => title);
  const chosen = await showError(failure.message, ...titles);
  offered.find(({ title }) => title === chosen)?.run();
}

/** A button beside a failure. */
export interface FailureAction {
  readonly title: string;
  readonly run: () => void;
}

/** What an error says of itself. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The value of a result; a failure is told and answered with undefined. */
export function valueOrTell<T>(result: Result<T, RequestFailure>): T | undefined {
  if (result.ok) return result.value;
  tell(result.error);
  return undefined;
}

/** The client of a folder that can be changed from here; why it cannot is told, and answered with undefined. */
export async function writableOrTell(session: FolderSession): Promise<ExecutorClient | undefined> {
  const client = valueOrTell(await session.open());
  const readOnly = client?.executor.readOnly;
  if (!readOnly) return client;
  tellFailure(readOnly);
  return undefined;
}

/** The buttons that help against a failure, whatever else was offered. */
const helpful: Partial<Record<RequestFailure['reason'], readonly FailureAction[]>> = {
  untrusted: [
    {
      title: l10n.t('Manage Workspace Trust'),
      run: () => void vscode.commands.executeCommand('workbench.trust.manage'),
    },
  ],
  'secret-missing': [
    { title: l10n.t('Set Secret…'), run: () => void vscode.commands.executeCommand('executor.setSecret') },
  ],
};
