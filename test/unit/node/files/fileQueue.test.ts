import { expect, test } from 'vitest';
import type { Clock } from '../../../../src/base/clock.ts';
import { ok, type Result } from '../../../../src/base/result.ts';
import type { FileTrouble } from '../../../../src/model/fileTrouble.ts';
import { FileQueue } from '../../../../src/node/files/fileQueue.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { settle } from '../../../support/fakePorts.ts';

/** Work that is done when the test says it. */
function aWork(): { readonly work: () => Promise<Result<string, FileTrouble>>; readonly finish: () => Promise<void> } {
  let report = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    report = resolve;
  });
  return {
    work: () => done.then(() => ok('done')),
    finish: () => {
      report();
      return settle();
    },
  };
}

const late = { ok: false, error: { kind: 'no-answer', seconds: 5 } };
const quick = (): Promise<Result<string, FileTrouble>> => Promise.resolve(ok('quick'));

test('answers what the work answers, and leaves no timer', async () => {
  const clock = new FakeClock();
  expect(await new FileQueue(clock, 5_000).run('/w/a', quick)).toEqual({ ok: true, value: 'quick' });
  expect(clock.pendingTimers).toBe(0);
});

test('gives up work that takes too long, and tells it that nobody waits any more', async () => {
  const clock = new FakeClock();
  const queue = new FileQueue(clock, 5_000);
  let isAwaited: () => boolean = () => false;
  const hung = queue.run('/w/a', (asked) => {
    isAwaited = asked;
    return new Promise(() => undefined);
  });
  await settle();
  expect(isAwaited()).toBe(true);
  clock.advance(5_000);
  expect(await hung).toEqual(late);
  expect(isAwaited()).toBe(false);
});

test('tries nothing more in a folder that does not answer, until it has', async () => {
  const clock = new FakeClock();
  const queue = new FileQueue(clock, 5_000);
  const { finish, work } = aWork();
  const hung = queue.run('/dead/a', work);
  await settle();
  clock.advance(5_000);
  await hung;
  expect(await queue.run('/dead/b', quick)).toEqual(late);
  expect(await queue.run('/dead/below/b', quick)).toEqual(late);
  expect(await queue.run('/deadly/b', quick)).toMatchObject({ ok: true });
  await finish();
  expect(await queue.run('/dead/b', quick)).toMatchObject({ ok: true });
});

test('does three things at once, and the others in their order', async () => {
  const clock = new FakeClock();
  const queue = new FileQueue(clock, 5_000);
  const works = [aWork(), aWork(), aWork()];
  const begun: string[] = [];
  const running = works.map(({ work }, index) => queue.run(`/${String(index)}/a`, work));
  const others = ['x', 'y'].map((name) =>
    queue.run(`/${name}/a`, () => {
      begun.push(name);
      return quick();
    }),
  );
  await settle();
  expect(begun).toEqual([]);
  await works[1]?.finish();
  expect(begun).toEqual(['x', 'y']);
  await works[0]?.finish();
  await works[2]?.finish();
  expect(await Promise.all([...running, ...others])).toHaveLength(5);
});

test('who waits in vain for room is told so, and takes nobody else the room', async () => {
  const clock = new FakeClock();
  const queue = new FileQueue(clock, 5_000);
  const works = [aWork(), aWork(), aWork()];
  const hung = works.map(({ work }, index) => queue.run(`/${String(index)}/a`, work));
  await settle();
  const waiting = queue.run('/x/a', quick);
  await settle();
  clock.advance(5_000);
  expect(await Promise.all([...hung, waiting])).toEqual([late, late, late, late]);
  for (const { finish } of works) await finish();
  expect(await queue.run('/x/a', quick)).toMatchObject({ ok: true });
});

test('a line that moves is waited in, however long it is', async () => {
  const clock = new FakeClock();
  const queue = new FileQueue(clock, 5_000);
  const works = Array.from({ length: 12 }, aWork);
  const running = works.map(({ work }, index) => queue.run(`/${String(index)}/a`, work));
  for (const { finish } of works) {
    await settle();
    clock.advance(1_500);
    await finish();
  }
  expect(new Set((await Promise.all(running)).map(({ ok: isDone }) => isDone))).toEqual(new Set([true]));
  expect(clock.pendingTimers).toBe(0);
});

test('time in which the process stood still is not held against a drive', async () => {
  const due: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    setTimer: (_ms, callback) => {
      due.push(callback);
      return { dispose: () => undefined };
    },
  };
  const { finish, work } = aWork();
  const read = new FileQueue(clock, 5_000).run('/w/a', work);
  await settle();
  // The process goes on after an hour: the timer that came due meanwhile is heard before the answer of the drive.
  due.shift()?.();
  await finish();
  expect(await read).toEqual({ ok: true, value: 'done' });
});
