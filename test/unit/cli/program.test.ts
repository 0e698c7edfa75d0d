import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createProgram, runProgram } from '../../../src/cli/program.ts';
import { aTerminal } from '../../support/aTerminal.ts';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const program = createProgram(aTerminal(), () => undefined);
const { commands } = program;

test('every verb has its section in docs/cli.md, and every section its verb', () => {
  const sections = [...page.matchAll(/^### `([\w-]+)/gm)].map(([, verb]) => verb);
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

test('every verb knows the folder and JSON, and so does the command before its verb', () => {
  for (const command of [program, ...commands]) {
    const flags = command.options.map(({ long }) => long);
    expect(flags).toEqual(expect.arrayContaining(['--folder', '--json']));
  }
});

describe('options that every verb has', () => {
  /** What `next` answers, which looks at no folder but the one it is given. */
  const next = async (...args: readonly string[]): Promise<{ exit: number; json: unknown; complaints: string }> => {
    const terminal = aTerminal();
    const exit = await runProgram(args, terminal);
    const text = terminal.written.join('');
    return { exit, json: text.startsWith('{') ? JSON.parse(text) : text, complaints: terminal.complaints.join('\n') };
  };
  const verb = ['next', '1', 'day', '--timezone', 'UTC'];
  const day: unknown = expect.objectContaining({ version: 1, words: 'Every day' });

  test('stand before the verb or after it, or in both places', async () => {
    for (const args of [
      ['--json', ...verb],
      [...verb, '--json'],
      ['--json', ...verb, '--json'],
      ['--json', '--folder', '/', ...verb],
      ['--folder=/', ...verb, '--json'],
      ['--folder', '/', '--json', ...verb, '--folder', '/.', '--folder', '.'],
    ]) {
      expect(await next(...args), args.join(' ')).toEqual({ exit: 0, json: day, complaints: '' });
    }
  });

  test('name one folder: two of them end with 2', async () => {
    const message = '--folder names two folders: / and /elsewhere. Name only one.';
    for (const args of [
      ['--folder', '/', ...verb, '--folder', '/elsewhere'],
      ['--folder', '/', '--folder', '/elsewhere', ...verb],
      [...verb, '--folder', '/', '--folder', 'elsewhere'],
    ]) {
      expect(await next(...args), args.join(' ')).toEqual({ exit: 2, json: '', complaints: message });
    }
    const failure = { version: 1, error: { reason: 'usage', message } };
    const inJson = await next('--json', '--folder', '/', ...verb, '--folder', '/elsewhere');
    expect(inJson).toEqual({ exit: 2, json: failure, complaints: message });
  });

  test('a folder before the verb that is not there is said as one after it is', async () => {
    const after = await next(...verb, '--folder', '/nowhere/at/all');
    expect(await next('--folder', '/nowhere/at/all', ...verb)).toEqual(after);
    expect(after).toMatchObject({ exit: 2, complaints: expect.stringContaining('/nowhere/at/all') as string });
  });

  test('options of a verb stand after it', async () => {
    expect((await next('--timezone', 'UTC', 'next', '1', 'day')).exit).toBe(2);
  });
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
  const message = 'Which task? Name one or more, or use --all. See executor list.';
  expect(JSON.parse(terminal.written.join(''))).toEqual({ version: 1, error: { reason: 'usage', message } });
  expect(terminal.complaints).toEqual([message]);
});
