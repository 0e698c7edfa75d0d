import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../../src/model/notice/notice.ts';
import { noticeMessage, summaryText } from '../../../../src/model/notice/noticeText.ts';
import type { RunOutcome } from '../../../../src/model/run.ts';
import type { RunView, TaskStatus, TaskView } from '../../../../src/model/view/taskView.ts';
import { aRun, aTaskThat } from '../../../support/aTask.ts';

const now = new Date(2026, 0, 2, 14, 0).getTime();
const run: RunView = { ...aRun(), startedAt: now - 7_000, endedAt: now - 5_000 };
const exit3: RunOutcome = { kind: 'failed', exit: { code: 3 } };
const failed = { kind: 'failed', task: 'report', run: 'r1', at: now, how: 'exit 3' } as const;
const stopped = { kind: 'stopped' } as const;

function task(status: TaskStatus, outcome: RunOutcome, newer: readonly RunView[] = []): TaskView {
  return { ...aTaskThat(status, now), runs: [...newer, { ...run, outcome }] };
}

function message(notice: Notice, view: TaskView | undefined): string {
  const { severity, text } = noticeMessage([{ notice, title: notice.task, task: view }], now);
  return `${severity}: ${text}`;
}

describe('a single failure', () => {
  test.each<[string, TaskView | undefined, string]>([
    ['says how and after how long', task(stopped, exit3), 'error: report failed (exit 3) after 2.0 s.'],
    [
      'says when it is restarted',
      task({ kind: 'backing-off', until: now + 4_000 }, exit3),
      'error: report failed (exit 3) after 2.0 s. It restarts in 4 s.',
    ],
    [
      'says that it runs again',
      task({ kind: 'running', since: now, pid: 7 }, exit3, [{ ...run, id: 'r2' }]),
      'error: report failed (exit 3) after 2.0 s. It is running again.',
    ],
    [
      'says when a schedule runs it again',
      task({ kind: 'scheduled', next: now + 3_600_000, timeZone: 'UTC' }, exit3),
      `error: report failed (exit 3) after 2.0 s. Next run ${nextHour('UTC')} UTC.`,
    ],
    [
      'says what was missing, and what to do',
      task(
        { kind: 'blocked', failure: { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } },
        { kind: 'start-failed', failure: { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } },
      ),
      'error: report could not start. The script "a.sh" was not found at /w/a.sh. Create it, or fix "script" in the task file.',
    ],
    [
      'says that it took too long',
      task(stopped, { kind: 'timed-out', exit: { signal: 'SIGTERM' } }),
      'error: report took too long and was stopped after 2.0 s.',
    ],
    [
      'says that nobody knows the end of a run that was interrupted',
      task(stopped, { kind: 'interrupted' }),
      'error: report was interrupted; its outcome is unknown.',
    ],
    ['is told of a task that has gone meanwhile', undefined, 'error: report failed (exit 3).'],
  ])('%s', (_title, view, expected) => {
    expect(message(failed, view)).toBe(expected);
  });
});

test('a crash loop says how often, and when it is tried again', () => {
  const next = new Date(2026, 0, 2, 14, 2).getTime();
  const notice = { ...failed, kind: 'crash-looping', shortRuns: 5, next } as const;
  expect(message(notice, task({ kind: 'crash-looping', until: next, shortRuns: 5 }, exit3))).toBe(
    'warning: report keeps crashing (exit 3): 5 times in a row. Restarts continue, next at 14:02.',
  );
});

test('a task that gave up says who goes on', () => {
  const notice = { ...failed, kind: 'gave-up', shortRuns: 10 } as const;
  expect(message(notice, task({ kind: 'gave-up', shortRuns: 10 }, exit3))).toBe(
    'error: report gave up: it crashed 10 times in a row (exit 3). It stays down until you start it.',
  );
});

test('a success says how long it took', () => {
  const notice = { ...failed, kind: 'succeeded', isAsked: true } as const;
  expect(message(notice, task(stopped, { kind: 'succeeded', exit: { code: 0 } }))).toBe(
    'information: report succeeded after 2.0 s.',
  );
});

test('several failures are one sentence, which names a handful', () => {
  const several = (count: number): string =>
    noticeMessage(
      Array.from({ length: count }, (_, index) => ({ notice: failed, title: `t${String(index)}`, task: undefined })),
      now,
    ).text;
  expect(several(3)).toBe('3 tasks failed: t0, t1, t2.');
  expect(several(6)).toBe('6 tasks failed: t0, t1, t2, t3, t4, t5.');
  expect(several(12)).toBe('12 tasks failed: t0, t1, t2, t3, t4 and 7 more.');
});

describe('the summary of an absence', () => {
  const yesterday = new Date(2026, 0, 1, 18, 2).getTime();

  test('counts runs, failures and what was missed', () => {
    expect(summaryText({ since: yesterday, runs: 41, failed: ['report', 'poll'], missed: 1 }, now)).toBe(
      'Since yesterday 18:02: 41 runs, 2 tasks failed (report, poll), 1 run missed.',
    );
  });

  test('keeps silent about what did not happen', () => {
    const since = new Date(2026, 0, 2, 9, 30).getTime();
    expect(summaryText({ since, runs: 1, failed: [], missed: 0 }, now)).toBe('Since 09:30: 1 run.');
  });
});

function nextHour(timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(now + 3_600_000);
}
