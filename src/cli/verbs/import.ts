import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { type ForeignReading, readForeignFile, readOwnCrontab } from '../../host/read/foreignFiles.ts';
import { type ForeignKind, foreignKinds, goesOn } from '../../model/foreign/foreignFile.ts';
import { type NamedTask, nameTasks, newTasksOf, whenWords } from '../../model/foreign/foreignTasks.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { addTasks } from '../../model/taskFile/edit.ts';
import { closest } from '../../model/words/spelling.ts';
import type { ExecutorView } from '../../model/view/taskView.ts';
import { type CliFailure, toCliFailure, usageFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion } from '../jsonOutput.ts';
import { addVerb, type VerbContext, type VerbEnd, type VerbSet, withHost, withReading } from '../verb.ts';

interface ImportOptions {
  readonly as?: string;
  readonly dryRun?: boolean;
  readonly only?: readonly string[];
}

/** Adds `import`. */
export function addImportVerb(set: VerbSet): void {
  addVerb<ImportOptions>(set, {
    usage: 'import <file>',
    summary:
      'add the tasks of another program to the task file; for "crontab", those of your own crontab; starts nothing',
    options: [
      ['--dry-run', 'only show what would be added'],
      ['--only <names...>', 'only these, by the names they get'],
      ['--as <kind>', `the kind of file, if its name does not tell: ${foreignKinds.join(', ')}`],
    ],
    act: ({ args: [source = ''], context, options }) => importTasks(context, source, options),
  });
}

async function importTasks(context: VerbContext, source: string, options: ImportOptions): Promise<VerbEnd> {
  const kind = foreignKinds.find((each) => each === options.as);
  if (kind !== options.as) {
    return err(usageFailure(`"${options.as ?? ''}" is not a kind of file. Write one of ${foreignKinds.join(', ')}.`));
  }
  const read = await readSource(context, source, kind);
  if (!read.ok) return read;
  const { found } = read.value;
  if (found.tasks.length === 0) {
    const why = found.problems.map(({ line, message }) => ` Line ${String(line)}: ${message}`).join('');
    return err({ reason: 'nothing-to-import', message: `There is nothing to import from ${source}.${why}` });
  }
  const plan = (executor: ExecutorView): Result<readonly NamedTask[], CliFailure> =>
    chosenOf(
      nameTasks(
        found.tasks,
        executor.tasks.map(({ name }) => name),
      ),
      options.only,
    );
  if (options.dryRun) {
    return withReading(context, 0, ({ client }) => {
      const chosen = plan(client.executor);
      return Promise.resolve(chosen.ok ? importEnd(source, read.value, chosen.value, 'would-be-added') : chosen);
    });
  }
  return withHost(context, async ({ client }) => {
    const chosen = plan(client.executor);
    if (!chosen.ok) return chosen;
    const added = await client.ask('task/add', { tasks: newTasksOf(chosen.value).newTasks });
    return added.ok ? importEnd(source, read.value, chosen.value, 'added') : err(added.error);
  });
}

async function readSource(
  { folder, terminal }: VerbContext,
  source: string,
  kind: ForeignKind | undefined,
): Promise<Result<ForeignReading, CliFailure>> {
  const isOwn = source === 'crontab' && kind === undefined;
  const read = isOwn ? await readOwnCrontab() : await readForeignFile(path.resolve(terminal.cwd, source), folder, kind);
  return read.ok ? read : err(toCliFailure(read.error));
}

/** The tasks that were named, in the order of the file; all where none is. */
function chosenOf(
  all: readonly NamedTask[],
  only: readonly string[] | undefined,
): Result<readonly NamedTask[], CliFailure> {
  if (only === undefined) return ok(all);
  const keys = new Set(only.map(taskKey));
  const names = all.map(({ name }) => name);
  const unknown = only.find((name) => !names.some((other) => taskKey(other) === taskKey(name)));
  if (unknown === undefined) return ok(all.filter(({ name }) => keys.has(taskKey(name))));
  const near = closest(unknown, names);
  const advice = near === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${near}"?`;
  return err(usageFailure(`No task from there gets the name "${unknown}". ${advice}`));
}

function importEnd(
  source: string,
  { found: { notes, problems }, kind }: ForeignReading,
  chosen: readonly NamedTask[],
  did: 'added' | 'would-be-added',
): VerbEnd {
  const { newTasks, remarks } = newTasksOf(chosen);
  const isAdded = did === 'added';
  const lines = chosen.flatMap(({ name, task }) => [
    `${isAdded ? 'Added' : 'Would add'} ${name}: ${whenWords(task)}: ${task.commandText.replaceAll(/\s+/g, ' ')}`,
    ...task.remarks.map((remark) => `  ${remark}`),
  ]);
  const stays = goesOn(kind) ? ['They also stay where they were: remove them there before you start them here.'] : [];
  const about = [...notes, ...remarks, ...(isAdded ? stays : [])].map((note) => `Note: ${note}`);
  const written = isAdded ? ['Nothing was started.'] : ['', ...preview(newTasks)];
  return ok({
    exit: exitCodes.done,
    text: `${[...lines, ...about, ...written].join('\n')}\n`,
    problems: problems.map(({ line, message }) => `Line ${String(line)} is skipped: ${message}`),
    json: {
      version: jsonVersion,
      source,
      kind,
      tasks: chosen.map(({ name, task }, index) => {
        const { name: _, ...fields } = newTasks[index] ?? { name };
        return { name, did, when: whenWords(task), command: task.commandText, fields, remarks: task.remarks };
      }),
      left: problems,
      notes: [...notes, ...remarks],
    },
  });
}

/** The tasks as they would be in a file of their own. */
function preview(newTasks: Parameters<typeof addTasks>[1]): readonly string[] {
  const text = addTasks('', newTasks, '');
  return text.ok
    ? text.value
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('//'))
    : [];
}
