import * as l10n from '@vscode/l10n';
import { isStartable, isStoppable } from '../../model/view/taskContext.ts';
import { type TaskView, zoneOfTask } from '../../model/view/taskView.ts';
import { writableOrTell } from '../ask/answers.ts';
import { askArguments } from '../ask/askArguments.ts';
import { askLater, askWhichLater } from '../ask/askLater.ts';
import { askSignal } from '../ask/askSignal.ts';
import { type RunRow, toLaterRow, toRuns } from './commandArguments.ts';
import { type CommandSurroundings, type CommandTable, onEachTask, onTasks } from './commandTable.ts';

/** What starts and ends runs, and what begins and pauses schedules. */
export function runCommands(surroundings: CommandSurroundings): CommandTable {
  const { argumentMemory, clock, runner } = surroundings;
  const start = { title: l10n.t('Start'), fits: canStart, none: l10n.t('There is no task to start.') };
  const stopRun = onTasks(surroundings, { title: l10n.t('Stop Run'), fits: isStoppable, none: noRun }, (tasks) =>
    runner.each(tasks, (client, name) => client.ask('task/stopRun', { name })),
  );
  const cancelLater = onEachTask(
    surroundings,
    {
      title: l10n.t('Cancel Later Run'),
      fits: ({ later }) => later !== undefined,
      none: l10n.t('No task is set to run later.'),
    },
    async (task) => {
      const chosen = await askWhichLater(task.name, task.session.task(task.name)?.later ?? []);
      if (chosen) await runner.each([task], (client, name) => client.ask('task/cancelLater', { name, id: chosen.id }));
    },
  );
  return {
    'executor.startTask': onTasks(surroundings, start, (tasks) => runner.start(tasks)),
    'executor.startSchedule': onTasks(
      surroundings,
      { title: l10n.t('Start Schedule'), fits: isPaused, none: l10n.t('There is no schedule to start.') },
      (tasks) => runner.start(tasks),
    ),
    'executor.pauseSchedule': onTasks(
      surroundings,
      { title: l10n.t('Pause Schedule'), fits: isArmed, none: l10n.t('No schedule is started.') },
      (tasks) => runner.each(tasks, (client, name) => client.ask('task/pauseSchedule', { name })),
    ),
    'executor.skipNext': onTasks(
      surroundings,
      { title: l10n.t('Skip Next Run'), fits: isDue, none: l10n.t('No schedule has a next run.') },
      (tasks) => runner.skipNext(tasks),
    ),
    'executor.runNow': onTasks(surroundings, { title: l10n.t('Run Now') }, (tasks) => runner.runNow(tasks)),
    'executor.runWithArguments': onEachTask(surroundings, { title: l10n.t('Run With Arguments') }, async (task) => {
      const answer = await askArguments(task.name, argumentMemory.lines(task));
      if (!answer) return;
      await argumentMemory.remember(task, answer.line);
      await runner.runNow([task], answer.args);
    }),
    'executor.runLater': onEachTask(surroundings, { title: l10n.t('Run Later') }, async (task) => {
      // Nobody is asked for a time where nothing can be started.
      const executor = (await writableOrTell(task.session))?.executor;
      const view = task.session.task(task.name);
      if (!executor || !view) return;
      const timeZone = zoneOfTask(executor, view);
      const time = await askLater(task.name, timeZone, clock);
      if (time) await runner.runLater(task, time, timeZone);
    }),
    'executor.cancelLater': (argument, selection) => {
      const row = toLaterRow(argument);
      if (!row) return cancelLater(argument, selection);
      return runner.each([row], (client, name) => client.ask('task/cancelLater', { name, id: row.upcoming.id }));
    },
    'executor.stopTask': onTasks(surroundings, { title: l10n.t('Stop'), fits: isStoppable, none: noRun }, (tasks) =>
      runner.stop(tasks),
    ),
    'executor.stopRun': (argument, selection) => {
      const runs = toRuns(argument, selection);
      return runs.length > 0 ? stopRuns(surroundings, runs) : stopRun(argument, selection);
    },
    'executor.restartTask': onTasks(surroundings, { title: l10n.t('Restart') }, (tasks) => runner.restart(tasks)),
    'executor.applyChange': onTasks(
      surroundings,
      {
        title: l10n.t('Restart to Apply'),
        fits: ({ isChanged }) => isChanged,
        none: l10n.t('No task runs with an old definition.'),
      },
      (tasks) => runner.restart(tasks),
    ),
    'executor.sendSignal': onEachTask(
      surroundings,
      { title: l10n.t('Send Signal'), fits: ({ status }) => status.kind === 'running', none: noRun },
      async (task) => {
        const signal = await askSignal(task.name);
        if (signal !== undefined)
          await runner.each([task], (client, name) => client.ask('task/signal', { name, signal }));
      },
    ),
  };
}

const noRun = l10n.t('No task is running.');

/** Of several runs, those that have ended need no stopping. */
async function stopRuns({ run, runner }: CommandSurroundings, runs: readonly RunRow[]): Promise<void> {
  const live = runs.length === 1 ? runs : runs.filter((row) => run(row, row.run)?.outcome === undefined);
  await Promise.all(
    live.map((row) => runner.each([row], (client, name) => client.ask('task/stopRun', { name, run: row.run }))),
  );
}

function canStart(task: TaskView): boolean {
  return task.schedule.kind === 'none' ? isStartable(task) : isPaused(task);
}

function isPaused({ isUndefined, schedule }: TaskView): boolean {
  return schedule.kind === 'paused' && !isUndefined;
}

function isDue({ schedule }: TaskView): boolean {
  return schedule.kind === 'armed';
}

function isArmed({ schedule }: TaskView): boolean {
  return schedule.kind === 'armed' || schedule.kind === 'ended';
}
