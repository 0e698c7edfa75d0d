import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { PathWatcher } from '../../src/node/watch/pathWatch.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';

function testFolder(): TemporaryFolder {
  const folder = temporaryFolder();
  onTestFinished(() => {
    folder[Symbol.dispose]();
  });
  return folder;
}

/** Waits for a path; `there` resolves when it is told. */
function waitFor(path: string, kind: 'file' | 'folder', clock = systemClock): { there: Promise<void> } {
  let tell: () => void = () => undefined;
  const there = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const wait = new PathWatcher(clock).appears({ path, kind }, () => {
    tell();
  });
  onTestFinished(() => {
    wait.dispose();
  });
  return { there };
}

test('tells that a file is there as soon as it is', async () => {
  const folder = testFolder();
  const { there } = waitFor(folder.join('a.sh'), 'file');
  writeFileSync(folder.join('a.sh'), '');
  await there;
});

test('finds a file whose folders are made one after another, removed and moved into place', async () => {
  const folder = testFolder();
  const { there } = waitFor(folder.join('one', 'two', 'a.sh'), 'file');
  mkdirSync(folder.join('one'));
  rmSync(folder.join('one'), { recursive: true });
  mkdirSync(folder.join('other', 'two'), { recursive: true });
  renameSync(folder.join('other'), folder.join('one'));
  await new Promise(setImmediate);
  writeFileSync(folder.join('one', 'two', 'a.sh'), '');
  await there;
});

test.each([
  ['below a link to itself', 'loop/a.sh'],
  ['of a name that is too long', 'x'.repeat(300)],
  ['below a name that is too long', `${'x'.repeat(300)}/a.sh`],
  ['below a file', 'file/a.sh'],
  ['with a NUL character', 'a\0b'],
  ['below a pipe', 'pipe/a.sh'],
])('a path %s is awaited like any other', async (_, file) => {
  const folder = testFolder();
  const clock = new FakeClock();
  symlinkSync('loop', folder.join('loop'));
  writeFileSync(folder.join('file'), '');
  execFileSync('mkfifo', [folder.join('pipe')]);
  let isThere = false;
  void waitFor(path.join(folder.path, file), 'file', clock).there.then(() => {
    isThere = true;
  });
  for (let looks = 0; looks < 3; looks += 1) clock.advance(10_000);
  writeFileSync(folder.join('other'), '');
  await new Promise(setImmediate);
  expect(isThere).toBe(false);
});

test('a file is told that takes the place of a link to itself', async () => {
  const folder = testFolder();
  symlinkSync('a.sh', folder.join('a.sh'));
  const { there } = waitFor(folder.join('a.sh'), 'file');
  rmSync(folder.join('a.sh'));
  writeFileSync(folder.join('a.sh'), '');
  await there;
});

test('a folder where a file is awaited, or the other way round, is not it', async () => {
  const folder = testFolder();
  mkdirSync(folder.join('a.sh'));
  writeFileSync(folder.join('work'), '');
  const file = waitFor(folder.join('a.sh'), 'file');
  const work = waitFor(folder.join('work'), 'folder');
  rmSync(folder.join('a.sh'), { recursive: true });
  writeFileSync(folder.join('a.sh'), '');
  rmSync(folder.join('work'));
  mkdirSync(folder.join('work'));
  await Promise.all([file.there, work.there]);
});

test('what is there at once is told ten seconds later, so that nobody tries again without pause', () => {
  const folder = testFolder();
  writeFileSync(folder.join('a.sh'), '');
  const clock = new FakeClock();
  let told = 0;
  const wait = new PathWatcher(clock).appears({ path: folder.join('a.sh'), kind: 'file' }, () => (told += 1));
  clock.advance(9_999);
  expect(told).toBe(0);
  clock.advance(1);
  expect([told, clock.pendingTimers]).toEqual([1, 0]);
  wait.dispose();
});

test('tells nothing once it is disposed, and leaves no timer', () => {
  const folder = testFolder();
  const clock = new FakeClock();
  const wait = new PathWatcher(clock).appears({ path: folder.join('a.sh'), kind: 'file' }, () => {
    throw new Error('told');
  });
  wait.dispose();
  writeFileSync(folder.join('a.sh'), '');
  clock.advance(60_000);
  expect(clock.pendingTimers).toBe(0);
});
