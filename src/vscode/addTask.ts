import { posix } from 'node:path';
import * as vscode from 'vscode';
import { describeFailure } from '../model/failure.ts';
import { checkTaskName, freeTaskName } from '../model/taskName.ts';
import type { RestartPolicy } from '../model/restartPolicy.ts';
import { tell, valueOrTell } from './answers.ts';
import type { FolderSession } from './folderSession.ts';
import { type Runner } from './runner.ts';
import { saveIfDirty, scriptPath, stemOf } from './scripts.ts';
import type { Sessions } from './sessions.ts';

/** The scripts that a folder of this window can add, with the names they are to get. */
interface Proposal {
  readonly uri: vscode.Uri;
  readonly name: string;
}

/** What a person answered: under which names, how each is kept, and whether to start them now. */
interface Answer {
  readonly proposals: readonly Proposal[];
  readonly restart: RestartPolicy;
  readonly start: boolean;
}

/** The steps of *Add to Executor…*: a name for a single script, how it is kept, and whether to start what was added. */
export class AddTask {
  constructor(
    private readonly sessions: Sessions,
    private readonly runner: Runner,
  ) {}

  /** Adds scripts, folder by folder; does nothing where the person turns back. */
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
      await tell({ reason: readOnly.reason, message: describeFailure(readOnly) });
      return;
    }
    const answer = await ask(session, propose(session, uris));
    if (!answer) return;
    const { proposals, restart, start } = answer;
    const scripts = proposals.map(({ name, uri }) => ({ name, script: scriptPath(session, uri), restart }));
    if (!(await this.runner.addAs(session, scripts)) || !start) return;
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

/** Asks for the name of a single script, then how to add; the arrow in the second title leads back to the name. */
async function ask(session: FolderSession, proposals: readonly Proposal[]): Promise<Answer | undefined> {
  const [only, ...others] = proposals;
  if (!only) return undefined;
  if (others.length > 0) {
    const names = proposals.map(({ name }) => name).join(', ');
    const chosen = await chooseHow(`Add ${String(proposals.length)} Scripts`, names, []);
    return chosen ? { proposals, ...chosen } : undefined;
  }
  const script = posix.basename(only.uri.path);
  for (let name = only.name; ;) {
    const answer = await askName(session, `Add ${script} (1/2)`, name);
    if (answer === undefined) return undefined;
    name = answer;
    const chosen = await chooseHow(`Add ${script} (2/2)`, name, [vscode.QuickInputButtons.Back]);
    if (chosen) return { proposals: [{ ...only, name }], ...chosen };
    if (chosen === undefined) return undefined;
  }
}

/** How a script can be added: one row under the heading that says when it will run. */
interface Choice extends vscode.QuickPickItem {
  readonly how?: Omit<Answer, 'proposals'>;
}

const choices: readonly Choice[] = [
  { label: 'Only when I start it', kind: vscode.QuickPickItemKind.Separator },
  { label: 'Add and Start', iconPath: new vscode.ThemeIcon('play'), how: { restart: 'never', start: true } },
  { label: 'Add Only', iconPath: new vscode.ThemeIcon('add'), how: { restart: 'never', start: false } },
  { label: 'Keep running', kind: vscode.QuickPickItemKind.Separator },
  {
    label: 'Add and Start',
    description: 'started again when it fails',
    iconPath: new vscode.ThemeIcon('debug-restart'),
    how: { restart: 'on-failure', start: true },
  },
  {
    label: 'Add Only',
    description: 'started again when it fails, once it runs',
    iconPath: new vscode.ThemeIcon('add'),
    how: { restart: 'on-failure', start: false },
  },
];

function askName(session: FolderSession, title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
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

/** Asks how to add; null leads back, undefined away. */
function chooseHow(
  title: string,
  what: string,
  buttons: readonly vscode.QuickInputButton[],
): Promise<Choice['how'] | null> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = title;
  pick.placeholder = what;
  pick.ignoreFocusOut = true;
  pick.buttons = buttons;
  pick.items = choices;
  return new Promise((resolve) => {
    const finish = (answer: Choice['how'] | null): void => {
      resolve(answer);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      finish(pick.selectedItems[0]?.how);
    });
    pick.onDidTriggerButton(() => {
      finish(null);
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
    await tell({ reason: 'script-outside-folder', message });
  }
}
