import { expect, test } from 'vitest';
import { nextLookAge } from '../../../../src/node/process/launcherTree.ts';
import { TreeWatch, type WatchedTree } from '../../../../src/node/process/launcherTreeWatch.ts';
import { ProcessScan } from '../../../../src/node/process/processScan.ts';
import type { ProcessEntry } from '../../../../src/node/process/processTable.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { tableOf } from '../../../support/processTables.ts';

const self: ProcessEntry = { pid: process.pid, parent: 1, group: 1, session: 1, startTime: '1', isZombie: false };

/** Watches trees that start when told; `looks` are the instants of all scans, in milliseconds. */
function watching() {
  const clock = new FakeClock();
  const looks: number[] = [];
  const table = {
    ...tableOf([self]),
    list: () => {
      looks.push(clock.monotonic());
      return [self];
    },
  };
  const trees: WatchedTree[] = [];
  const watch = new TreeWatch(clock, new ProcessScan(table, clock), () => trees);
  const start = (startedAt = clock.monotonic()): WatchedTree => {
    let lastAge: number | undefined;
    const tree = {
      get lookDueAt() {
        return startedAt + nextLookAge(lastAge);
      },
      note: () => {
        lastAge = clock.monotonic() - startedAt;
      },
    };
    trees.push(tree);
    watch.expect(tree);
    return tree;
  };
  /** Lets time pass in steps, and what was promised happen in between. */
  const pass = async (ms: number): Promise<void> => {
    for (let step = 0; step < ms; step += 500) {
      clock.advance(500);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  return { clock, looks, trees, watch, start, pass };
}

test('a tree is looked at 1, 10 and 60 seconds after its start, then every minute', async () => {
  const { looks, start, pass } = watching();
  start();
  await pass(200_000);
  expect(looks).toEqual([1_000, 10_000, 60_000, 120_000, 180_000]);
});

test('a thousand trees share one look a minute', async () => {
  const { looks, start, pass } = watching();
  for (let run = 0; run < 1_000; run++) {
    start();
    if (run % 100 === 0) await pass(500);
  }
  await pass(120_000);
  const steady = looks.length;
  await pass(600_000);
  expect(looks.length - steady).toBe(10);
});

test('a tree that has been there for long is looked at at once', async () => {
  const { clock, looks, start, pass } = watching();
  clock.advance(500_000);
  start(0);
  await pass(130_000);
  expect(looks).toEqual([500_000, 560_000, 620_000].map((at) => at + 500));
});

test('runs that come and go by the dozen cause no more than a look a second', async () => {
  const { looks, trees, start, pass } = watching();
  for (let round = 0; round < 100; round++) {
    for (let run = 0; run < 10; run++) start();
    await pass(500);
    if (trees.length > 30) trees.splice(0, 10);
  }
  expect(looks.length).toBeLessThanOrEqual(50);
});

test('no tree causes no look, and no timer either', async () => {
  const { clock, looks, trees, start, pass } = watching();
  start();
  trees.pop();
  await pass(120_000);
  expect([looks, clock.pendingTimers]).toEqual([[], 0]);
});

test('a disposed watch looks no more', async () => {
  const { clock, looks, watch, start, pass } = watching();
  start();
  watch.dispose();
  start();
  await pass(120_000);
  expect([looks, clock.pendingTimers]).toEqual([[], 0]);
});
