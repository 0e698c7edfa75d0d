// The command and its host on Windows, as far as Wine is one: what the platform decides about processes, pipes and locks.
// The tests go on from each other's state, because such a Windows takes a while to make.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { CliPrograms } from '../support/cliWorld.ts';
import { wineRequirement, WineWorld } from '../support/wineWorld.ts';

interface Listing {
  readonly host: { readonly pid: number } | null;
  readonly tasks: readonly { readonly name: string; readonly status: string; readonly pid: number | null }[];
}

interface History {
  readonly runs: readonly {
    readonly id: string;
    readonly task: string;
    readonly outcome: string | null;
    readonly exitCode: number | null;
  }[];
}

const missing = wineRequirement();

/** Talks until it is ended, as does a child of it. */
const talking = `
import { spawn } from 'node:child_process';
spawn(process.execPath, ['-e', '/* the child */ setInterval(() => {}, 1000)'], { stdio: 'ignore' });
setInterval(() => console.log('still here'), 20);
`;

/** Ends by itself once it is asked to. */
const polite = `
import { existsSync } from 'node:fs';
setInterval(() => existsSync('asked') && process.exit(0), 20);
`;

const tasks = {
  three: { script: 'three.mjs', restart: 'never' },
  talk: { script: 'talk.mjs', restart: 'never' },
  line: {
    command: 'echo in| node words.mjs "%GREETING%, b" && node words.mjs',
    ...{ shell: true, env: { GREETING: 'hello' }, args: ['x y', 'say "hi" & go'], restart: 'never' },
  },
  polite: { script: 'polite.mjs', restart: 'never', stopCommand: ['node', 'ask.mjs'] },
};

describe('On Windows', () => {
  const programs = new CliPrograms();
  let world: WineWorld;

  beforeAll(async () => {
    if (missing !== undefined) return;
    world = await WineWorld.open(await programs.file());
    world.write('.vscode/executor.json', JSON.stringify({ tasks }));
    world.write('three.mjs', `console.log('three'); process.exitCode = 3;`);
    world.write('talk.mjs', talking);
    world.write('polite.mjs', polite);
    const words = `console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = process.argv.length === 3 ? 0 : 5;`;
    world.write('words.mjs', words);
    world.write('ask.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('asked', '');`);
  });

  afterAll(async () => {
    if (missing === undefined) await world.end();
    programs[Symbol.dispose]();
  });

  beforeEach((context) => {
    context.skip(missing !== undefined, missing);
  });

  const list = (): Promise<Listing> => world.json<Listing>('list');
  const statusOf = ({ tasks: all }: Listing, name: string): string | undefined =>
    all.find((task) => task.name === name)?.status;
  const untilRuns = (name: string): Promise<Listing> =>
    world.until(list, (listing) => statusOf(listing, name) === 'running');
  const outcomes = async (name: string): Promise<readonly (readonly [string | null, number | null])[]> =>
    (await world.json<History>('history', name)).runs.map(({ exitCode, outcome }) => [outcome, exitCode] as const);
  const killHost = async ({ host }: Listing): Promise<void> => {
    if (!host) throw new Error('There is no host.');
    await world.kill(host.pid);
    await world.untilCount('host.mjs', 0);
  };

  test('a hold is held while the process that inherited it lives, and no longer', async () => {
    using holder = new HostPrograms('test/fixtures/holds.ts');
    const { exit, stderr, stdout } = await world.node(await holder.file());
    expect([exit, stderr]).toEqual([0, '']);
    const { pid, ...seen } = JSON.parse(stdout) as { readonly pid: number };
    expect(seen).toEqual({
      before: { isHeld: false },
      during: { isHeld: true, text: { pid } },
      after: { isHeld: false, text: { pid } },
      isLeft: false,
    });
  });

  test('the command starts a host, runs a task in it, and ends as its script does', async () => {
    expect(await world.call('run', 'three')).toEqual({ exit: 3, stdout: 'three\n', stderr: '' });
    expect(await outcomes('three')).toEqual([['failed', 3]]);
    expect(world.count('host.mjs')).toBe(1);
  });

  test('a line is read by cmd.exe, quotes, pipes and all, with the arguments at its end', async () => {
    const { exit, stdout } = await world.call('run', 'line');
    expect({ exit, lines: stdout.trimEnd().split(/\r?\n/) }).toEqual({
      exit: 5,
      lines: ['["hello, b"]', '["x y","say \\"hi\\" & go"]'],
    });
  });

  test('another process finds the same host, and what runs there', async () => {
    expect(await world.call('start', 'talk')).toMatchObject({ exit: 0 });
    const seen = await untilRuns('talk');
    expect(seen.tasks.find(({ name }) => name === 'talk')?.pid).toBeGreaterThan(0);
    expect((await list()).host).toEqual(seen.host);
    expect(await world.json('hosts')).toMatchObject({ hosts: [{ pid: seen.host?.pid, running: 1 }] });
    expect([world.count('host.mjs'), world.count('talk.mjs')]).toEqual([1, 1]);
  });

  test('a stop ends a script that talks, and its child, without waiting for what cannot be asked', async () => {
    await world.untilCount('the child', 1);
    expect(await world.call('signal', 'talk', 'HUP')).toMatchObject({ exit: 3 });
    expect(await world.call('stop', 'talk')).toEqual({ exit: 0, stdout: 'Stopped talk\n', stderr: '' });
    expect(world.count('talk.mjs')).toBe(0);
    await world.untilCount('the child', 0);
    expect(await outcomes('talk')).toEqual([['stopped', 1]]);
  });

  test('a stop command asks a script to end, and its exit code is known', async () => {
    await world.call('start', 'polite');
    await untilRuns('polite');
    expect(await world.call('stop', 'polite')).toMatchObject({ exit: 0 });
    expect(await outcomes('polite')).toEqual([['stopped', 0]]);
  });

  test('a run outlives its host, and the next host finds it, starts no second one, and can stop it', async () => {
    await world.call('start', 'talk');
    const running = await untilRuns('talk');
    await killHost(running);
    const orphaned = await list();
    expect([orphaned.host, orphaned.tasks]).toEqual([null, running.tasks]);

    expect(await world.call('start', 'talk')).toMatchObject({ exit: 0, stdout: 'Already running: talk\n' });
    expect((await list()).tasks).toEqual(running.tasks);
    expect(world.count('talk.mjs')).toBe(1);
    expect(await world.call('stop', 'talk')).toMatchObject({ exit: 0 });
    expect(world.count('talk.mjs')).toBe(0);
    expect(await outcomes('talk')).toEqual([
      ['stopped', null],
      ['stopped', 1],
    ]);
  });

  test('a run that ends while no host lives was interrupted, whoever looks, and is recorded once', async () => {
    await world.call('start', 'talk');
    const running = await untilRuns('talk');
    await killHost(running);
    await world.kill(running.tasks.find(({ name }) => name === 'talk')?.pid ?? 0);
    await world.untilCount('talk.mjs', 0);
    expect(statusOf(await list(), 'talk')).toBe('stopped');
    expect((await outcomes('talk'))[0]).toEqual(['interrupted', null]);

    await world.call('start', 'talk');
    await untilRuns('talk');
    await world.call('stop', 'talk');
    expect(await outcomes('talk')).toEqual([
      ['stopped', 1],
      ['interrupted', null],
      ['stopped', null],
      ['stopped', 1],
    ]);
  });

  test.each(['record', 'spawn', 'claim'] as const)(
    'of a host that is killed at "%s" the next one makes neither two runs nor none',
    async (point) => {
      await world.call('down');
      world.fault = point;
      await world.call('start', 'talk');
      world.fault = undefined;
      await world.untilCount('host.mjs', 0);
      expect(world.count('talk.mjs')).toBe(point === 'record' ? 0 : 1);

      await world.call('start', 'talk');
      await untilRuns('talk');
      expect(world.count('talk.mjs')).toBe(1);
      await world.call('stop', 'talk');
      expect(world.count('talk.mjs')).toBe(0);
    },
  );

  test('a host that is sent away leaves nothing behind', async () => {
    expect(await world.call('down')).toMatchObject({ exit: 0 });
    await world.untilCount('host.mjs', 0);
    expect((await list()).host).toBeNull();
    expect(['talk.mjs', 'the child', 'polite.mjs'].map((words) => world.count(words))).toEqual([0, 0, 0]);
  });
});
