import { describe, expect, test } from 'vitest';
import {
  describeElapsed,
  renderLogFooter,
  renderLogHeader,
  renderRunBanner,
  timeWithZone,
} from '../../../../src/model/log/logText.ts';
import type { RunOutcome } from '../../../../src/model/run.ts';

const at = Date.UTC(2026, 2, 5, 13, 2, 7, 890);
const zone = 'Europe/Berlin';
const run = '3f9c0a1b2d4e';

describe('the header of a log', () => {
  test('says what is run, when, where and why', () => {
    const header = renderLogHeader({
      task: 'daily report',
      run,
      trigger: 'manual',
      at,
      zone,
      argv: ['/usr/bin/python3', 'jobs/report.py', '--title', "it's done"],
      cwd: '/home/me/project',
      why: 'python3 from the shebang line, found on PATH',
    });
    expect(`\n${header}`).toBe(String.raw`
── executor: daily report · manual · run 3f9c0a1b2d4e
── executor: began    2026-03-05T14:02:07+01:00 Europe/Berlin
── executor: command  /usr/bin/python3 jobs/report.py --title 'it'\''s done'
── executor: chosen   python3 from the shebang line, found on PATH
── executor: folder   /home/me/project
`);
  });

  test('ends with what a person may not have meant', () => {
    const remarks = [{ say: '{0} is not set, so it is empty in {1}', with: ['${env:X}', 'args'] }, 'odd'];
    const header = renderLogHeader({ task: 'a', run, trigger: 'manual', at, zone: 'UTC', cwd: '/w', remarks });
    expect(header.split('\n').slice(2)).toEqual([
      '── executor: folder   /w',
      '── executor: remark   ${env:X} is not set, so it is empty in args · odd',
      '',
    ]);
  });

  test('is short where no program was found', () => {
    expect(`\n${renderLogHeader({ task: 'scrape', run, trigger: 'chained', at, zone: 'UTC' })}`).toBe(`
── executor: scrape · chained · run 3f9c0a1b2d4e
── executor: began    2026-03-05T13:02:07+00:00 UTC
`);
  });

  test('keeps to its lines whatever names and arguments contain', () => {
    const header = renderLogHeader({
      task: 'a\nb',
      run,
      trigger: 'manual',
      at,
      zone,
      argv: ['/bin/sh', '-c', 'echo one\necho two\u001B[31m'],
      cwd: '/tmp/new\nline\u2028',
    });
    expect(`\n${header}`).toBe(`
── executor: a\uFFFDb · manual · run 3f9c0a1b2d4e
── executor: began    2026-03-05T14:02:07+01:00 Europe/Berlin
── executor: command  /bin/sh -c $'echo one\\necho two\\x1b[31m'
── executor: folder   /tmp/new\uFFFDline\uFFFD
`);
  });
});

test('the banner between two runs says when the next began, and why', () => {
  expect(renderRunBanner({ at, trigger: 'restart', zone })).toBe(`
──────────────────────── 14:02:07 · restart ────────────────────────

`);
});

describe('the footer of a log', () => {
  const ended = { at, zone, startedAt: at - 192_000, pid: 4711 };

  test.each<[RunOutcome, string]>([
    [{ kind: 'succeeded', exit: { code: 0 } }, 'succeeded · exit 0 · 3 min 12 s · pid 4711'],
    [{ kind: 'failed', exit: { code: 3 } }, 'failed · exit 3 · 3 min 12 s · pid 4711'],
    [{ kind: 'failed', exit: { signal: 'SIGSEGV' } }, 'failed · SIGSEGV · 3 min 12 s · pid 4711'],
    [{ kind: 'stopped', exit: { signal: 'SIGTERM' } }, 'stopped · SIGTERM · 3 min 12 s · pid 4711'],
    [{ kind: 'stopped' }, 'stopped · exit status unknown · 3 min 12 s · pid 4711'],
    [{ kind: 'interrupted' }, 'interrupted · exit status unknown · 3 min 12 s · pid 4711'],
  ])('of %j says how it went', (outcome, words) => {
    expect(renderLogFooter({ ...ended, outcome })).toBe(
      `── executor: ${words}\n── executor: ended    2026-03-05T14:02:07+01:00 Europe/Berlin\n`,
    );
  });

  test('of a run stopped before it became the script has neither status nor duration', () => {
    expect(`\n${renderLogFooter({ at, zone, outcome: { kind: 'stopped' } })}`).toBe(`
── executor: stopped before it started
── executor: ended    2026-03-05T14:02:07+01:00 Europe/Berlin
`);
  });

  test('of a run that could not start says why and what to do', () => {
    const failure = { reason: 'script-missing', script: 'jobs/x.R', path: '/home/me/jobs/x.R' } as const;
    expect(`\n${renderLogFooter({ at, zone, outcome: { kind: 'start-failed', failure } })}`).toBe(`
── executor: The script "jobs/x.R" was not found at /home/me/jobs/x.R. Create it, or fix "script" in the task file.
── executor: could not start
── executor: ended    2026-03-05T14:02:07+01:00 Europe/Berlin
`);
  });
});

test.each([
  [-5, '0 ms'],
  [42.4, '42 ms'],
  [999.6, '1.0 s'],
  [1_234, '1.2 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [192_000, '3 min 12 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_399_000, '1 d'],
  [349_200_000, '4 d 1 h'],
])('%d milliseconds read %j', (elapsed, words) => {
  expect(describeElapsed(elapsed)).toBe(words);
});

test.each([
  ['America/St_Johns', '2026-03-05T09:32:07-03:30 America/St_Johns'],
  ['Asia/Kathmandu', '2026-03-05T18:47:07+05:45 Asia/Kathmandu'],
  ['UTC', '2026-03-05T13:02:07+00:00 UTC'],
])('time in %s carries its offset', (name, words) => {
  expect(timeWithZone(at, name)).toBe(words);
});

test('midnight is hour 00', () => {
  expect(timeWithZone(Date.UTC(2026, 0, 1), 'UTC')).toBe('2026-01-01T00:00:00+00:00 UTC');
});
