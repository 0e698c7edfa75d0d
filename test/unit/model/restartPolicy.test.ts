import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Backoff,
  countShortRuns,
  crashLoopingFrom,
  defaultBackoff,
  defaultRestartPolicy,
  isGivenUp,
  isRestarted,
  restartDelay,
  restartPolicies,
} from '../../../src/model/restartPolicy.ts';
import type { RunOutcome } from '../../../src/model/run.ts';

const outcomes: readonly RunOutcome[] = [
  { kind: 'succeeded', exit: { code: 0 } },
  { kind: 'failed', exit: { code: 1 } },
  { kind: 'failed', exit: { signal: 'SIGSEGV' } },
  { kind: 'timed-out', exit: { signal: 'SIGTERM' } },
  { kind: 'interrupted' },
  { kind: 'stopped', exit: { signal: 'SIGTERM' } },
  { kind: 'stopped' },
  { kind: 'start-failed', failure: { reason: 'closing' } },
];

/** A backoff as the task file lets it through. */
const anyBackoff: fc.Arbitrary<Backoff> = fc
  .record({
    initialMs: fc.nat(86_400_000),
    maxMs: fc.integer({ min: 1, max: 86_400_000 }),
    resetAfterMs: fc.integer({ min: 1, max: 86_400_000 }),
  })
  .filter(({ initialMs, maxMs }) => initialMs <= maxMs);

const anyCount = fc.oneof(fc.nat(50), fc.nat(1_000_000));
const anyJitter = fc.double({ min: -1, max: 1, noNaN: true });

describe('which ends are followed by another run', () => {
  test.each([
    ['never', []],
    ['on-failure', ['failed', 'timed-out', 'interrupted']],
    ['always', ['succeeded', 'failed', 'timed-out', 'interrupted', 'stopped']],
  ] as const)('under "%s": %j', (policy, restarted) => {
    const found = outcomes.filter((outcome) => isRestarted(policy, outcome)).map(({ kind }) => kind);
    expect([...new Set(found)]).toEqual(restarted);
  });

  test('no policy restarts what could not start at all, nor an end with one of noRestartExitCodes', () => {
    for (const policy of restartPolicies) {
      expect(isRestarted(policy, { kind: 'start-failed', failure: { reason: 'closing' } })).toBe(false);
      expect(isRestarted(policy, { kind: 'failed', exit: { code: 3 } }, [2, 3])).toBe(false);
      expect(isRestarted(policy, { kind: 'failed', exit: { signal: 'SIGTERM' } }, [143])).toBe(false);
    }
    expect(isRestarted('on-failure', { kind: 'failed', exit: { signal: 'SIGUSR1' } }, [143])).toBe(true);
  });

  test('a task that does not say is restarted after a failure', () => {
    expect(defaultRestartPolicy).toBe('on-failure');
  });
});

test('a task is given up at giveUpAfter short runs in a row, and never without', () => {
  const given = [1, 2, 3, 4].map((count) => isGivenUp(count, { ...defaultBackoff, giveUpAfter: 3 }));
  expect(given).toEqual([false, false, true, true]);
  expect(isGivenUp(1_000_000, defaultBackoff)).toBe(false);
});

describe('the row of short runs', () => {
  test('grows with each run shorter than resetAfter and ends with one that reaches it', () => {
    const lengths = [0, 59_999, 1, 60_000, 10, 60_001, 5, 5, 5, 5, 5];
    let count = 0;
    const counts = lengths.map((length) => (count = countShortRuns(count, length, defaultBackoff)));
    expect(counts).toEqual([1, 2, 3, 0, 1, 0, 1, 2, 3, 4, 5]);
    expect(count).toBe(crashLoopingFrom);
  });

  test('is that of the runs since the last long one, whatever came before', () => {
    fc.assert(
      fc.property(anyBackoff, fc.array(fc.nat(172_800_000)), (backoff, lengths) => {
        const counted = lengths.reduce((before, length) => countShortRuns(before, length, backoff), 0);
        const lastLong = lengths.findLastIndex((length) => length >= backoff.resetAfterMs);
        expect(counted).toBe(lengths.length - 1 - lastLong);
      }),
    );
  });
});

describe('the delay before a restart', () => {
  test('doubles from one second up to a minute by default', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((count) => restartDelay(count, defaultBackoff, 0));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('is the first one after a long run, which leaves no short run behind', () => {
    expect(restartDelay(0, defaultBackoff, 0)).toBe(restartDelay(1, defaultBackoff, 0));
  });

  test('is moved by a tenth at most, at the cap as well', () => {
    expect([-1, -0.5, 0, 0.5, 1].map((jitter) => Math.round(restartDelay(1, defaultBackoff, jitter)))).toEqual([
      900, 950, 1_000, 1_050, 1_100,
    ]);
    expect([-1, 1].map((jitter) => Math.round(restartDelay(50, defaultBackoff, jitter)))).toEqual([54_000, 66_000]);
  });

  test('stays zero where the first one is zero, however often the task fails', () => {
    fc.assert(
      fc.property(anyBackoff, anyCount, anyJitter, (backoff, count, jitter) => {
        expect(restartDelay(count, { ...backoff, initialMs: 0 }, jitter)).toBe(0);
      }),
      { examples: [[defaultBackoff, 1_025, 1]] },
    );
  });

  test('is min(max, initial · 2^(n−1)) with n = max(1, short runs), and differs from it by a tenth at most', () => {
    fc.assert(
      fc.property(anyBackoff, anyCount, anyJitter, (backoff, count, jitter) => {
        let exact = backoff.initialMs;
        for (let n = 1; n < count && exact > 0 && exact < backoff.maxMs; n += 1) exact *= 2;
        exact = Math.min(exact, backoff.maxMs);
        expect(restartDelay(count, backoff, 0)).toBe(exact);
        const delay = restartDelay(count, backoff, jitter);
        expect(Math.abs(delay - exact)).toBeLessThanOrEqual(exact * 0.1 + 1e-6);
      }),
    );
  });

  test('never shrinks while runs stay short, and ends at the cap', () => {
    fc.assert(
      fc.property(anyBackoff, anyCount, anyJitter, (backoff, count, jitter) => {
        expect(restartDelay(count + 1, backoff, jitter)).toBeGreaterThanOrEqual(restartDelay(count, backoff, jitter));
        if (backoff.initialMs > 0) expect(restartDelay(100, backoff, 0)).toBe(backoff.maxMs);
      }),
    );
  });
});
