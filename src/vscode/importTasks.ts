import * as l10n from '@vscode/l10n';
import { execFile } from 'node:child_process';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { crontabTasks } from '../model/crontabTasks.ts';
import type { ForeignTask, ForeignTasks } from '../model/foreignTasks.ts';
import { packageScripts } from '../model/packageScripts.ts';
import { readImport } from '../host/userFiles.ts';
import { procfileTasks } from '../model/procfileTasks.ts';
import { parseRecurrence } from '../model/recurrence.ts';
import { describeRecurrence } from '../model/scheduleWords.ts';
import type { NewTask } from '../model/taskFileEdit.ts';
import { freeTaskName } from '../model/taskName.ts';
import { describeFailure } from '../model/failure.ts';
import { tell, writableOrTell } from './answers.ts';
import { choose, type Row } from './choose.ts';
import { chooseFolder } from './chooseFolder.ts';
import type { FolderSession } from './folderSession.ts';
import { showError, showInformation } from './messages.ts';
import { openTaskFile } from './openTaskFile.ts';
import type { Runner } from './runner.ts';
import type { Sessions } from './sessions.ts';

/** Where tasks can be taken over from. */
interface Source {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** They go on where they came from, unless somebody takes them out there. */
  readonly goesOn: boolean;
  /** Undefined where a person turned back or was told what is wrong. */
  readonly read: () => Promise<ForeignTasks | undefined>;
}

/** Milliseconds for which `crontab -l` is waited for. */
const crontabMs = 10_000;

/** The steps of *Import Tasks…*: from where, in which folder, and which of them. Nothing is added unseen, nothing is started. */
export class ImportTasks {
  constructor(
    private readonly sessions: Sessions,
    private readonly runner: Runner,
  ) {}

  /** Asks, and adds what was chosen. */
  async import(): Promise<void> {
    const session = await chooseFolder(this.sessions, l10n.t('Which folder are the tasks to belong to?'));
    if (!session || !(await writableOrTell(session))) return;
    const source = await chooseSource(session);
    const found = await source?.read();
    if (!source || !found) return;
    if (found.tasks.length === 0) {
      const why = found.problems.map(({ line, message }) => l10n.t(' Line {0}: {1}', line, message)).join('');
      void showInformation(l10n.t('There is nothing to import.{0}', why));
      return;
    }
    const chosen = await chooseTasks(session, source, found);
    if (!chosen || chosen.length === 0 || !(await this.runner.addAs(session, chosen))) return;
    await tellAdded(session, source, chosen);
  }
}

async function chooseSource(session: FolderSession): Promise<Source | undefined> {
  const { folder } = session;
  const names = (await vscode.workspace.fs.readDirectory(folder.uri)).map(([name]) => name);
  const sources: Source[] = [];
  if (names.includes('package.json'))
    sources.push(packageSource(vscode.Uri.joinPath(folder.uri, 'package.json'), names));
  if (names.includes('Procfile')) sources.push(procfileSource(vscode.Uri.joinPath(folder.uri, 'Procfile'), names));
  if (process.platform !== 'win32') sources.push(ownCrontab);
  const rows: Row<Source>[] = [...sources, fileSource(folder.uri, names)].map((source) => ({
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

function packageSource(uri: vscode.Uri, siblings: readonly string[]): Source {
  return {
    label: 'package.json',
    description: l10n.t('its scripts, each run once when you start it'),
    icon: 'package',
    goesOn: false,
    read: async () => {
      const text = await readText(uri);
      if (text === undefined) return undefined;
      const found = packageScripts(text, siblings);
      if (!found) void showError(l10n.t('{0} is no package.json: it is not an object in JSON.', uri.fsPath));
      return found;
    },
  };
}

function procfileSource(uri: vscode.Uri, siblings: readonly string[]): Source {
  return {
    label: posix.basename(uri.path),
    description: l10n.t('its processes, each kept running'),
    icon: 'server-process',
    goesOn: false,
    read: async () => {
      const text = await readText(uri);
      const options = { hasEnvFile: siblings.includes('.env'), platform: process.platform };
      return text === undefined ? undefined : procfileTasks(text, options);
    },
  };
}

const ownCrontab: Source = {
  label: l10n.t('Your Crontab'),
  description: l10n.t('what “crontab -l” lists'),
  icon: 'calendar',
  goesOn: true,
  read: async () => {
    try {
      const { stdout } = await promisify(execFile)('crontab', ['-l'], { timeout: crontabMs });
      return crontabTasks(stdout);
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const why = isMissing
        ? l10n.t('The command “crontab” was not found on PATH.')
        : said || l10n.t('It did not answer.');
      void showInformation(l10n.t('Your crontab cannot be read. {0}', why));
      return undefined;
    }
  },
};

/** A file that a person points to: what kind it is its name tells, and a crontab can have any. */
function fileSource(folder: vscode.Uri, siblings: readonly string[]): Source {
  return {
    label: l10n.t('Choose a File…'),
    description: l10n.t('a crontab, a Procfile or a package.json'),
    icon: 'folder-opened',
    goesOn: true,
    read: async () => {
      const [file] =
        (await vscode.window.showOpenDialog({
          title: l10n.t('Import Tasks'),
          openLabel: l10n.t('Import'),
          defaultUri: folder,
        })) ?? [];
      if (!file) return undefined;
      const name = posix.basename(file.path);
      if (name.endsWith('.json')) return packageSource(file, siblings).read();
      if (/procfile/i.test(name)) return procfileSource(file, siblings).read();
      const text = await readText(file);
      return text === undefined ? undefined : crontabTasks(text);
    },
  };
}

/** The preview: every task as it would be, and every line that cannot become one. */
async function chooseTasks(
  session: FolderSession,
  source: Source,
  { problems, tasks }: ForeignTasks,
): Promise<readonly NewTask[] | undefined> {
  const taken = session.tasks.map(({ name }) => name);
  const rows = tasks.map((task) => {
    const name = freeTaskName(task.stem, taken);
    taken.push(name);
    return {
      label: name,
      description: whenWords(task),
      detail: [task.commandText, ...task.remarks].join(' · '),
      picked: source.goesOn || tasks.length === 1,
      task: { name, ...task.fields },
    };
  });
  const left = problems.map(({ line, message }) => ({
    label: `$(warning) ${l10n.t('Line {0} is left out', line)}`,
    detail: message.replace(/(?<=\.) .*/s, ''),
    task: undefined,
  }));
  const picked = await vscode.window.showQuickPick([...rows, ...left], {
    title: l10n.t('Import Tasks from {0}', source.label),
    placeHolder: l10n.t('Which ones? They are written into the task file; nothing is started.'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return picked?.flatMap(({ task }) => (task ? [task] : []));
}

function whenWords({ fields }: ForeignTask): string {
  if (fields.cron !== undefined) {
    const recurrence = parseRecurrence(fields.cron);
    return recurrence.ok ? describeRecurrence(recurrence.value) : fields.cron;
  }
  if (fields.autoStart === true) return l10n.t('when the folder is opened');
  return fields.restart === 'never' ? l10n.t('when you start it') : l10n.t('kept running');
}

async function tellAdded(session: FolderSession, source: Source, tasks: readonly NewTask[]): Promise<void> {
  const what =
    tasks.length === 1 ? l10n.t('Added {0}.', tasks[0]?.name ?? '') : l10n.t('Added {0} tasks.', tasks.length);
  const where = source.goesOn
    ? [l10n.t('They stay where they were as well: take them out there before you start them here.')]
    : [];
  const open = l10n.t('Open Task File');
  const text = [what, l10n.t('Nothing was started.'), ...where].join(' ');
  const chosen = await showInformation(text, open);
  if (chosen === open) await openTaskFile(session, tasks[0]?.name ?? '');
}

/** Undefined where it cannot be read, which is told. */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const read = await readImport(uri.fsPath);
  if (read.ok) return read.value;
  tell({ reason: read.error.reason, message: describeFailure(read.error) });
  return undefined;
}
