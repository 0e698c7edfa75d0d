import { err } from '../../base/result.ts';
import { renderEnvironment } from '../../model/environment/environmentView.ts';
import { runDescription } from '../../model/view/runAppearance.ts';
import { nextRuns } from '../../model/view/taskOutlook.ts';
import { previewLine } from '../../model/schedule/scheduleText.ts';
import { describeSchedule } from '../../model/schedule/scheduleWords.ts';
import { taskDescription } from '../../model/view/taskAppearance.ts';
import { taskFacts } from '../../model/view/taskFacts.ts';
import type { TaskView } from '../../model/view/taskView.ts';
import { systemTimeZone } from '../../model/time/timeZone.ts';
import { findTask } from '../cliFailure.ts';
import { fileNotes } from '../listText.ts';
import { fileJson, hostJson, isoInstantIn, jsonVersion, runJson, taskJson } from '../jsonOutput.ts';
import { printable } from '../textTable.ts';
import { word } from '../../model/words/clause.ts';
import { addVerb, done, type VerbSet, withReading } from '../verb.ts';

/** Adds `show`. */
export function addShowVerb(set: VerbSet): void {
  addVerb<{ readonly env?: boolean }>(set, {
    usage: 'show <name>',
    summary: 'show everything about a task',
    options: [['--env', 'the environment that a run would get now, with secrets masked']],
    act: ({ args: [name = ''], context, options }) =>
      withReading(context, 0, async ({ client, facts }) => {
        const { executor } = client;
        const found = findTask(executor, name);
        if (!found.ok) return found;
        const task = found.value;
        const now = context.terminal.clock.now();
        const about = {
          version: jsonVersion,
          executorId: executor.id,
          host: hostJson(facts),
          file: fileJson(executor.file),
          task: detailJson(task, now),
        };
        const notes = fileNotes(executor.file, executor.tasks, now).map((note) => `${printable(note)}\n`);
        if (!options.env) return done(`${textOf(task, now)}${notes.join('')}`, about);
        const environment = await client.ask('task/environment', { name: task.name });
        if (!environment.ok) return err(environment.error);
        return done(renderEnvironment(environment.value), {
          ...about,
          environment: environment.value.map(({ origin, remark, ...each }) => ({
            ...each,
            origin: word(origin),
            ...(remark !== undefined && { remark: word(remark) }),
          })),
        });
      }),
  });
}

function textOf(task: TaskView, now: number): string {
  const fullTime = (at: number): string => previewLine(at, systemTimeZone());
  const lines = [
    `${task.name}: ${task.status.kind}, ${taskDescription(task, now)}`,
    ...taskFacts(task, fullTime, now).flatMap((fact) =>
      typeof fact === 'string' ? [`  ${fact}`] : [`  ${fact.heading}`, ...fact.lines.map((line) => `    ${line}`)],
    ),
    `  Wanted: ${task.desired}`,
    ...(task.group === undefined ? [] : [`  Group: ${task.group}`]),
    ...(task.isAutoStart && !task.approval ? ['  Starts automatically with its folder.'] : []),
    ...(task.secrets.length === 0 ? [] : [`  Secrets: ${task.secrets.join(', ')}`]),
    ...(task.runs.length === 0 ? [] : ['Newest runs:']),
    ...task.runs.map((run) => `  ${run.id}  ${fullTime(run.createdAt)}  ${runDescription(run, now)}`),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function detailJson(task: TaskView, now: number): object {
  const { after = [], commandLine, description, extraRuns, group, isAutoStart, leftovers, name, runs } = task;
  const { schedule, script, secrets } = task;
  const shown = schedule.kind === 'none' ? undefined : schedule;
  return {
    ...taskJson(task),
    description: description ?? null,
    script: script ?? null,
    commandLine,
    shell: task.isShell ?? false,
    words: shown ? describeSchedule(shown) : null,
    timezone: shown?.timeZone ?? null,
    nextRuns: shown?.kind === 'armed' ? nextRuns(task, now).map((at) => isoInstantIn(at, shown.timeZone)) : [],
    group: group ?? null,
    autoStart: isAutoStart,
    after,
    secrets,
    extraRuns,
    leftovers,
    runs: runs.map((run) => runJson({ task: name, ...run })),
  };
}
