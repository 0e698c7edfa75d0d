import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { runProgram } from '../../src/cli/program.ts';
import { aTerminal } from '../support/aTerminal.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilEnded } from '../support/witnessWorld.ts';

let world: CliWorld;

const hidden = [
  'from-the-file',
  'an-argument',
  'from-the-task',
  'login-of-somebody',
  'in-a-comment',
  'said-by-the-script',
];

const { hosts } = useCliWorld((made) => {
  world = made;
  world.write(
    '.vscode/executor.json',
    `{
      // in-a-comment
      "env": { "SHARED": "from-the-file" },
      "tasks": {
        "report": { "command": ["echo", "said-by-the-script", "an-argument"], "every": "1 day", "env": { "KEY": "from-the-task" } },
        "fetch": { "command": ["curl", "https://me:login-of-somebody@example.org/"], "cwd": "\${userHome}", "restart": "never" }
      }
    }`,
  );
});

/** Answers of a person at a terminal; what is printed, and the questions. */
async function converse(answers: readonly string[], ...args: readonly string[]) {
  const left = [...answers];
  const questions: string[] = [];
  const { clock, environment } = { clock: systemClock, environment: world.options().environment };
  const terminal = {
    ...aTerminal(world.workspace),
    clock,
    environment,
    program: { file: await hosts.file(), nodePath: process.execPath },
    ask: (question: string) => {
      questions.push(question);
      return Promise.resolve(left.shift() ?? '');
    },
  };
  const exit = await runProgram(args, terminal);
  return { exit, questions, text: terminal.written.join(''), complaints: terminal.complaints };
}

const bundle = (): string => world.join('bundle.md');

test('diagnostics are written for this user alone, with what helps and without what is nobody else’s business', async () => {
  const connection = await world.connect();
  await connection.client.ask('executor/settings', {
    interpreters: { python: ['/opt/python', '--token=an-argument'] },
    choices: {},
    folder: '.executor',
    timeZone: 'Europe/Berlin',
    maxConcurrentRuns: 3,
  });
  await connection.client.ask('task/runNow', { name: 'report', beside: false });
  await untilEnded(connection, 'report');
  const written = await world.call('doctor', '--bundle', '../bundle.md');
  expect(written).toMatchObject({ exit: 0, stderr: '' });
  expect(written.stdout).toMatch(/^Written: .*bundle\.md\nReplaced by …/);
  const text = readFileSync(bundle(), 'utf8');
  expect(statSync(bundle()).mode & 0o777).toBe(0o600);
  for (const value of hidden) expect(text).not.toContain(value);
  expect(text).not.toContain(world.join('home'));
  expect(text).not.toMatch(new RegExp(`\\b${userInfo().username}\\b`));
  for (const what of [
    /^- Executor: 0\.0\.0 \(built never, protocol \d+\)$/m,
    /^ok {4}node: Node /m,
    /^- Mode: background, pid \d+$/m,
    /"maxConcurrentRuns": 3/,
    /"\/opt\/python",\n +"…"/,
    /"every": "1 day"/,
    /"KEY": "…"/,
    /"cwd": "\$\{userHome\}"/,
    /"runs": 1/,
    /\[info\] Started report/,
  ])
    expect(text).toMatch(what);
  await connection.close();
});

test('without a host the settings are those it had, and a folder without anything has a bundle as well', async () => {
  const before = await world.json<{ host: unknown; settings: { folder: string }; journal: string[] }>(
    'doctor',
    '--bundle',
    '-',
  );
  expect(before).toMatchObject({ host: null, settings: { folder: '.executor' }, journal: [] });
  expect(existsSync(world.join('state'))).toBe(false);
  world.write('.vscode/executor.json', '{ "tasks": ');
  const { exit, stdout } = await world.call('doctor', '--bundle', '-');
  expect(exit).toBe(0);
  expect(stdout).toContain('It does not exist or cannot be read.');
});

test('a file that is there is replaced only on demand, and never the one that a link leads to', async () => {
  writeFileSync(world.join('mine'), 'mine');
  symlinkSync(world.join('mine'), bundle());
  const refused = await world.call('doctor', '--bundle', bundle());
  expect(refused).toMatchObject({ exit: 2, stdout: '' });
  expect(refused.stderr).toContain('already exists. Name another file, or use --force.');
  expect((await world.call('doctor', '--bundle', bundle(), '--force')).exit).toBe(0);
  expect(readFileSync(world.join('mine'), 'utf8')).toBe('mine');
  expect(readFileSync(bundle(), 'utf8')).toContain('# Executor: diagnostic information');
  expect(await world.call('doctor', '--bundle', 'no/such/folder.md')).toMatchObject({ exit: 1, stdout: '' });
});

test('a person sees it before it is written, and is asked', async () => {
  const refused = await converse(['n'], 'doctor', '--bundle', bundle());
  expect(refused).toMatchObject({ exit: 0, questions: [`Write this to ${bundle()}? [y/N] `] });
  expect(refused.text).toMatch(/^# Executor: diagnostic information\n.*Not written\.\n$/s);
  expect(existsSync(bundle())).toBe(false);
  expect((await converse(['y'], 'doctor', '--bundle', bundle())).exit).toBe(0);
  const shown = readFileSync(bundle(), 'utf8');
  expect(shown).toMatch(/^# Executor: diagnostic information\n/);
  writeFileSync(bundle(), 'mine');
  const kept = await converse(['y', 'n'], 'doctor', '--bundle', bundle());
  expect(kept.questions[1]).toBe(`${bundle()} already exists. Replace it? [y/N] `);
  expect(readFileSync(bundle(), 'utf8')).toBe('mine');
  await converse(['y', 'y'], 'doctor', '--bundle', bundle());
  expect(readFileSync(bundle(), 'utf8')).not.toBe('mine');
});

test('--json writes the same as JSON, and says where', async () => {
  const file = path.join(world.workspace, 'bundle.json');
  expect(await world.json('doctor', '--bundle', 'bundle.json')).toEqual({ version: 1, written: file });
  const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(content).toMatchObject({ version: 1, versions: { executor: '0.0.0' }, taskFile: { env: { SHARED: '…' } } });
  expect(content).toHaveProperty('findings');
});
