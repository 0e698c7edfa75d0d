import { expect, test } from 'vitest';
import type { RunRecord } from '../../../../src/model/run.ts';
import { openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const text = JSON.stringify({ tasks: { a: { script: 'a.sh' } } });

function endedRun(index: number): RunRecord {
  const outcome = { kind: 'succeeded', exit: { code: 0 } } as const;
  const at = { createdAt: index, startedAt: index, endedAt: index };
  return {
    id: `r${String(index)}`,
    task: 'a',
    trigger: 'manual',
    ...at,
    logPath: `/l/${String(index)}`,
    state: 'ended',
    outcome,
  };
}

test('a history that is too long is shortened bit by bit, with its logs, and the journal says so once', async () => {
  const world = await openFakeExecutor(text, ({ store }) => {
    store.hostSettings = { ...store.hostSettings, historyLimit: 100 };
    for (let index = 0; index < 1_300; index++) store.runs.push(endedRun(index));
  });
  world.logs.files.set('/l/0', '');
  world.logs.files.set('/l/1299', '');
  world.executor.lookAtState();
  await settle();
  expect([world.store.runs.length, world.clock.pendingTimers]).toEqual([1_050, 1]);
  world.executor.lookAtState();
  for (let step = 0; step < 4; step++) {
    world.clock.advance(50);
    await settle();
  }
  expect(world.store.runs).toHaveLength(100);
  expect([...world.logs.files.keys()]).toEqual(['/l/1299']);
  expect(world.clock.pendingTimers).toBe(0);
  expect(world.entries.filter(({ event }) => event === 'history-trimmed')).toMatchObject([
    { message: 'Deleted the 1200 oldest runs from the history, with their logs (executor.historyLimit)' },
  ]);
});
