import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { AttemptBook } from '../../src/host/net/attemptBook.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** The books of one host after the other, in one place. */
function aPlace(): { readonly file: string; readonly clock: FakeClock; readonly open: () => AttemptBook } {
  const folder = temporaryFolder();
  const clock = new FakeClock();
  onTestFinished(() => {
    folder[Symbol.dispose]();
  });
  const file = folder.join('attempts.jsonl');
  return { file, clock, open: () => new AttemptBook(file, clock) };
}

/** Lets as many hosts die while they start these tasks. */
function die(open: () => AttemptBook, hosts: number, ...tasks: readonly string[]): void {
  for (let host = 0; host < hosts; host += 1) {
    const book = open();
    for (const task of tasks) book.begin(task, false);
  }
}

test('refuses a task of which two hosts in a row have died, and no other', () => {
  const { open } = aPlace();
  die(open, 1, 'Bad');
  expect(open().isRefused('bad')).toBe(false);
  die(open, 1, 'bad');
  die(open, 1, 'bad');
  const third = open();
  expect(third.isRefused('BAD')).toBe(true);
  expect(third.begin('bad', false).isRefused).toBe(true);
  expect(third.begin('good', false).isRefused).toBe(false);
});

test('keeps nothing after an orderly end but what it has not touched', () => {
  const { file, open } = aPlace();
  const orderly = open();
  orderly.begin('a', false);
  orderly.close();
  expect(existsSync(file)).toBe(false);
  die(open, 2, 'bad');
  open().close();
  expect(open().isRefused('bad')).toBe(true);
});

test('lets those under suspicion begin one after another, the next as soon as the one before has ended', async () => {
  const { open } = aPlace();
  die(open, 1, 'a', 'b', 'c');
  const book = open();
  const begun: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((task) => {
    const attempt = book.begin(task, false);
    void attempt.turn.then(() => begun.push(task));
    return attempt;
  });
  void book.begin('d', false).turn.then(() => begun.push('d'));
  await new Promise(setImmediate);
  expect(begun.toSorted()).toEqual(['a', 'd']);
  b?.end();
  a?.end();
  await new Promise(setImmediate);
  expect(begun.toSorted()).toEqual(['a', 'c', 'd']);
  c?.end();
  c?.end();
});

test('forgets what was held against a task a minute after it has started, or once a person starts it', () => {
  const { clock, open } = aPlace();
  die(open, 1, 'a');
  const second = open();
  second.begin('a', false).end();
  clock.advance(60_000);
  second.begin('a', false);
  const third = open();
  expect(third.isRefused('a')).toBe(false);
  third.begin('a', false);
  const fourth = open();
  expect(fourth.isRefused('a')).toBe(true);
  expect(fourth.begin('a', true).isRefused).toBe(false);
});

test('a task that is blamed is under suspicion in place of those that were being started', () => {
  const { open } = aPlace();
  for (let host = 0; host < 2; host += 1) {
    const book = open();
    book.begin('innocent', false);
    book.condemn('bad');
    book.close();
  }
  const third = open();
  expect(third.isRefused('bad')).toBe(true);
  expect(third.isRefused('innocent')).toBe(false);
});

test('stays small, and says the same', () => {
  const { file, open } = aPlace();
  const book = open();
  for (let run = 0; run < 5_000; run += 1) book.begin('a', false).end();
  book.begin('b', false);
  expect(readFileSync(file).length).toBeLessThan(70_000);
  die(open, 1, 'b');
  expect(open().isRefused('b')).toBe(true);
});

test('makes nothing anew that somebody took away', () => {
  const { file, open } = aPlace();
  const book = open();
  rmSync(file);
  book.begin('a', false).end();
  expect(existsSync(file)).toBe(false);
});
