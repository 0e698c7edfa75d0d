import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectReadOnly, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import { readImport } from '../../src/host/read/userFiles.ts';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { aWindow } from '../support/aClient.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { type CliEnd, CliPrograms, CliWorld } from '../support/cliWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitUntil } from '../support/waitFor.ts';

/** Milliseconds in which every verb answers, whatever is there. */
const verbMs = 10_000;
/** Bytes that neither a host nor a command ever needs. */
const mostMemory = 400 * 1024 * 1024;

const hosts = new HostPrograms();
const cli = new CliPrograms();
const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) server.close();
  hosts[Symbol.dispose]();
  cli[Symbol.dispose]();
});

/** What the witness of a world runs: again and again every 200 ms, and by a schedule. */
const witness = {
  tick: {
    command: ['true'],
    restart: 'always',
    notify: 'never',
    backoff: { initial: '200 ms', max: '200 ms', giveUpAfter: 100_000 },
  },
  often: { command: ['true'], every: '1 sec' },
};

/** How a verb ended, and how much memory it needed. */
interface Measured extends CliEnd {
  readonly ms: number;
  readonly bytes: number;
}

/** Calls the command; fails where it takes too long or needs too much. */
async function call(world: CliWorld, ...args: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const running = await world.begin(...args);
  let bytes = 0;
  const look = setInterval(() => {
    bytes = Math.max(bytes, memoryOf(running.child.pid));
  }, 20);
  const late = setTimeout(() => running.child.kill('SIGKILL'), verbMs);
  const end = await running.ended;
  clearInterval(look);
  clearTimeout(late);
  const ms = performance.now() - began;
  expect({ args, isInTime: end.exit !== null && ms < verbMs }).toEqual({ args, isInTime: true });
  expect(bytes).toBeLessThan(mostMemory);
  return { ...end, ms, bytes };
}

/** Bytes that a process has needed at most so far; none if it has gone. */
function memoryOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Those that the quick suite tries: what never ends and what never answers. The others take the same ways, in minutes together. */
const quickOnes = ['a link to /dev/zero', 'a named pipe', 'a script below a link to itself'];

function tagsOf(what: string): 'long'[] {
  return quickOnes.includes(what) ? [] : ['long'];
}

/** How something is put in the place of a file. */
type Put = (file: string) => void;

const link =
  (target: string): Put =>
  (file) => {
    symlinkSync(target, file);
  };
const pipe: Put = (file) => {
  execFileSync('mkfifo', [file]);
};
const folder: Put = (file) => {
  mkdirSync(file);
};
const socket: Put = (file) => {
  servers.push(createServer().listen(file));
};

/** What is no file, or none that can be read, and what is said of it. */
const noFiles: readonly (readonly [what: string, put: Put, why: string])[] = [
  ['a link to /dev/zero', link('/dev/zero'), 'it is a device'],
  ['a link to a terminal', link('/dev/ptmx'), 'it is a device'],
  ['a named pipe', pipe, 'it is a named pipe'],
  [
    'a link to a named pipe',
    (file) => {
      pipe(`${file}.pipe`);
      symlinkSync(`${file}.pipe`, file);
    },
    'it is a named pipe',
  ],
  ['a folder', folder, 'it is a folder'],
  ['a socket', socket, 'it is a socket'],
  [
    'a link to itself',
    (file) => {
      symlinkSync(path.basename(file), file);
    },
    'its symbolic links form a loop',
  ],
  ['the memory of whoever reads it', link('/proc/self/mem'), 'it is a device'],
];

describe('with a host', () => {
  let world: CliWorld;
  let connection: ExecutorConnection;
  let hostPid: number;

  beforeAll(async () => {
    world = new CliWorld(hosts, cli);
    world.define(witness);
    connection = await world.connect();
    await connection.client.ask('task/start', { name: 'tick' });
    await connection.client.ask('task/start', { name: 'often' });
    hostPid = world.record.pid;
  });

  afterAll(async () => {
    await connection.close();
    await world.end();
    world[Symbol.dispose]();
  });

  /** The newest instant at which a task of the witness began a run. */
  async function newest(task: string): Promise<number> {
    const history = await connection.client.history(1, task);
    return history.ok ? (history.value[0]?.createdAt ?? 0) : 0;
  }

  /** The host is the same, and the witness has gone on all the time and goes on. */
  async function expectUndisturbed(since: number): Promise<void> {
    for (const task of ['tick', 'often']) {
      const now = Date.now();
      while ((await newest(task)) < now) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const runs = await connection.client.history(10_000, 'tick');
    const begun = runs.ok ? runs.value.map(({ createdAt }) => createdAt).filter((at) => at >= since) : [];
    const gaps = begun.slice(1).map((at, index) => (begun[index] ?? 0) - at);
    expect(Math.max(...gaps)).toBeLessThan(3_000);
    expect(await connection.client.skipped(100, 'often')).toEqual({ ok: true, value: [] });
    expect(world.record.pid).toBe(hostPid);
    expect(world.hostPids).toContain(hostPid);
    expect(memoryOf(hostPid)).toBeLessThan(mostMemory);
  }

  /** Puts a task in force beside the witness. */
  async function define(name: string, definition: object): Promise<void> {
    world.define({ ...witness, [name]: { restart: 'never', ...definition } });
    await untilTask(connection, name, () => true);
  }

  /** Tries every verb on a task; answers what its start says. */
  async function tryVerbs(name: string): Promise<string> {
    await Promise.all([call(world, 'list'), call(world, 'show', name), call(world, 'show', name, '--env')]);
    const started = await call(world, 'start', name);
    await Promise.all([call(world, 'logs', name), call(world, 'history', name)]);
    await call(world, 'stop', name);
    return started.stderr.replaceAll(world.workspace, '<ws>');
  }

  const kinds = ['env file', 'script'] as const;
  const cases = noFiles.flatMap(([what, put, why]) => kinds.map((kind) => ({ what, put, why, kind })));

  for (const { kind, put, what, why } of cases) {
    test(`${what} as ${kind} costs nobody anything`, { tags: tagsOf(what) }, async () => {
      const since = Date.now();
      const name = `${kind}-${what}`.replaceAll(/[^a-z]+/g, '-');
      put(path.join(world.workspace, name));
      const definitions = {
        'env file': { command: ['true'], envFile: [name, name, name, name] },
        script: { script: name, interpreter: 'sh' },
      };
      await define(name, definitions[kind]);
      const said = await tryVerbs(name);
      if (kind === 'env file') expect(said).toContain(`cannot be read: <ws>/${name}: ${why}.`);
      else expect(said).toMatch(/is not a file|cannot be re/);
      await expectUndisturbed(since);
    });
  }

  const others: readonly (readonly [what: string, prepare: (name: string) => object, says: RegExp])[] = [
    [
      'a script below a link to itself',
      (name) => {
        symlinkSync(name, path.join(world.workspace, name));
        return { script: `${name}/x.sh` };
      },
      /cannot be reached at .*: its symbolic links form a loop/,
    ],
    ['a script with a name that is too long', () => ({ script: 'x'.repeat(300) }), /its name is too long/],
    [
      'a working directory with a name that is too long',
      () => ({ command: ['true'], cwd: 'x'.repeat(300) }),
      /too long/,
    ],
    [
      'a working directory below a file',
      (name) => {
        world.write(name, '');
        return { command: ['true'], cwd: `${name}/sub` };
      },
      /is not a folder/,
    ],
    [
      'a profile of R that never ends',
      (name) => {
        mkdirSync(path.join(world.workspace, name));
        symlinkSync('/dev/zero', path.join(world.workspace, name, '.Rprofile'));
        world.write(`${name}/a.R`, 'exit 0\n');
        return { script: `${name}/a.R`, cwd: name, interpreter: 'sh' };
      },
      /^$/,
    ],
    [
      'a profile of R that is a pipe',
      (name) => {
        mkdirSync(path.join(world.workspace, name));
        pipe(path.join(world.workspace, name, '.Rprofile'));
        world.write(`${name}/a.R`, 'exit 0\n');
        return { script: `${name}/a.R`, cwd: name, interpreter: 'sh' };
      },
      /^$/,
    ],
    [
      'a first line with a NUL character',
      (name) => ({ script: path.relative(world.workspace, world.write(name, '#!/bin/sh -e\0x\nexit 0\n')) }),
      /^$/,
    ],
    [
      'a first line without end',
      (name) => ({ script: path.relative(world.workspace, world.write(name, `#!/bin/sh ${'x'.repeat(1_000_000)}`)) }),
      /^$/,
    ],
    [
      'a command that shows readiness, with a NUL character',
      () => ({ command: ['true'], ready: { command: ['test', '-f', 'a\0b'] } }),
      /NUL character/,
    ],
    ['a glob of 70 000 characters', () => ({ command: ['true'], watch: ['x'.repeat(70_000)] }), /1000 characters/],
    [
      'an env file that is a file of our own state',
      () => ({ command: ['true'], envFile: path.join(world.stateFolder, 'host.lock') }),
      /it belongs to Executor's own state/,
    ],
    [
      'an env file that says it is empty and never ends',
      () => ({ command: ['true'], envFile: '/proc/kallsyms' }),
      /it is larger than 2 MB|cannot be read|has an error/,
    ],
  ];

  for (const [index, [what, prepare, says]] of others.entries()) {
    test(`${what} costs nobody anything`, { tags: tagsOf(what) }, async () => {
      const name = `other-${String(index)}`;
      const since = Date.now();
      await define(name, prepare(name));
      expect(await tryVerbs(name)).toMatch(says);
      await expectUndisturbed(since);
      // The lock is still held: nobody else becomes the host.
      expect((await call(world, 'up')).exit).not.toBe(0);
    });
  }

  test('a watched folder that becomes a file costs nobody anything', async () => {
    const since = Date.now();
    world.write('src/sub/a.txt', '');
    await define('watching', { command: ['sleep', '1000'], watch: ['src/**'] });
    await connection.client.ask('task/start', { name: 'watching' });
    await untilTask(connection, 'watching', ({ status }) => status.kind === 'running');
    rmSync(path.join(world.workspace, 'src/sub'), { recursive: true });
    writeFileSync(path.join(world.workspace, 'src/sub'), '');
    await untilTask(connection, 'watching', ({ runs }) => runs.length > 1);
    await call(world, 'stop', 'watching');
    await expectUndisturbed(since);
  });

  test.each([
    ['a folder', folder],
    ['a pipe', pipe],
    ['a link to /dev/zero', link('/dev/zero')],
  ])(
    'a log that is followed and awaited and becomes %s costs nobody anything',
    { tags: ['long'] },
    async (what, put) => {
      const since = Date.now();
      const name = `log-${what}`.replaceAll(/[^a-z]+/g, '-');
      const definition = {
        command: ['sleep', '1000'],
        ready: { log: 'never', timeout: '1 sec' },
        stopCommand: ['true'],
        stopTimeout: '1 sec',
        restart: 'never',
      };
      const waiting = { command: ['true'], restart: 'never', after: [{ task: name, condition: 'ready' }] };
      world.define({ ...witness, [name]: definition, waiting });
      await untilTask(connection, name, () => true);
      await connection.client.ask('task/start', { name });
      const { runs } = await untilTask(connection, name, ({ status }) => status.kind === 'running');
      const log = runs[0]?.logPath ?? '';
      connection.client.followLog({ kind: 'task', name }, 100, () => undefined);
      void connection.client.ask('task/start', { name: 'waiting' });
      await untilTask(connection, 'waiting', ({ status }) => status.kind === 'waiting');
      renameSync(log, `${log}.before`);
      put(log);
      const logs = await call(world, 'logs', name);
      expect(logs.stderr).toContain('cannot be read');
      await untilTask(connection, 'waiting', ({ status }) => status.kind === 'blocked');
      await call(world, 'stop', name);
      await expectUndisturbed(since);
      rmSync(log, { recursive: true });
    },
  );

  for (const [what, put, why] of noFiles) {
    test(
      `${what} in the place of the task file leaves the last definitions in force`,
      { tags: tagsOf(what) },
      async () => {
        const since = Date.now();
        const file = path.join(world.workspace, '.vscode/executor.json');
        world.define(witness);
        await waitUntil(() => connection.client.executor.tasks.length >= 2, 'the good file is read');
        rmSync(file);
        put(file);
        await waitUntil(() => connection.client.executor.file.kind === 'invalid', 'the bad file is read');
        expect(JSON.stringify(connection.client.executor.file)).toContain(why);
        await Promise.all([
          call(world, 'list'),
          call(world, 'show', 'tick'),
          call(world, 'doctor'),
          call(world, 'history'),
        ]);
        await call(world, 'rename', 'tick', 'tock');
        await expectUndisturbed(since);
        rmSync(file, { recursive: true });
        world.define(witness);
        await waitUntil(() => connection.client.executor.file.kind === 'valid', 'the good file is read again');
      },
    );
  }
});

describe('without a host', () => {
  for (const [what, put, why] of noFiles) {
    test(`${what} as task file is said, and nothing waits`, { tags: tagsOf(what) }, async () => {
      using world = new CliWorld(hosts, cli);
      put(path.join(world.workspace, '.vscode/executor.json'));
      const listed = await call(world, 'list');
      expect(listed.stdout + listed.stderr).toContain(why);
      await Promise.all([call(world, 'doctor'), call(world, 'history'), call(world, 'show', 'a')]);
      await call(world, 'start', 'a');
      await call(world, 'down');
      await world.end();
    });
  }
});

test.each(noFiles)('%s as env file is said, and nothing waits, where nobody is host', async (_, put, why) => {
  using world = new CliWorld(hosts, cli);
  put(path.join(world.workspace, 'a.env'));
  world.define({ a: { command: ['true'], envFile: 'a.env' } });
  expect((await call(world, 'show', 'a', '--env')).stderr).toContain(`${why}.`);
});

test.each(noFiles)('%s as task file is shown in Restricted Mode, and nothing waits', async (_, put, why) => {
  using world = new CliWorld(hosts, cli);
  put(path.join(world.workspace, '.vscode/executor.json'));
  const { clock, environment, folder: workspace } = world.options();
  const options = { folder: workspace, environment, clock, why: { reason: 'untrusted' } as const };
  const window = await connectReadOnly(options, aWindow);
  await window.client.attach();
  expect(JSON.stringify(window.client.executor.file)).toContain(why);
  await window.close();
});

test.each(noFiles)('%s is no file to import tasks from', async (_, put, why) => {
  using place = temporaryFolder();
  put(place.join('Procfile'));
  const read = await readImport(place.join('Procfile'));
  expect(read.ok ? '' : describeFailure(read.error)).toContain(`${why}.`);
});

test('Stop settles a start that has no process yet, and does not wait for what that waits for', async () => {
  const world = new CliWorld(hosts, cli);
  world.setVariable('SHELL', world.write('slow.sh', '#!/bin/sh\nsleep 1000\n'));
  world.define({ a: { command: ['true'], restart: 'always' } });
  const connection = await world.connect();
  const started = connection.client.ask('task/start', { name: 'a' });
  await untilTask(connection, 'a', ({ status }) => status.kind === 'starting');
  expect(await connection.client.ask('task/stop', { name: 'a' })).toMatchObject({ ok: true });
  await started;
  expect(world.events).not.toContain('environment-read');
  const { runs } = await untilTask(connection, 'a', ({ status }) => status.kind === 'stopped');
  expect(runs).toMatchObject([{ outcome: { kind: 'stopped' } }]);
  await connection.close();
  await world.end();
  world[Symbol.dispose]();
});
