import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilRunning } from '../support/witnessWorld.ts';

let world: CliWorld;
/** Each call of the command is a process. */
const slow = { tags: ['long'], timeout: 240_000 };

useCliWorld((made) => {
  world = made;
  world.define({
    loop: { ...world.run('1000', '0'), restart: 'always' },
    report: { ...world.run('0', '0'), every: '1 day' },
  });
});

interface ListJson {
  readonly host: object | null;
  readonly file: {
    readonly problem: string | null;
    readonly line: number | null;
    readonly inForceSince: string | null;
  };
  readonly tasks: readonly { readonly name: string; readonly schedule: string; readonly flags: readonly string[] }[];
}

const taskFile = (): string => path.join(world.workspace, '.vscode', 'executor.json');

/** Writes a merge conflict into the task file: the error stands in line 2. */
function conflict(): void {
  world.write(
    '.vscode/executor.json',
    '{\n<<<<<<< HEAD\n  "tasks": {}\n=======\n  "tasks": { "x": {} }\n>>>>>>> b\n}\n',
  );
}

/** Starts both tasks, and kills the host. */
async function beginAndKill(): Promise<void> {
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'loop' });
  await first.client.ask('task/start', { name: 'report' });
  await untilRunning(first, 'loop');
  await world.untilBegun(1);
  await world.killHost();
  await first.close();
}

test(
  'a new host goes on with the last good definitions while the file has a conflict, and every look says so',
  slow,
  async () => {
    await beginAndKill();
    const [pid = 0] = world.pids;
    conflict();
    const looked = await world.json<ListJson>('list');
    expect(looked).toMatchObject({ host: null, file: { line: 2, inForceSince: expect.any(String) as string } });
    process.kill(pid, 'SIGKILL');

    const next = await world.connect();
    await world.untilBegun(2);
    await untilRunning(next, 'loop');
    expect(next.client.executor).toMatchObject({
      file: { kind: 'invalid', line: 2 },
      tasks: [
        { name: 'loop', desired: 'up', isUndefined: false },
        { name: 'report', schedule: { kind: 'armed' }, isUndefined: false },
      ],
    });
    // Whoever looks hears the same with a host as without one.
    const seen = await world.json<ListJson>('list');
    expect(seen.file).toEqual(looked.file);
    const note = /executor\.json has an error on line 2; the definitions of \d\d:\d\d stay in effect\./;
    const place = `${taskFile()}:2:1: `;
    for (const args of [['list'], ['show', 'loop'], ['doctor']]) {
      const { stdout } = await world.call(...args);
      expect(stdout).toMatch(note);
      expect(stdout).toContain(place);
    }
    const restarted = await world.call('restart', 'loop');
    expect([restarted.exit, restarted.stderr]).toEqual([0, expect.stringMatching(note)]);
    const unknown = await world.call('start', 'x');
    expect(unknown.exit).toBe(1);
    expect(unknown.stderr).toContain('There is no task "x" in the definitions of ');
    expect(unknown.stderr).toContain(place);
    await next.close();
  },
);

test('with no good definitions every verb says where the error is, and forgets nothing', slow, async () => {
  await beginAndKill();
  rmSync(path.join(world.stateFolder, 'definitions.json'));
  conflict();
  const place = `${taskFile()}:2:1`;
  for (const name of ['loop', 'x']) {
    for (const args of [['start'], ['restart'], ['run'], ['arm'], ['pause'], ['approve', '--yes'], ['remove']]) {
      const [verb = '', ...options] = args;
      const { exit, stderr, stdout } = await world.call(verb, name, ...options);
      expect([args, exit === 0]).toEqual([args, false]);
      expect(`${stdout}${stderr}`).toContain(place);
      expect(`${stdout}${stderr}`).not.toMatch(/no such task|has no schedule|removed or renamed/);
    }
  }
  for (const args of [
    ['start', '--all'],
    ['arm', '--all'],
    ['show', 'loop'],
    ['show', 'x'],
    ['logs', 'x'],
    ['history', 'x'],
  ]) {
    const { stderr, stdout } = await world.call(...args);
    expect(`${stdout}${stderr}`).toContain(place);
  }
  expect(
    (await world.json<ListJson>('list')).tasks.map(({ flags, name }) => [name, flags.includes('undefined')]),
  ).toEqual([
    ['loop', false],
    ['report', false],
  ]);
  const history = await world.json<{ readonly runs: readonly object[] }>('history', 'loop');
  expect(history.runs).not.toEqual([]);
});

test('a file that is a folder, or that may not be read, leaves the last good definitions in force', async () => {
  await beginAndKill();
  rmSync(taskFile());
  mkdirSync(taskFile());
  const { file, tasks } = await world.json<ListJson>('list');
  expect(file).toMatchObject({
    problem: expect.stringContaining('it is a folder') as string,
    line: null,
    inForceSince: expect.any(String) as string,
  });
  expect(tasks.map(({ name }) => name)).toEqual(['loop', 'report']);
  const next = await world.connect();
  expect(next.client.executor.file).toMatchObject({ kind: 'invalid', isUnread: true });
  await next.client.ask('task/stop', { name: 'loop' });
  await next.close();
});

test('what is kept is for this user alone, lies outside of the folder and is the text of the task file', async () => {
  await beginAndKill();
  const kept = path.join(world.stateFolder, 'definitions.json');
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  const { text, ...rest } = JSON.parse(readFileSync(kept, 'utf8')) as Readonly<Record<string, unknown>>;
  expect(text).toBe(readFileSync(taskFile(), 'utf8'));
  expect(rest).toEqual({ version: 1, since: expect.any(Number) as number });
  const before = statSync(kept, { bigint: true });
  const next = await world.connect();
  await next.close();
  expect(statSync(kept, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  chmodSync(taskFile(), 0o644);
  expect(existsSync(path.join(world.workspace, 'definitions.json'))).toBe(false);
});
