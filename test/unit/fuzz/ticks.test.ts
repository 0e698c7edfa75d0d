import { describe, expect, test } from 'vitest';
import { Draws } from '../../fuzz/draws.ts';
import { judgeOccurrences, judgeTicks, slowness } from '../../fuzz/ticks.ts';

/** Ticks each 200 ms, but none between two instants. */
function ticks(holeFrom = 0, holeTo = 0): readonly number[] {
  const all = Array.from({ length: 150 }, (_, index) => index * 200);
  return all.filter((at) => at <= holeFrom || at >= holeTo);
}

const span = { from: 0, to: 29_800 };

describe('a task that ticks beside a control', () => {
  test('has missed nothing where both go on, and where the machine has held up both', () => {
    expect(judgeTicks(ticks(), ticks(), span)).toBeUndefined();
    expect(judgeTicks(ticks(5_000, 12_000), ticks(5_000, 11_000), span)).toBeUndefined();
  });

  test('has missed something where it alone stands still, unless the input may hold it up', () => {
    const missed = 'it stood still for 7000 ms, the control for no more than 200 ms';
    expect(judgeTicks(ticks(5_000, 12_000), ticks(), span)).toBe(missed);
    expect(judgeTicks(ticks(5_000, 12_000), ticks(), span, 10_000)).toBeUndefined();
  });

  test('has missed something where it ticks no more', () => {
    expect(judgeTicks(ticks(5_000, 40_000), ticks(), span)).toContain('24800 ms');
  });

  test('lets everything take longer on a machine that is busy', () => {
    expect(slowness(ticks(), span)).toBe(1);
    expect(slowness(ticks(5_000, 7_000), span)).toBe(4);
  });
});

describe('occurrences of a schedule', () => {
  test('are accounted for where each has a run, or lies in a row that says why it has none', () => {
    expect(judgeOccurrences([1_000, 2_000, 3_000], [], 1_000)).toBeUndefined();
    expect(judgeOccurrences([5_000, 1_000], [{ from: 2_000, to: 4_000 }], 1_000)).toBeUndefined();
  });

  test.each<[string, readonly number[], readonly { from: number; to: number }[], string]>([
    ['lost', [1_000, 3_000], [], 'nothing is said'],
    ['lost behind a row', [1_000, 4_000], [{ from: 2_000, to: 2_000 }], 'nothing is said'],
    ['run twice', [1_000, 1_000, 2_000], [], 'two runs'],
  ])('are not where one is %s', (_, runs, rows, problem) => {
    expect(judgeOccurrences(runs, rows, 1_000)).toContain(problem);
  });
});

test('an input is made of its seed and its number alone', () => {
  const values = (seed: number, number: number): unknown => {
    const draws = new Draws(seed, number);
    return Array.from({ length: 20 }, () => draws.value());
  };
  expect(values(1, 2)).toEqual(values(1, 2));
  expect(values(1, 3)).not.toEqual(values(1, 2));
  expect(values(2, 2)).not.toEqual(values(1, 2));
});
