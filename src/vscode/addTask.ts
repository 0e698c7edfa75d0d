import { posix } from 'node:path';
import * as vscode from 'vscode';
import { describeFailure } from '../model/failure.ts';
import { checkTaskName, freeTaskName } from '../model/taskName.ts';
import { valueOrTell } from './answers.ts';
import type { FolderSession } from './folderSession.ts';
import { type Runner } from './runner.ts';
import { saveIfDirty, scriptPath, stemOf } from './scripts.ts';
import type { Sessions } from './sessions.ts';

/** The scripts that a folder of this window can add, with the names they are to get. */
interface Proposal {
  readonly uri: vscode.Uri;
  readonly name: string;
}

/** The steps of *Add to Executor…*: a name for a single script, then whether to start what was added. */
export class AddTask {
  constructor(
    private readonly sessions: Sessions,
    private readonly runner: Runner,
  ) {}

  /** Adds scripts, folder by folder; asks for nothing where the person turns back. */
  async add(uris: readonly vscode.Uri[]): Promise<void> {
    const scripts = uris.length > 0 ? uris : await chooseScripts();
    const bySession = Map.groupBy(scripts, (uri) => this.sessions.of(uri));
    for (const [session, own] of bySession) {
      if (session) await this.addTo(session, own);
      else await tellOutside(own);
    }
  }

  private async addTo(session: FolderSession, uris: readonly vscode.Uri[]): Promise<void> {
    const client = await valueOrTell(await session.open());
    if (!client) return;
    const { readOnly } = client.executor;
    if (readOnly) {
      await valueOrTell({ ok: false, error: { reason: readOnly.reason, message: describeFailure(readOnly) } });
      return;
    }
    const answer = await ask(session, propose(session, uris));
    if (!answer) return;
    const { proposals, start } = answer;
    const tasks = proposals.map(({ name, uri }) => ({ name, script: scriptPath(session, uri) }));
    if (!(await this.runner.addAs(session, tasks)) || !start) return;
    for (const { uri } of proposals) await saveIfDirty(uri);
    await Promise.all(
      proposals.map(({ name }, index) => this.runner.start({ session, name }, { reveal: index === 0 })),
    );
  }
}

function propose(session: FolderSession, uris: readonly vscode.Uri[]): readonly Proposal[] {
  const taken = session.tasks.map(({ name }) => name);
  return uris.map((uri) => {
    const name = freeTaskName(stemOf(uri), taken);
    taken.push(name);
    return { uri, name };
  });
}

async function ask(
  session: FolderSession,
  proposals: readonly Proposal[],
): Promise<{ proposals: readonly Proposal[]; start: boolean } | undefined> {
  const [only, ...others] = proposals;
  if (!only) return undefined;
  if (others.length > 0) {
    const names = proposals.map(({ name }) => name).join(', ');
    const start = await askStart(`Add ${String(proposals.length)} Scripts`, names);
    return start === undefined || start === 'back' ? undefined : { proposals, start };
  }
  for (let name: string | undefined = only.name; ;) {
    name = await askName(session, only.uri, name);
    if (name === undefined) return undefined;
    const start = await askStart(`Add ${posix.basename(only.uri.path)} (2/2)`, name, 'with-back');
    if (start === undefined) return undefined;
    if (start !== 'back') return { proposals: [{ ...only, name }], start };
  }
}

function askName(session: FolderSession, uri: vscode.Uri, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Add ${posix.basename(uri.path)} (1/2)`,
    prompt: 'A name for the task, as the list will show it',
    value,
    ignoreFocusOut: true,
    validateInput: (name) => {
      const failure = checkTaskName(
        name,
        session.tasks.map((task) => task.name),
      );
      return failure && describeFailure(failure);
    },
  });
}

/** Asks the last question; the answer is undefined where the person turned away. */
function askStart(title: string, what: string, back?: 'with-back'): Promise<boolean | 'back' | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly start: boolean }>();
  pick.title = title;
  pick.placeholder = what;
  pick.ignoreFocusOut = true;
  if (back) pick.buttons = [vscode.QuickInputButtons.Back];
  pick.items = [
    { label: 'Add and Start', iconPath: new vscode.ThemeIcon('play'), start: true },
    { label: 'Add Only', iconPath: new vscode.ThemeIcon('add'), start: false },
  ];
  return new Promise((resolve) => {
    const finish = (answer: boolean | 'back' | undefined): void => {
      resolve(answer);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      finish(pick.selectedItems[0]?.start);
    });
    pick.onDidTriggerButton(() => {
      finish('back');
    });
    pick.onDidHide(() => {
      finish(undefined);
    });
    pick.show();
  });
}

async function chooseScripts(): Promise<readonly vscode.Uri[]> {
  const defaultUri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: 'Add Scripts to Executor',
    openLabel: 'Add',
    canSelectMany: true,
    ...(defaultUri?.scheme === 'file' && { defaultUri }),
  });
  return chosen ?? [];
}

async function tellOutside(uris: readonly vscode.Uri[]): Promise<void> {
  for (const { fsPath } of uris) {
    const message = describeFailure({ reason: 'script-outside-folder', path: fsPath });
    await valueOrTell({ ok: false, error: { reason: 'script-outside-folder', message } });
  }
}
