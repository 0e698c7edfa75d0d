import * as vscode from 'vscode';
import type { Result } from '../base/result.ts';
import type { RequestFailure } from '../protocol/executorClient.ts';

/** Tells a failure, with the button that helps where one does. */
export async function tell(failure: RequestFailure, ...actions: readonly FailureAction[]): Promise<void> {
  const offered = failure.reason === 'untrusted' ? [manageTrust] : actions;
  const titles = offered.map(({ title }) => title);
  const chosen = await vscode.window.showErrorMessage(failure.message, ...titles);
  offered.find(({ title }) => title === chosen)?.run();
}

/** A button beside a failure. */
export interface FailureAction {
  readonly title: string;
  readonly run: () => void;
}

/** The value of a result; a failure is told and answered with undefined. */
export async function valueOrTell<T>(result: Result<T, RequestFailure>): Promise<T | undefined> {
  if (result.ok) return result.value;
  await tell(result.error);
  return undefined;
}

const manageTrust: FailureAction = {
  title: 'Manage Workspace Trust',
  run: () => void vscode.commands.executeCommand('workbench.trust.manage'),
};
