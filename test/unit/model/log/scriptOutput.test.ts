import { describe, expect, test } from 'vitest';
import { type FooterMark, renderLogFooter, renderLogHeader, renderLogNote } from '../../../../src/model/log/logText.ts';
import { ScriptOutput } from '../../../../src/model/log/scriptOutput.ts';

const run = 'aaaaaaaaaaaa';
const endedAt = Date.UTC(2026, 2, 5, 13, 2, 7, 250);
const header = renderLogHeader({
  task: 'report',
  run,
  trigger: 'manual',
  at: endedAt - 5_000,
  argv: ['/bin/cat'],
  cwd: '/w',
  zone: 'Europe/Berlin',
});
const ofOther = renderLogHeader({
  task: 'other',
  run: 'bbbbbbbbbbbb',
  trigger: 'manual',
  at: 0,
  cwd: '/w',
  zone: 'UTC',
});
const endOfOther = renderLogFooter({ at: 9_000, outcome: { kind: 'interrupted' }, startedAt: 0, pid: 9, zone: 'UTC' });
const ended = { pid: 42, endedAt };

function footer(isLineOpen = false): string {
  const outcome = { kind: 'succeeded', exit: { code: 0 } } as const;
  return renderLogFooter({
    at: endedAt,
    outcome,
    startedAt: endedAt - 5_000,
    pid: 42,
    zone: 'Europe/Berlin',
    isLineOpen,
  });
}

/** What is left of a log that arrives in pieces of this many bytes. */
function outputOf(log: Uint8Array, size: number, end: FooterMark): Buffer {
  const output = new ScriptOutput(run);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < log.length; from += size) parts.push(output.take(log.subarray(from, from + size)));
  return Buffer.concat([...parts, output.finish(end)]);
}

/** Asserts that a log leaves exactly this, however it is cut into pieces. */
function expectOutput(
  log: readonly (string | Uint8Array)[],
  wanted: string | Uint8Array,
  end: FooterMark = ended,
): void {
  const whole = Buffer.concat(log.map((part) => Buffer.from(part as string)));
  for (let size = 1; size <= whole.length; size += Math.ceil(whole.length / 200)) {
    expect(outputOf(whole, size, end).equals(Buffer.from(wanted as string))).toBe(true);
  }
}

describe("of a log only the script's part is left", () => {
  test('whatever bytes it has', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expectOutput([header, bytes, '\n', footer()], Buffer.concat([bytes, Buffer.from('\n')]));
    expectOutput([header, '\uFEFFmarked\n', footer()], '\uFEFFmarked\n');
  });

  test('without the line break that the footer needed', () => {
    // One that arrives by itself is handed on at once, lest a line waits for the next one.
    const output = new ScriptOutput(run);
    const log = Buffer.from(`${header}no end\n${footer(true)}`);
    const at = log.indexOf('no end\n') + 6;
    const parts = [output.take(log.subarray(0, at)), output.take(log.subarray(at)), output.finish(ended)];
    expect(Buffer.concat(parts).toString()).toBe('no end');
    expectOutput([header, 'an end\n', footer()], 'an end\n');
    expectOutput([header, footer()], '');
  });

  test('with lines that look like ours and are not', () => {
    expectOutput([header, ofOther, 'x\n', endOfOther, footer()], `${ofOther}x\n${endOfOther}`);
    expectOutput([header, 'x\n', header, footer()], `x\n${header}`);
    expectOutput(
      [header, '── exec\nno── executor: end\n── executor: mine', '\n'],
      '── exec\nno── executor: end\n── executor: mine\n',
    );
    expectOutput([header, 'x\n', endOfOther], `x\n${endOfOther}`);
    expectOutput([header, 'x\n', footer()], `x\n${footer()}`, {});
    expectOutput(
      [header, '── executor: '.repeat(2_000).slice(0, -3), '\n', footer()],
      `${'── executor: '.repeat(2_000).slice(0, -3)}\n`,
    );
  });

  test('without notes about this very run', () => {
    const other = renderLogNote('bbbbbbbbbbbb', 'stopping');
    expectOutput(
      [header, 'x\n', renderLogNote(run, 'stopping with /bin/kill'), other, 'y\n', footer()],
      `x\n${other}y\n`,
    );
  });

  test('which is nothing where it could not start', () => {
    const failure = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;
    const end = renderLogFooter({ at: endedAt, outcome: { kind: 'start-failed', failure }, zone: 'UTC' });
    expectOutput([header, end], '', { endedAt });
  });

  test('and all of it where the header has gone', () => {
    const output = new ScriptOutput(run);
    output.take(Buffer.from(header));
    output.restart();
    expect(Buffer.from(output.take(Buffer.from(`${header}x\n`))).toString()).toBe(`${header}x\n`);
  });

  test('a line as soon as it is there', () => {
    const output = new ScriptOutput(run);
    expect(Buffer.from(output.take(Buffer.from(`${header}one\n`))).toString()).toBe('one\n');
    expect(Buffer.from(output.take(Buffer.from('50 %\r'))).toString()).toBe('50 %\r');
  });
});
