import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exitCode.ts';
import { flagsOf, historyJson, isoInstant, listJson, renderJson, runJson } from '../../../src/cli/jsonOutput.ts';
import { renderHistory, renderList } from '../../../src/cli/listText.ts';
import { exitCodeOfRun } from '../../../src/host/reach/runFollow.ts';
import { paint, printableLines, renderTable } from '../../../src/cli/textTable.ts';
import { readSignal } from '../../../src/cli/verbs/startStop.ts';
import { aRun, aTask, rulesOf } from '../../support/aTask.ts';

const now = Date.UTC(2026, 2, 5, 13, 0, 0);

describe('JSON', () => {
  test('has instants with milliseconds and an offset that names the same instant', () => {
    const text = isoInstant(now + 7) ?? '';
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.007[+-]\d\d:\d\d$/);
    expect(Date.parse(text)).toBe(now + 7);
    expect(isoInstant(undefined)).toBeNull();
  });

  test('of a list has every field of a task, null where there is nothing', () => {
    const run = aRun({
      id: 'r7',
      startedAt: now,
      endedAt: now + 5,
      pid: 12,
      outcome: { kind: 'failed', exit: { signal: 'SIGHUP' } },
    });
    const facts = {
      mode: 'background',
      build: { version: '1.2.3', stamp: 1 },
      pid: 9,
      since: now,
      protocolVersion: 4,
    } as const;
    const task = aTask({ name: 'a', desired: 'up', status: { kind: 'running', since: now, pid: 12 }, runs: [run] });
    expect(listJson({ id: 'x1', file: { kind: 'valid' }, tasks: [task] }, [task], facts)).toEqual({
      version: 1,
      executorId: 'x1',
      host: { pid: 9, version: '1.2.3', since: isoInstant(now), mode: 'background' },
      file: { problem: null, line: null, column: null, inForceSince: null },
      stateProblem: null,
      oldFolder: null,
      tasks: [
        {
          name: 'a',
          status: 'running',
          desired: 'up',
          schedule: 'none',
          flags: [],
          pid: 12,
          startedAt: isoInstant(now),
          heldUpBy: null,
          waitsFor: null,
          nextRun: null,
          later: [],
          lastRun: {
            id: 'r7',
            task: 'a',
            trigger: 'manual',
            retry: null,
            cause: null,
            scheduledFor: null,
            startedAt: isoInstant(now),
            endedAt: isoInstant(now + 5),
            outcome: 'failed',
            exitCode: null,
            signal: 'SIGHUP',
            pid: 12,
            log: '/logs/r1.log',
          },
        },
      ],
    });
  });

  test('of a run that lives has no end, and of one that could not start no exit', () => {
    expect(runJson({ task: 'a', ...aRun() })).toMatchObject({
      endedAt: null,
      outcome: null,
      exitCode: null,
      pid: null,
    });
    const outcome = { kind: 'start-failed', failure: { reason: 'no-host' } } as const;
    expect(runJson({ task: 'a', ...aRun({ outcome }) })).toMatchObject({ outcome: 'start-failed', exitCode: null });
  });

  test('has a word for each flag', () => {
    const schedule = { kind: 'paused', rules: rulesOf('1 day'), timeZone: 'UTC' } as const;
    const task = aTask({ schedule, isChanged: true, isUndefined: true, isMuted: true, hasUnseenFailure: true });
    expect(flagsOf(task)).toEqual(['changed', 'undefined', 'paused', 'muted', 'failed']);
  });
});

describe('text', () => {
  const tasks = [
    aTask({ name: 'api', status: { kind: 'running', since: now - 180_000, pid: 4711 }, desired: 'up' }),
    aTask({ name: '報告', hasUnseenFailure: true }),
  ];
  const executor = { id: 'x1', file: { kind: 'valid' }, tasks } as const;

  test('of a list stands in columns, wide characters included, and says that no host lives', () => {
    expect(renderList(executor, tasks, undefined, { now, hasColor: false, hasNextRun: false })).toBe(
      [
        'TASK  STATUS   PID   WHAT',
        'api   running  4711  3 min',
        '報告  stopped        never run',
        'No host is running: nothing is restarted and no schedule fires. See executor up --help.',
        '',
      ].join('\n'),
    );
  });

  test('has colours where they are wanted', () => {
    const text = renderList(executor, tasks, undefined, { now, hasColor: true, hasNextRun: false });
    expect(text).toContain('\u001B[32mrunning\u001B[0m');
    expect(text).toContain('\u001B[31mstopped\u001B[0m');
  });

  test('of a history tells how long each run took', () => {
    const runs = [
      {
        task: 'a',
        ...aRun({ id: 'r2', startedAt: now - 65_000, endedAt: now, outcome: { kind: 'succeeded', exit: { code: 0 } } }),
      },
    ];
    expect(renderHistory(runs, [], { now, hasColor: false })).toMatch(
      /^RUN .*\nr2 +a +\S+ +1 min 5 s +succeeded +manual\n$/,
    );
    expect(renderHistory([], [], { now, hasColor: false })).toBe('Nothing has run yet.\n');
  });

  test('of a history has what led to no run among the runs, in JSON beside them', () => {
    const unknown = { task: 'a', from: now - 60_000, to: now, count: 2, why: 'missed' } as const;
    const skipped = { ...unknown, because: 'asleep' } as const;
    const runs = [{ task: 'a', ...aRun({ id: 'r2', createdAt: now - 1 }) }];
    const table = renderHistory(runs, [skipped], { now, hasColor: false });
    expect(table.split('\n')[1]).toMatch(/^ +a +\S+–\S+ +2 runs missed: the computer was asleep$/);
    expect(table.split('\n')[2]).toMatch(/^r2 /);
    const row = { task: 'a', from: isoInstant(now - 60_000), to: isoInstant(now), count: 2, why: 'missed' };
    expect(historyJson([], [skipped, unknown])).toEqual({
      version: 1,
      runs: [],
      skipped: [
        { ...row, because: 'asleep' },
        { ...row, because: null },
      ],
    });
  });

  test('lets nothing but our own colours act on a terminal, in text and in JSON', () => {
    const name = '\u001B]0;owned\u0007re\u001B[2Jport\u009B1m\u202E';
    expect(printableLines(`${paint('failed', 'bad', true)} ${name}\nnext\n`)).toBe(
      '\u001B[31mfailed\u001B[0m report\uFFFD\nnext\n',
    );
    const json = renderJson({ name });
    expect(json).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
    expect(JSON.parse(json)).toEqual({ name });
  });

  test('has its columns in line where letters are wide, or take no room', () => {
    const rows = ['Ａb', '日本', '🇩🇪', 'e\u0301', 'ｱ'].map((text) => [{ text }, { text: '|' }]);
    const lines = renderTable(['N', 'X'], rows, { hasColor: false }).trimEnd().split('\n');
    expect(lines).toEqual(['N     X', 'Ａb   |', '日本  |', '🇩🇪    |', 'e\u0301     |', 'ｱ     |']);
  });

  test('lets no name play with the terminal', () => {
    expect(renderTable(['A'], [[{ text: '\u001B[2Jx\ny' }]], { hasColor: false })).toBe('A\nx\uFFFDy\n');
  });
});

describe('exit codes', () => {
  test('tell what kind of failure it was', () => {
    expect(exitCodeOf({ reason: 'usage' })).toBe(2);
    expect(exitCodeOf({ reason: 'no-such-task' })).toBe(2);
    expect(exitCodeOf({ reason: 'name-taken' })).toBe(3);
    expect(exitCodeOf({ reason: 'held-elsewhere' })).toBe(4);
    expect(exitCodeOf({ reason: 'cwd-missing' })).toBe(1);
  });

  test("of a run are the script's: 128 + n for signal n, 125 where there is none", () => {
    expect(exitCodeOfRun({ kind: 'succeeded', exit: { code: 0 } })).toBe(0);
    expect(exitCodeOfRun({ kind: 'failed', exit: { code: 200 } })).toBe(200);
    expect(exitCodeOfRun({ kind: 'stopped', exit: { signal: 'SIGTERM' } })).toBe(143);
    expect(exitCodeOfRun({ kind: 'timed-out' })).toBe(125);
    expect(exitCodeOfRun({ kind: 'interrupted' })).toBe(125);
  });
});

test('signals are read with or without their prefix, in any case', () => {
  for (const word of ['HUP', 'hup', 'SIGHUP', 'sighup'])
    expect(readSignal(word)).toEqual({ ok: true, value: 'SIGHUP' });
  expect(readSignal('KILL')).toMatchObject({ ok: false, error: { reason: 'usage' } });
});
