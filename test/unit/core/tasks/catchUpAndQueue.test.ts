import { expect, test } from 'vitest';
import type { CatchUpPolicy } from '../../../../src/model/schedule/catchUpPolicy.ts';
import { openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const hour = 3_600_000;

/** What comes while a run lives: an occurrence on time, a sleep over all until then, or the end of a task before this one. */
type Event = readonly ['on time' | 'slept until', hour: number] | readonly ['chained'];

/** What follows the live run, in its order: the trigger, and the hour for which it is. */
type Order = readonly (readonly [trigger: string, hour?: number])[];

const due = (...hours: readonly number[]): Order => hours.map((each) => ['schedule', each]);
const caughtUp = (...hours: readonly number[]): Order => hours.map((each) => ['catch-up', each]);

const onTime = (at: number): Event => ['on time', at];
const sleptUntil = (at: number): Event => ['slept until', at];
const chained: Event = ['chained'];

test.each<[events: readonly Event[], overlap: 'queue' | 'skip', catchUp: CatchUpPolicy, order: Order]>([
  [[onTime(1)], 'queue', 'all', due(1)],
  [[sleptUntil(3)], 'queue', 'all', caughtUp(1, 2, 3)],
  // What waits for the end of the run is next, whether it was due before what was missed or after it.
  [[onTime(1), sleptUntil(4)], 'queue', 'all', [...due(1), ...caughtUp(2, 3, 4)]],
  [[onTime(1), sleptUntil(4)], 'queue', 'latest', [...due(1), ...caughtUp(4)]],
  [[onTime(1), sleptUntil(4)], 'queue', 'skip', due(1)],
  [[sleptUntil(3), onTime(4)], 'queue', 'all', [...due(4), ...caughtUp(1, 2, 3)]],
  [[sleptUntil(3), onTime(4)], 'queue', 'latest', due(4)],
  [[sleptUntil(3), onTime(4)], 'queue', 'skip', due(4)],
  [[sleptUntil(2), onTime(3), sleptUntil(5)], 'queue', 'all', [...due(3), ...caughtUp(1, 2, 4, 5)]],
  [[sleptUntil(2), onTime(3), sleptUntil(5)], 'queue', 'latest', [...due(3), ...caughtUp(5)]],
  // So is what the end of another task has brought.
  [[chained, sleptUntil(2)], 'queue', 'all', [chained, ...caughtUp(1, 2)]],
  [[sleptUntil(2), chained], 'queue', 'all', [chained, ...caughtUp(1, 2)]],
  // Without a queue nothing waits but what was missed.
  [[onTime(1), sleptUntil(3)], 'skip', 'all', caughtUp(2, 3)],
  [[sleptUntil(3), onTime(4)], 'skip', 'latest', caughtUp(3)],
])('after %j a live run is followed, under %s and %s, by %j', async (events, overlap, catchUp, order) => {
  const tasks = {
    a: { script: 'a.sh', every: '1 hour', overlap, catchUp },
    b: { script: 'a.sh', restart: 'never', onSuccess: 'a' },
  };
  const { clock, executor, launcher, store } = await openFakeExecutor(JSON.stringify({ tasks }));
  const armed = clock.now();
  await executor.taskRuns.start('a', 'manual');
  void executor.taskRuns.runNow('a', { beside: false });
  await settle();
  await launcher.last.starts();
  const live = launcher.last;
  for (const [what, until = 0] of events) {
    if (what === 'chained') {
      void executor.taskRuns.start('b', 'manual');
      await settle();
      await launcher.last.starts();
      await launcher.last.exits({ code: 0 });
    } else {
      if (what === 'slept until') clock.jump(armed + (until + 0.5) * hour - clock.now());
      clock.advance(what === 'on time' ? armed + until * hour - clock.now() : 60_000);
    }
    await settle();
  }
  const before = launcher.runs.length;
  await live.exits({ code: 0 });
  await settle();
  for (let run = launcher.runs[before]; run; run = launcher.runs[launcher.runs.indexOf(run) + 1]) {
    await run.starts();
    await run.exits({ code: 0 });
    await settle();
  }
  const followed = launcher.runs.slice(before).map(({ run }) => {
    const { scheduledFor, trigger } = store.runs.find(({ id }) => id === run) ?? {};
    return scheduledFor === undefined ? [trigger] : [trigger, (scheduledFor - armed) / hour];
  });
  expect(followed).toEqual(order);
  executor.dispose();
});
