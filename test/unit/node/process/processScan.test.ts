import { expect, test } from 'vitest';
import { ProcessScan } from '../../../../src/node/process/processScan.ts';
import type { ProcessEntry, ProcessTable } from '../../../../src/node/process/processTable.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { tableOf } from '../../../support/processTables.ts';

const self: ProcessEntry = {
  pid: process.pid,
  parent: 1,
  group: 1,
  session: 1,
  startTime: '1',
  isZombie: false,
};

/** A scan of a table that takes `costMs` to list and, at first, cannot be read as often as `failures` says. */
function scanning({ costMs = 0, failures = [] }: { costMs?: number; failures?: readonly ('empty' | 'throws')[] } = {}) {
  const clock = new FakeClock();
  const waiting = [...failures];
  const looks = { count: 0 };
  const table: ProcessTable = {
    ...tableOf([self]),
    list: () => {
      looks.count++;
      clock.advance(costMs);
      const failure = waiting.shift();
      if (failure === 'throws') throw new Error('EMFILE');
      return failure ? [] : [self];
    },
  };
  return { clock, looks, scan: new ProcessScan(table, clock) };
}

test('all who ask in one turn get the same look', async () => {
  const { scan, looks } = scanning();
  const snapshots = await Promise.all([scan.fresh(), scan.fresh(), scan.fresh()]);
  expect(new Set(snapshots).size).toBe(1);
  expect(looks.count).toBe(1);
});

test('who asks later gets a look of his own, after a rest as long as the last one took', async () => {
  const { scan, looks, clock } = scanning({ costMs: 40 });
  const first = await scan.fresh();
  const second = scan.fresh();
  clock.advance(39);
  expect(looks.count).toBe(1);
  clock.advance(1);
  expect(await second).not.toBe(first);
  expect([looks.count, scan.costMs]).toEqual([2, 40]);
});

test('a table that could not be read, or lacks the process that asks, is read again', async () => {
  const { scan, looks, clock } = scanning({ failures: ['throws', 'empty'] });
  const snapshot = scan.fresh();
  for (let retry = 0; retry < 2; retry++) {
    while (clock.pendingTimers === 0) await Promise.resolve();
    clock.advance(100);
  }
  expect((await snapshot).entries).toEqual([self]);
  expect(looks.count).toBe(3);
});
