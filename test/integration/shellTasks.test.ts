import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { RunView } from '../../src/model/view/taskView.ts';
import { HostWorld, stopEverything, untilTask } from '../support/hostWorld.ts';
import { processesNamed, processesWith } from '../support/leftovers.ts';
import { ProgramBench } from '../support/programBench.ts';
import { waitForText } from '../support/waitFor.ts';

let world: HostWorld;
let connection: ExecutorConnection | undefined;

beforeEach(() => {
  world = new HostWorld();
});

afterEach(async () => {
  if (connection) {
    await stopEverything(connection);
    await connection.close();
  }
  connection = undefined;
  await world.noLeftovers();
  world[Symbol.dispose]();
});

async function open(command: string, more: object = {}): Promise<ExecutorConnection> {
  world.define({ line: { command, shell: true, restart: 'never', ...more } });
  connection = await world.open();
  return connection;
}

/** Starts the task and resolves with its run once that has ended, and what its script wrote. */
async function run(opened: ExecutorConnection, args?: readonly string[]): Promise<{ run: RunView; output: string }> {
  const started = await opened.client.ask('task/runNow', { name: 'line', beside: false, ...(args && { args }) });
  if (!started.ok) throw new Error(started.error.message);
  const { runs } = await untilTask(opened, 'line', (task) => task.runs[0]?.outcome !== undefined);
  const [ended] = runs;
  if (!ended) throw new Error('there is no run');
  const log = await waitForText(ended.logPath, (text) => /executor: (?:succeeded|failed|stopped)/.test(text));
  const lines = log.split('\n').filter((line) => !line.startsWith('── executor: '));
  return { run: ended, output: lines.join('\n') };
}

describe('a task whose command a shell reads', () => {
  test('has pipes, redirections, lists and variables, and ends as the last of them', async () => {
    const opened = await open(
      'printf "b\\na\\nb\\n" | sort -u >"$TARGET" && cat <"$TARGET"; echo "it is $0" | sed s/it/this/; false | (exit 7)',
      { env: { TARGET: 'out put.txt' } },
    );
    const { output, run: ended } = await run(opened);
    expect(output).toBe('a\nb\nthis is line\n');
    expect(ended.outcome).toEqual({ kind: 'failed', exit: { code: 7 } });
    expect(readFileSync(path.join(world.workspace, 'out put.txt'), 'utf8')).toBe('a\nb\n');
    expect(readFileSync(ended.logPath, 'utf8')).toMatch(
      /command {2}\/\S*sh -c '.*' line\n.*chosen {3}sh, found on PATH, because the task asks for a shell\n/,
    );
  });

  test('sees its arguments and those of one run as "$@", whatever stands in them', async () => {
    const opened = await open('printf "<%s>" "$@"; echo', { args: ['a b', '$HOME', ''] });
    expect((await run(opened, ["it's", '; echo no'])).output).toBe(`<a b><$HOME><><it's><; echo no>\n`);
  });

  test.each([
    ['a command that a signal has ended', "sh -c 'kill -TERM $$'; exit $?", 'SIGTERM'],
    ['its own', 'kill -KILL $$', 'SIGKILL'],
  ])('has the signal of %s', async (_, line, signal) => {
    const opened = await open(line);
    expect((await run(opened)).run.outcome).toEqual({ kind: 'failed', exit: { signal } });
  });

  test('is stopped with its whole pipeline, also what takes no notice of the signal', async () => {
    const gate = world.join('up');
    const opened = await open(
      `(trap "" TERM; sleep 1001; sleep 1002) | { echo up >'${gate}'; cat; } | sh -c 'trap "" TERM; cat; sleep 1003'`,
      { stopTimeout: '200 ms' },
    );
    await opened.client.ask('task/start', { name: 'line' });
    await waitForText(gate, (text) => text === 'up\n');
    await untilTask(opened, 'line', ({ status }) => status.kind === 'running');
    expect(processesWith(world.assignment).length).toBeGreaterThan(3);
    await opened.client.ask('task/stop', { name: 'line' });
    const { runs } = await untilTask(opened, 'line', ({ status }) => status.kind === 'stopped');
    expect(runs[0]?.outcome).toMatchObject({ kind: 'stopped' });
    await world.noLeftovers();
  });

  test('has its secrets in its environment, and in no command line', async () => {
    const secret = 'swordfish-shell-4712';
    const gate = world.join('seen');
    const opened = await open(`printenv API_TOKEN | wc -c | tee '${gate}'; sleep 1000 | cat`, {
      secrets: ['API_TOKEN'],
    });
    await opened.client.ask('executor/secrets', { values: { API_TOKEN: secret } });
    await opened.client.ask('task/start', { name: 'line' });
    await waitForText(gate, (text) => text.trim() === String(secret.length + 1));
    expect(processesNamed(secret)).toEqual([]);
    const { runs } = await untilTask(opened, 'line', ({ status }) => status.kind === 'running');
    expect(readFileSync(runs[0]?.logPath ?? '', 'utf8')).not.toContain(secret);
  });

  test('still has sh -c as a command of its own, without a second shell', async () => {
    world.define({ line: { command: ['sh', '-c', 'echo "$0 $1"', 'a', 'b'], restart: 'never' } });
    connection = await world.open();
    const { output, run: ended } = await run(connection);
    expect(output).toBe('a b\n');
    expect(readFileSync(ended.logPath, 'utf8')).toMatch(/chosen {3}sh, found on PATH\n/);
  });
});

describe('the shell of a task', () => {
  test('is that of the PATH of its run, else the one that every system has', async () => {
    using bench = new ProgramBench();
    const own = await bench.program('sh');
    const line = { kind: 'shell', line: 'a | b' } as const;
    expect(await bench.resolve(line, { args: ['x'] })).toMatchObject({
      ok: true,
      value: { argv: [own, '-c', 'a | b', 't', 'x'] },
    });
    bench.env = { PATH: '/nowhere' };
    expect(await bench.resolve(line)).toMatchObject({ ok: true, value: { argv: ['/bin/sh', '-c', 'a | b', 't'] } });
  });

  test('is cmd.exe on Windows, which takes the line verbatim and one line only', async () => {
    using bench = new ProgramBench('win32');
    const cmd = await bench.program('cmd.exe');
    const found = await bench.resolve({ kind: 'shell', line: 'dir "a b" | more' }, { args: ['x y'] });
    expect(found).toMatchObject({
      ok: true,
      value: { argv: [expect.any(String), '/d', '/s', '/c', '"dir "a b" | more "x y""'], isVerbatim: true },
    });
    expect(existsSync(cmd)).toBe(true);
    expect(await bench.resolve({ kind: 'shell', line: 'a\nb' })).toEqual({
      ok: false,
      error: { reason: 'line-break-for-cmd' },
    });
    bench.env = { Path: 'C:\\nowhere', COMSPEC: cmd };
    expect(await bench.resolve({ kind: 'shell', line: 'ver' })).toMatchObject({
      ok: true,
      value: { isVerbatim: true },
    });
  });
});
