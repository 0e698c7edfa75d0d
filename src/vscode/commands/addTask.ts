import * as l10n from '@vscode/l10n';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { freeTaskName } from '../../model/taskName.ts';
import type { RestartPolicy } from '../../model/restartPolicy.ts';
import type { NewTask } from '../../model/taskFile/edit.ts';
import { tellFailure, writableOrTell } from '../ask/answers.ts';
import { askName } from '../ask/askName.ts';
import { askSchedule } from '../ask/askSchedule.ts';
import { choose, heading, type Row } from '../ask/choose.ts';
import { defaultZone } from '../session/defaultZone.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { type Runner } from '../run/runner.ts';
import { saveIfDirty, scriptPath, stemOf, tasksOf } from '../run/scripts.ts';
import type { Sessions } from '../session/sessions.ts';

/** The scripts that a folder of this window can add, with the names they are to get. */
interface Proposal {
  readonly uri: vscode.Uri;
  readonly name: string;
}

/** How scripts are to be added, all alike: what the task file is to say of them, and whether to start them now. */
interface Manner {
  readonly fields: Omit<NewTask, 'name' | 'script'>;
  readonly starts: boolean;
}

/** What a person answered: under which names, and how. */
interface Answer {
  readonly proposals: readonly Proposal[];
  readonly manner: Manner;
}

/** The steps of *Add to Executor…*: a name for a single script, when it is to run, and whether to start what was added. */
export class AddTask {
  constructor(
    private readonly sessions: Sessions,
    private readonly runner: Runner,
    private readonly clock: Clock,
  ) {}

  /** Adds scripts, folder by folder; does nothing where the person turns back. */
  async add(uris: readonly vscode.Uri[]): Promise<void> {
    const scripts = uris.length > 0 ? uris : await chooseScripts();
    const bySession = Map.groupBy(scripts, (uri) => this.sessions.of(uri));
    for (const [session, own] of bySession) {
      if (session) await this.addTo(session, own);
      else for (const { fsPath } of own) tellFailure({ reason: 'script-outside-folder', path: fsPath });
    }
  }

  private async addTo(session: FolderSession, uris: readonly vscode.Uri[]): Promise<void> {
    if (!(await writableOrTell(session))) return;
    const answer = await this.ask(session, propose(session, uris));
    if (!answer) return;
    const { manner, proposals } = answer;
    const scripts = proposals.map(({ name, uri }) => ({ name, script: scriptPath(session, uri), ...manner.fields }));
    if (!(await this.runner.addAs(session, scripts)) || !manner.starts) return;
    for (const { uri } of proposals) await saveIfDirty(uri);
    await this.runner.start(proposals.map(({ name }) => ({ session, name })));
  }

  /** Asks for the name of a single script, then how to add; the arrow in the later titles leads back. */
  private async ask(session: FolderSession, proposals: readonly Proposal[]): Promise<Answer | undefined> {
    const [only, ...others] = proposals;
    if (!only) return undefined;
    if (others.length > 0) {
      const names = proposals.map(({ name }) => name).join(', ');
      const manner = await this.askManner(session, l10n.t('Add {0} Scripts', proposals.length), names, false);
      return manner ? { proposals, manner } : undefined;
    }
    const title = l10n.t('Add {0}', posix.basename(only.uri.path));
    for (let name = only.name; ;) {
      const answer = await askName(session, title, name, { siblings: tasksOf(session, only.uri) });
      if (answer === undefined) return undefined;
      name = answer;
      const manner = await this.askManner(session, title, name, true);
      if (manner) return { proposals: [{ ...only, name }], manner };
      if (manner === undefined) return undefined;
    }
  }

  private async askManner(
    session: FolderSession,
    title: string,
    placeholder: string,
    hasBack: boolean,
  ): Promise<Manner | null | undefined> {
    for (;;) {
      const question = l10n.t('{0}: When to Run?', title);
      const chosen = await choose<Manner | 'schedule'>({ title: question, placeholder, hasBack, rows: () => choices });
      if (chosen !== 'schedule') return chosen;
      const schedule = await askSchedule(title, await defaultZone(session), this.clock);
      if (schedule === undefined) return undefined;
      if (schedule === null) continue;
      const { begins, ...fields } = schedule;
      return { fields, starts: begins };
    }
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

const choices: readonly Row<Manner | 'schedule'>[] = [
  heading(l10n.t('Only when I start it')),
  addRow('never', true),
  addRow('never', false),
  heading(l10n.t('Keep running')),
  addRow('on-failure', true, l10n.t('restarted when it fails')),
  addRow('on-failure', false, l10n.t('restarted when it fails, once you start it')),
  heading(l10n.t('On a schedule')),
  {
    label: l10n.t('Add with a Schedule…'),
    description: l10n.t('every hour, every day at 13:00, …'),
    iconPath: new vscode.ThemeIcon('calendar'),
    answer: 'schedule',
  },
];

function addRow(restart: RestartPolicy, starts: boolean, description?: string): Row<Manner> {
  const startIcon = restart === 'never' ? 'play' : 'debug-restart';
  return {
    label: starts ? l10n.t('Add and Start') : l10n.t('Add Only'),
    ...(description !== undefined && { description }),
    iconPath: new vscode.ThemeIcon(starts ? startIcon : 'add'),
    answer: { fields: { restart }, starts },
  };
}

async function chooseScripts(): Promise<readonly vscode.Uri[]> {
  const defaultUri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t('Add Scripts to Executor'),
    openLabel: l10n.t('Add'),
    canSelectMany: true,
    ...(defaultUri?.scheme === 'file' && { defaultUri }),
  });
  return chosen ?? [];
}
