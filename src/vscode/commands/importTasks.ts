import * as l10n from '@vscode/l10n';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { type ForeignReading, readForeignFile, readOwnCrontab } from '../../host/read/foreignFiles.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { goesOn } from '../../model/foreign/foreignFile.ts';
import { type NamedTask, nameTasks, newTasksOf, whenWords } from '../../model/foreign/foreignTasks.ts';
import { tellFailure, writableOrTell } from '../ask/answers.ts';
import { choose, type Row } from '../ask/choose.ts';
import { chooseFolder } from '../ask/chooseFolder.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { showInformation } from '../messages.ts';
import { openTaskFile } from '../taskFile/openTaskFile.ts';
import type { Runner } from '../run/runner.ts';
import type { Sessions } from '../session/sessions.ts';

/** Where tasks can be taken over from. */
interface Source {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** Undefined if a person turned back or was told what is wrong. */
  readonly read: () => Promise<ForeignReading | undefined>;
}

/** The steps of *Import Tasks…*: from where, in which folder, and which of them. Nothing is added unseen, nothing is started. */
export class ImportTasks {
  constructor(
    private readonly sessions: Sessions,
    private readonly runner: Runner,
  ) {}

  /** Asks, and adds what was chosen. */
  async import(): Promise<void> {
    const session = await chooseFolder(this.sessions, l10n.t('Which folder should the tasks belong to?'));
    if (!session || !(await writableOrTell(session))) return;
    const source = await chooseSource(session);
    const reading = await source?.read();
    if (!source || !reading) return;
    const { found } = reading;
    if (found.tasks.length === 0) {
      const why = found.problems.map(({ line, message }) => l10n.t(' Line {0}: {1}', line, message)).join('');
      void showInformation(l10n.t('There is nothing to import.{0}', why));
      return;
    }
    const chosen = await chooseTasks(session, source, reading);
    if (!chosen || chosen.length === 0) return;
    const { newTasks, remarks } = newTasksOf(chosen);
    if (!(await this.runner.addAs(session, newTasks))) return;
    await tellAdded(session, reading, chosen, remarks);
  }
}

async function chooseSource(session: FolderSession): Promise<Source | undefined> {
  const { folder } = session;
  const names = (await vscode.workspace.fs.readDirectory(folder.uri)).map(([name]) => name);
  const sources: Source[] = names
    .flatMap((name) => knownFile(name) ?? [])
    .toSorted((one, other) => one.rank - other.rank)
    .map((known) => fileSource(folder.uri, known));
  if (await isThere(vscode.Uri.joinPath(folder.uri, tasksFile))) {
    const description = l10n.t('the tasks of VS Code, each run once when you start it');
    sources.push(fileSource(folder.uri, { name: tasksFile, description, icon: 'checklist' }));
  }
  if (process.platform !== 'win32') sources.push(ownCrontab);
  const rows: Row<Source>[] = [...sources, chosenSource(folder.uri)].map((source) => ({
    label: source.label,
    description: source.description,
    iconPath: new vscode.ThemeIcon(source.icon),
    answer: source,
  }));
  return (
    (await choose({
      title: l10n.t('Import Tasks'),
      placeholder: l10n.t('From where? You choose which ones next.'),
      rows: () => rows,
    })) ?? undefined
  );
}

const tasksFile = '.vscode/tasks.json';

/** A file of the folder that tasks can be taken over from. */
interface KnownFile {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
}

/** What a file of the folder is by its name, and where it is in the list. */
function knownFile(name: string): (KnownFile & { readonly rank: number }) | undefined {
  if (name === 'package.json') {
    return { name, rank: 0, icon: 'package', description: l10n.t('its scripts, each run once when you start it') };
  }
  if (/^Procfile(?:\.\w+)?$/.test(name)) {
    return { name, rank: 1, icon: 'server-process', description: l10n.t('its processes, each kept running') };
  }
  if (/^(?:ecosystem|pm2)\.(?:config\.)?(?:[cm]?js|json)$/.test(name)) {
    return { name, rank: 2, icon: 'server-process', description: l10n.t('the apps of pm2, each kept running') };
  }
  if (/^supervisord?\.(?:conf|ini)$/.test(name)) {
    const description = l10n.t('the programs of supervisord, each kept running');
    return { name, rank: 3, icon: 'server-process', description };
  }
  return undefined;
}

function fileSource(folder: vscode.Uri, { description, icon, name }: KnownFile): Source {
  const uri = vscode.Uri.joinPath(folder, name);
  return { label: posix.basename(name), description, icon, read: () => readFile(uri, folder) };
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false;
  }
}

const ownCrontab: Source = {
  label: l10n.t('Your Crontab'),
  description: l10n.t('what “crontab -l” lists'),
  icon: 'calendar',
  read: async () => {
    const read = await readOwnCrontab();
    if (read.ok) return read.value;
    void showInformation(describeFailure(read.error));
    return undefined;
  },
};

/** A file that a person points to: what kind it is its name and its text tell. */
function chosenSource(folder: vscode.Uri): Source {
  return {
    label: l10n.t('Choose a File…'),
    description: l10n.t('a crontab, Procfile, package.json, tasks.json, or a file of pm2 or supervisord'),
    icon: 'folder-opened',
    read: async () => {
      const [file] =
        (await vscode.window.showOpenDialog({
          title: l10n.t('Import Tasks'),
          openLabel: l10n.t('Import'),
          defaultUri: folder,
        })) ?? [];
      return file && readFile(file, folder);
    },
  };
}

/** Undefined if it cannot be read, which is told. */
async function readFile(file: vscode.Uri, folder: vscode.Uri): Promise<ForeignReading | undefined> {
  const read = await readForeignFile(file.fsPath, folder.fsPath);
  if (read.ok) return read.value;
  tellFailure(read.error);
  return undefined;
}

/** The preview: every task as it would be, and every line that cannot become one. */
async function chooseTasks(
  session: FolderSession,
  source: Source,
  { found: { notes, problems, tasks }, kind }: ForeignReading,
): Promise<readonly NamedTask[] | undefined> {
  const taken = session.tasks.map(({ name }) => name);
  const rows = nameTasks(tasks, taken).map((named) => ({
    label: named.name,
    description: whenWords(named.task),
    detail: [named.task.commandText, ...named.task.remarks].join(' · '),
    picked: goesOn(kind) || tasks.length === 1,
    named,
  }));
  const remarks = notes.map((note) => ({ label: `$(info) ${l10n.t('All of them')}`, detail: note, named: undefined }));
  const left = problems.map(({ line, message }) => ({
    label: `$(warning) ${l10n.t('Line {0} is skipped', line)}`,
    detail: message.replace(/(?<=\.) .*/s, ''),
    named: undefined,
  }));
  const picked = await vscode.window.showQuickPick([...rows, ...left, ...remarks], {
    title: l10n.t('Import Tasks from {0}', source.label),
    placeHolder: l10n.t('Which ones? They are added to the task file; nothing starts yet.'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return picked?.flatMap(({ named }) => named ?? []);
}

async function tellAdded(
  session: FolderSession,
  { kind }: ForeignReading,
  tasks: readonly NamedTask[],
  remarks: readonly string[],
): Promise<void> {
  const what =
    tasks.length === 1 ? l10n.t('Added {0}.', tasks[0]?.name ?? '') : l10n.t('Added {0} tasks.', tasks.length);
  const where = goesOn(kind)
    ? [l10n.t('They also stay where they were: remove them there before you start them here.')]
    : [];
  const open = l10n.t('Open Task File');
  const text = [what, l10n.t('Nothing was started.'), ...where, ...remarks].join(' ');
  const chosen = await showInformation(text, open);
  if (chosen === open) await openTaskFile(session, tasks[0]?.name ?? '');
}
