import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type ApprovalRequest, approvalChangeLine } from '../../model/taskFile/approval.ts';
import { safeLine } from '../../model/words/safeText.ts';
import { valueOrTell } from '../ask/answers.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { folderName } from '../session/folderSession.ts';
import { askModally, showInformation } from '../messages.ts';
import type { Sessions } from '../session/sessions.ts';

/** Where older builds kept an answer for each path, whatever was there. */
const oldKey = 'executor.autoStart';

/** What a person has answered; undefined if the question was closed. */
type Decision = 'approve' | 'refuse' | undefined;

/**
 * Starts what a folder wants to start automatically, once for each opening of the folder in this window. Nothing of it
 * starts before a person has agreed to what it is: the host keeps the answers, and asks again when the definition
 * differs.
 */
export class AutoStart implements Disposable {
  private readonly store = new DisposableStore();
  private readonly done = new WeakSet<FolderSession>();

  constructor(sessions: Sessions, state: vscode.Memento) {
    if (state.get(oldKey) !== undefined) void state.update(oldKey, undefined);
    this.store.add(
      sessions.onDidReconnect((session) => {
        if (!session.host || !vscode.workspace.isTrusted || this.done.has(session)) return;
        this.done.add(session);
        void this.start(session);
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private async start(session: FolderSession): Promise<void> {
    if (!session.tasks.some(({ isAutoStart }) => isAutoStart)) return;
    // What is approved does not wait for an answer about the rest.
    if (session.client) valueOrTell(await session.client.ask('task/autoStart', {}));
    const found = await session.client?.ask('task/approvals', {});
    const requests = found ? valueOrTell(found) : undefined;
    for (const isChange of [true, false]) {
      const asked = requests?.filter(({ state }) => state === (isChange ? 'changed' : 'missing')) ?? [];
      if (asked.length > 0) await this.settle(session, asked, isChange);
    }
  }

  private async settle(session: FolderSession, requests: readonly ApprovalRequest[], isChange: boolean): Promise<void> {
    const decision = await decide(session, requests, isChange);
    // Somebody who closes the question is asked again at the next opening.
    if (decision === undefined || !session.client) return;
    const isApproved = decision === 'approve';
    const answers = requests.map(({ content, name }) => ({ name, content, isApproved }));
    const taken = valueOrTell(await session.client.ask('task/approve', { answers }));
    if (taken !== undefined && isApproved) valueOrTell(await session.client.ask('task/autoStart', {}));
  }
}

async function decide(
  { folder }: FolderSession,
  requests: readonly ApprovalRequest[],
  isChange: boolean,
): Promise<Decision> {
  const start = l10n.t('Start Automatically');
  const details = l10n.t('Show Details');
  const not = l10n.t('Do Not Start');
  const text = question(folderName(folder), requests, isChange);
  const chosen = await showInformation(text, start, details, not);
  if (chosen !== details) return toDecision(chosen, start);
  const detail = requests.map(describe).join('\n\n');
  return toDecision(await askModally('information', { text, detail }, start, not), start);
}

function toDecision(chosen: string | undefined, start: string): Decision {
  if (chosen === undefined) return undefined;
  return chosen === start ? 'approve' : 'refuse';
}

function question(folder: string, requests: readonly ApprovalRequest[], isChange: boolean): string {
  const names = requests.map(({ name }) => name);
  const [only] = requests;
  if (isChange) {
    const fields = [...new Set(requests.flatMap(({ changes }) => changes.map(({ field }) => field)))].join(', ');
    return only && names.length === 1
      ? l10n.t('{0} in {1} starts automatically and has changed since you approved it: {2}.', only.name, folder, fields)
      : l10n.t(
          '{0} in {1} start automatically and have changed since you approved them: {2}.',
          names.join(', '),
          folder,
          fields,
        );
  }
  return names.length === 1
    ? l10n.t('{0} has a task that wants to start whenever you open the folder: {1}.', folder, names.join())
    : l10n.t(
        '{0} has {1} tasks that want to start whenever you open the folder: {2}.',
        folder,
        names.length,
        names.join(', '),
      );
}

function describe({ changes, name }: ApprovalRequest): string {
  return [safeLine(name), ...changes.map((change) => safeLine(approvalChangeLine(change)))].join('\n');
}
