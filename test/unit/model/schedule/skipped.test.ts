import { expect, test } from 'vitest';
import {
  amongRuns,
  collapse,
  describeSkippedNext,
  isMissed,
  missCauses,
  type Skipped,
  skippedDescription,
  skippedIcon,
  skippedLine,
  skippedTitle,
} from '../../../../src/model/schedule/skipped.ts';

const now = new Date(2026, 0, 1, 12).getTime();
const at = (hour: number): number => new Date(2026, 0, 1, hour).getTime();
const missed: Skipped = { task: 'report', from: at(2), to: at(4), count: 3, why: 'missed' };

test('missed runs are counted, with the time and the reason beside it', () => {
  expect([skippedTitle(missed), skippedDescription(missed, now)]).toEqual([
    '3 runs missed',
    '02:00–04:00 · it could not start in time',
  ]);
});

test('missed runs say what kept them from starting, where that is known', () => {
  const words = missCauses.map((because) => skippedDescription({ ...missed, because }, now).replace(/^.* · /, ''));
  expect(words).toEqual([
    'the computer was asleep',
    'no host was running',
    'the computer was busy, or the host was suspended',
    'the host could not record it on the disk',
  ]);
});

test('a single skipped run names one time, and is no bad news', () => {
  const skipped: Skipped = { ...missed, to: missed.from, count: 1, why: 'overlap' };
  expect([skippedTitle(skipped), skippedDescription(skipped, now), skippedIcon(skipped).tone]).toEqual([
    '1 run skipped',
    '02:00 · the previous run was still running',
    'none',
  ]);
  expect([isMissed(skipped), isMissed(missed)]).toEqual([false, true]);
});

test('the log of decisions names the occurrences exactly', () => {
  const skipped: Skipped = { ...missed, from: Date.UTC(2026, 0, 1, 2), to: Date.UTC(2026, 0, 1, 4), why: 'undefined' };
  expect(skippedLine(skipped)).toBe(
    'report: 3 runs missed from 2026-01-01T02:00:00.000Z to 2026-01-01T04:00:00.000Z: the task was not in the task file',
  );
});

test('two rows become one that reaches from the first occurrence to the last', () => {
  expect(collapse(missed, { ...missed, from: at(5), to: at(6), count: 2 })).toEqual({
    ...missed,
    to: at(6),
    count: 5,
  });
});

test('skipped occurrences stand where they belong among the runs, newest first', () => {
  const runs = [7, 5, 1].map((hour) => ({ createdAt: at(hour) }));
  const rows = amongRuns(runs, [missed, { ...missed, from: at(0), to: at(0) }, { ...missed, to: at(6) }]);
  const hours = rows.map((row) => new Date(row.kind === 'run' ? row.run.createdAt : row.skipped.to).getHours());
  expect(hours).toEqual([7, 6, 5, 4, 1, 0]);
});

test('who skips a run is told which one it was and which one comes then', () => {
  const skipped = { task: 'report', at: Date.UTC(2026, 0, 2, 9), timeZone: 'UTC' };
  const noon = Date.UTC(2026, 0, 1, 12);
  expect([
    describeSkippedNext({ ...skipped, next: Date.UTC(2026, 0, 3, 9) }, noon),
    describeSkippedNext(skipped, noon),
  ]).toEqual([
    'Skipped report at Fri 09:00 UTC. Next run Sat 09:00 UTC.',
    'Skipped report at Fri 09:00 UTC. No more runs are scheduled.',
  ]);
});

test('a run that a person has skipped is no bad news either', () => {
  const skipped: Skipped = { ...missed, to: missed.from, count: 1, why: 'by-user' };
  expect([isMissed(skipped), skippedTitle(skipped), skippedDescription(skipped, now)]).toEqual([
    false,
    '1 run skipped',
    '02:00 · skipped by you',
  ]);
});
