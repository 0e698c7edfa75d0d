import { afterEach, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilTask } from '../support/hostWorld.ts';

let world: CliWorld;
let window: ExecutorConnection;

const minuteMs = 60_000;
/** The tasks of the document of ExecutoR, "infinite_loop" and "period" in the words of the task file. */
const script = 'jobs/test.sh';
const tasks = {
  LOL: { script, env: { SYMBOL: 'LOL' }, restart: 'always' },
  LOL_Schedule: { script, env: { SYMBOL: 'LOL_schedule' }, every: '2 min' },
  LOL_Schedule_day: {
    script,
    env: { SYMBOL: 'LOL_schedule' },
    every: 'day',
    start: '2021-02-27T12:50:00',
    timezone: 'EST',
  },
  LMFAO: { script, env: { SYMBOL: 'LMFAO' }, restart: 'always' },
};

interface Shown {
  readonly task: {
    readonly words: string;
    readonly timezone: string;
    readonly nextRun: string;
    readonly nextRuns: readonly string[];
  };
}

useCliWorld(async (made) => {
  world = made;
  world.define(tasks);
  world.write(
    script,
    '#!/bin/sh\n[ "$SYMBOL" = LOL_schedule ] && exit 0\nwhile [ ! -e "$SYMBOL.go" ]; do sleep 0.05; done\nexit 1\n',
  );
  world.setClock(Date.UTC(2030, 2, 1, 12));
  window = await world.connect();
});

afterEach(async () => {
  await window.close();
});

const show = async (name: string): Promise<Shown['task']> => (await world.json<Shown>('show', name)).task;

test('infinite_loop: the task is started again whenever it ends; start_all says of each task what became of it', async () => {
  await world.call('start', 'LOL');
  expect((await world.call('start', '--all')).stdout).toMatch(
    /^Already running: LOL\nScheduled: LOL_Schedule\. Next run .+\nScheduled: LOL_Schedule_day\. Next run .*12:50 EST\nStarting LMFAO\n$/,
  );
  world.write('LOL.go', '');
  const { runs } = await untilTask(window, 'LOL', (task) => task.runs.some(({ trigger }) => trigger === 'restart'));
  expect(runs.at(-1)).toMatchObject({ trigger: 'manual', outcome: { kind: 'failed', exit: { code: 1 } } });
  expect(window.client.executor.tasks.at(-1)).toMatchObject({ name: 'LMFAO', status: { kind: 'running' } });
});

test('period = "2 min": it runs every two minutes, counted from when it was started', async () => {
  await world.call('start', 'LOL_Schedule');
  const { nextRun, nextRuns, words } = await show('LOL_Schedule');
  const first = Date.parse(nextRun);
  expect(words).toBe('Every 2 minutes');
  expect(nextRuns.map((at) => (Date.parse(at) - first) / minuteMs)).toEqual([0, 2, 4, 6, 8]);
  for (const at of [first, first + 2 * minuteMs]) {
    world.setClock(at + 100);
    await untilTask(window, 'LOL_Schedule', ({ runs }) =>
      runs.some(({ endedAt, scheduledFor }) => scheduledFor === at && endedAt !== undefined),
    );
  }
  const { runs } = await untilTask(window, 'LOL_Schedule', ({ status }) => status.kind === 'scheduled');
  expect(runs.map(({ outcome, trigger }) => [trigger, outcome?.kind])).toEqual([
    ['schedule', 'succeeded'],
    ['schedule', 'succeeded'],
  ]);
});

test('period = "day" with a start in another zone: it runs at that time of day there, and next_run is shown by the clocks of that zone', async () => {
  const paused = (await world.call('show', 'LOL_Schedule_day')).stdout;
  expect(paused).toContain('Next runs, if it were started now:\n');
  await world.call('start', 'LOL_Schedule_day');
  const at = Date.UTC(2030, 2, 1, 17, 50);
  expect((await world.call('list', '--next-run')).stdout).toMatch(/^LOL_Schedule_day .*Fri 1 Mar 2030 12:50:00 EST /m);
  const days = ['Fri 1', 'Sat 2', 'Sun 3', 'Mon 4', 'Tue 5'];
  const text = [
    '  Every day, from Sat 27 Feb 2021 12:50:00 EST (EST)',
    '  Next runs:',
    ...days.map((day) => `    ${day} Mar 2030 12:50:00 EST`),
  ];
  expect((await world.call('show', 'LOL_Schedule_day')).stdout).toContain(`${text.join('\n')}\n`);
  expect(await show('LOL_Schedule_day')).toMatchObject({
    words: 'Every day, from Sat 27 Feb 2021 12:50:00 EST',
    timezone: 'EST',
    nextRun: '2030-03-01T12:50:00.000-05:00',
    nextRuns: [1, 2, 3, 4, 5].map((day) => `2030-03-0${String(day)}T12:50:00.000-05:00`),
  });
  world.setClock(at + 100);
  await untilTask(window, 'LOL_Schedule_day', ({ runs }) => runs[0]?.scheduledFor === at);
});

test('without a host the next runs of a started schedule are shown all the same, and none of a paused one', async () => {
  await world.call('start', 'LOL_Schedule_day');
  await world.call('down', '--stop');
  await window.close();
  const { nextRuns } = await show('LOL_Schedule_day');
  expect(nextRuns.map((at) => at.slice(10))).toEqual(Array.from({ length: 5 }, () => 'T12:50:00.000-05:00'));
  expect(await show('LOL_Schedule')).toMatchObject({ words: 'Every 2 minutes', nextRun: null, nextRuns: [] });
  expect((await world.call('show', 'LOL_Schedule')).stdout).toMatch(
    / {2}Next runs, if it were started now:\n(?: {4}.+:\d\d \S+\n){5}/,
  );
});
