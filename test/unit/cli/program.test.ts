import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProgram, runProgram } from '../../../src/cli/program.ts';
import { aTerminal } from '../../support/aTerminal.ts';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const { commands } = createProgram(aTerminal(), () => undefined);

test('every verb has its section in docs/cli.md, and every section its verb', () => {
  const sections = [...page.matchAll(/^### `(\w+)/gm)].map(([, verb]) => verb);
  expect(sections.toSorted()).toEqual(commands.map((command) => command.name()).toSorted());
});

test('every option stands in the section of its verb', () => {
  const missing = commands.flatMap((command) => {
    const section = page.split(`\n### \`${command.name()}`)[1]?.split('\n##')[0] ?? '';
    return command.options
      .map(({ long, short }) => [long, short])
      .filter(([long]) => long !== '--folder' && long !== '--json')
      .filter((flags) => !flags.some((flag) => flag && section.includes(flag)))
      .map(([long]) => `${command.name()} ${long ?? ''}`);
  });
  expect(missing).toEqual([]);
});

test('every verb knows the folder and JSON', () => {
  for (const command of commands) {
    const flags = command.options.map(({ long }) => long);
    expect(flags).toEqual(expect.arrayContaining(['--folder', '--json']));
  }
});

test('an unknown verb or option ends with 2, help and version with 0', async () => {
  const terminal = aTerminal();
  expect(await runProgram(['lits'], terminal)).toBe(2);
  expect(terminal.complaints.join('\n')).toContain('Did you mean list?');
  expect(await runProgram(['list', '--nope'], aTerminal())).toBe(2);
  expect(await runProgram(['rename', 'a'], aTerminal())).toBe(2);
  expect(await runProgram([], aTerminal())).toBe(2);
  expect(await runProgram(['list', '--help'], aTerminal())).toBe(0);
  const version = aTerminal();
  expect(await runProgram(['--version'], version)).toBe(0);
  expect(version.written).toEqual(['0.0.0\n']);
});

test('a mistake with --json is told in JSON, and in words', async () => {
  const terminal = aTerminal();
  expect(await runProgram(['stop', '--json'], terminal)).toBe(2);
  const message = 'Which task? Name one or more, or say --all. See executor list.';
  expect(JSON.parse(terminal.written.join(''))).toEqual({ version: 1, error: { reason: 'usage', message } });
  expect(terminal.complaints).toEqual([message]);
});
