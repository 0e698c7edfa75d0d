import * as l10n from '@vscode/l10n';
import { type Result } from '../../base/result.ts';
import { word } from '../words/clause.ts';
import { parseRecurrence } from '../schedule/recurrence.ts';
import { describeRecurrence } from '../schedule/scheduleWords.ts';
import type { DependencyCondition } from '../task.ts';
import { parseTaskFile } from '../taskFile/taskFile.ts';
import type { NewTask } from '../taskFile/edit.ts';
import type { TaskFields } from '../taskFile/fields/taskFields.ts';
import { freeTaskName } from '../taskName.ts';

/** A task that the file of another program describes, as the task file is to have it. */
export interface ForeignTask {
  /** A name made from what the file says; the caller makes it one that is free. */
  readonly stem: string;
  readonly fields: TaskFields;
  /** What is run, as the file has it. */
  readonly commandText: string;
  /** What will not be as it was there, each a whole sentence. */
  readonly remarks: readonly string[];
  /** Tasks of the same file that it waits for, by their stems. */
  readonly needs?: readonly ForeignNeed[];
}

/** A task of the same file that another one waits for. */
export interface ForeignNeed {
  readonly stem: string;
  readonly condition: DependencyCondition;
}

/** A place in the file of another program that cannot become a task. */
export interface ForeignProblem {
  /** Counted from 1. */
  readonly line: number;
  /** Why, as a whole sentence. */
  readonly message: string;
}

/** What the file of another program describes. */
export interface ForeignTasks {
  readonly tasks: readonly ForeignTask[];
  readonly problems: readonly ForeignProblem[];
  /** What will not be as it was there for all of its tasks, each a whole sentence. */
  readonly notes: readonly string[];
}

/** Where the file of another program stands, as far as that decides what it means. */
export interface ForeignPlace {
  /**
   * The folder that its relative paths count from, as the task file is to name it: relative to the workspace folder
   * with forward slashes, empty if it is that one, absolute where it is outside.
   */
  readonly folder: string;
  /** The names in the folder of the file. */
  readonly siblings: readonly string[];
  /** The text of `.env` beside it; undefined if there is none that can be read. */
  readonly envText: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** Gathers what a reader finds. What the task file would refuse is a problem, so that nothing is ever added that cannot run. */
export class ForeignCollector {
  private readonly tasks: ForeignTask[] = [];
  private readonly problems: ForeignProblem[] = [];

  /** Takes what begins in a line, counted from 1: a task, or why there is none. */
  add(line: number, found: Result<ForeignTask, string>): void {
    const why = found.ok ? whyRefused(found.value) : found.error;
    if (why !== undefined) this.problems.push({ line, message: why });
    else if (found.ok) this.tasks.push(found.value);
  }

  /** Whether there is any task. */
  get hasTasks(): boolean {
    return this.tasks.length > 0;
  }

  /** Everything, problems in the order of their lines; the notes only where there is a task that they are about. */
  found(notes: readonly string[]): ForeignTasks {
    const problems = this.problems.toSorted((one, other) => one.line - other.line);
    return { tasks: this.tasks, problems, notes: this.hasTasks ? notes : [] };
  }
}

/** What the task file would say against a task. */
function whyRefused({ fields }: ForeignTask): string | undefined {
  const { diagnostics } = parseTaskFile(JSON.stringify({ tasks: { task: fields } }));
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return error && word(error.message);
}

/** A task with the name that it gets. */
export interface NamedTask {
  readonly name: string;
  readonly task: ForeignTask;
}

/** Gives each task a name that is free beside the `taken` ones. */
export function nameTasks(tasks: readonly ForeignTask[], taken: readonly string[]): readonly NamedTask[] {
  const names = [...taken];
  return tasks.map((task) => {
    const name = freeTaskName(task.stem, names);
    names.push(name);
    return { name, task };
  });
}

/** What is added for the chosen ones of a file, and what is not as it was there because others were left out, a sentence each. */
export interface ChosenTasks {
  readonly newTasks: readonly NewTask[];
  readonly remarks: readonly string[];
}

/** The tasks to add: each waits for those that it needs as far as they are chosen as well, and as they do not wait for it. */
export function newTasksOf(chosen: readonly NamedTask[]): ChosenTasks {
  const nameOf = new Map(chosen.toReversed().map(({ name, task }) => [task.stem, name]));
  const waits = new Map<string, readonly string[]>();
  const remarks: string[] = [];
  const newTasks = chosen.map(({ name, task: { fields, needs = [] } }): NewTask => {
    const after = new Map<string, ForeignNeed['condition']>();
    for (const { condition, stem } of needs) {
      const other = nameOf.get(stem);
      if (other === undefined) {
        remarks.push(l10n.t('{0} does not wait for {1}, which is not imported with it.', name, stem));
      } else if (other === name || waitsFor(other, name, waits)) {
        remarks.push(l10n.t('{0} does not wait for {1}, which waits for it.', name, other));
      } else after.set(other, condition);
    }
    waits.set(name, [...after.keys()]);
    const all = [...after].map(([task, condition]) => ({ task, condition }));
    return { name, ...fields, ...(all.length > 0 && { after: all }) };
  });
  return { newTasks, remarks };
}

/** Whether a task waits for another one, be it through others; there are no circles. */
function waitsFor(name: string, other: string, waits: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(waits.get(next) ?? []));
  }
  return false;
}

/** When a task of another program will run, in words without a full stop. */
export function whenWords({ fields: { autoStart, cron, every, restart } }: ForeignTask): string {
  const schedule = cron ?? every;
  if (schedule !== undefined) {
    const recurrence = parseRecurrence(schedule);
    return recurrence.ok ? describeRecurrence(recurrence.value) : schedule;
  }
  if (autoStart === true) return l10n.t('when the folder is opened');
  return restart === 'never' ? l10n.t('when you start it') : l10n.t('kept running');
}

/** What a platform's own shell is started with, before the line that it is to read. */
export function systemShell(platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
}

/** A path of a file at that place, as the task file is to name it: relative to the workspace folder, or absolute. */
export function pathFrom(folder: string, path: string): string {
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\]|\$\{(?:workspaceFolder|userHome)\})/.test(path);
  const plain = path.replace(/^(?:\.\/+)+(?=.)/, '');
  if (isAbsolute || folder === '') return plain;
  return plain === '.' ? folder : `${folder}/${plain}`;
}
