import { expect, test } from 'vitest';
import { openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const minute = 60_000;
const text = '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh", "every": "10 min" } } }';

async function failOnce(world: Awaited<ReturnType<typeof openFakeExecutor>>): Promise<void> {
  void world.executor.taskRuns.runNow('a', { beside: false });
  await settle();
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code: 3 });
}

test('The first failure of a task is told, the next ones are not until it has succeeded', async () => {
  const world = await openFakeExecutor(text);
  const told: string[] = [];
  world.executor.onDidNotice(({ kind, task }) => told.push(`${task} ${kind}`));
  await failOnce(world);
  await failOnce(world);
  expect(told).toEqual(['a failed']);
});

test('Nothing is told about a muted task', async () => {
  const world = await openFakeExecutor(text);
  const told: string[] = [];
  world.executor.onDidNotice(({ kind }) => told.push(kind));
  expect(world.executor.mute('A', true)).toEqual({ ok: true, value: undefined });
  expect(world.executor.view().tasks).toMatchObject([{ isMuted: true }, { isMuted: false }]);
  await failOnce(world);
  expect(told).toEqual([]);
});

test('The first window that comes gets one summary of what happened while none was there', async () => {
  const world = await openFakeExecutor(text, ({ store }) => {
    store.attended = Date.UTC(2026, 0, 1);
  });
  world.clock.advance(1);
  await world.executor.taskRuns.start('b', 'manual');
  await failOnce(world);
  world.clock.jump(35 * minute);
  world.clock.advance(minute);
  await settle();
  expect(world.executor.takeSummary()).toEqual({ since: Date.UTC(2026, 0, 1), runs: 1, failed: ['a'], missed: 2 });
  expect(world.executor.takeSummary()).toBeUndefined();
});

test('There is no summary of an absence in which nothing happened, nor before the first window', async () => {
  const first = await openFakeExecutor(text);
  expect(first.executor.takeSummary()).toBeUndefined();
  const later = await openFakeExecutor(text, ({ store }) => {
    store.attended = 1;
  });
  expect(later.executor.takeSummary()).toBeUndefined();
});

test('What happens while a window is there is in no summary', async () => {
  const world = await openFakeExecutor(text);
  world.executor.takeSummary();
  world.clock.advance(minute);
  await failOnce(world);
  expect(world.store.countEndedAfter(world.store.attendedUntil() ?? 0)).toBe(0);
});
