import { expect, test } from 'vitest';
import { NoticeGathering } from '../../../../src/vscode/notify/noticeGathering.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

function gather(): { clock: FakeClock; gathering: NoticeGathering<string>; told: (readonly string[])[] } {
  const clock = new FakeClock();
  const told: (readonly string[])[] = [];
  const gathering = new NoticeGathering<string>(clock, 5_000, (items) => told.push(items));
  return { clock, gathering, told };
}

test('what comes within the time from the first on is told together', () => {
  const { clock, gathering, told } = gather();
  gathering.add('a', 'a failed');
  clock.advance(4_999);
  gathering.add('b', 'b failed');
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual([['a failed', 'b failed']]);
});

test('what comes later is told by itself', () => {
  const { clock, gathering, told } = gather();
  gathering.add('a', 'a failed');
  clock.advance(5_000);
  gathering.add('b', 'b failed');
  clock.advance(5_000);
  expect(told).toEqual([['a failed'], ['b failed']]);
});

test('of two about the same task the later one is told', () => {
  const { clock, gathering, told } = gather();
  gathering.add('a', 'a failed');
  gathering.add('a', 'a keeps crashing');
  clock.advance(5_000);
  expect(told).toEqual([['a keeps crashing']]);
});

test('nothing is told after the end', () => {
  const { clock, gathering, told } = gather();
  gathering.add('a', 'a failed');
  gathering.dispose();
  expect(clock.pendingTimers).toBe(0);
  clock.advance(5_000);
  expect(told).toEqual([]);
});
