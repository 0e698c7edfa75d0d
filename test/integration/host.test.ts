import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectOwned, connectReadOnly, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import { hasLiveHost } from '../../src/host/places/attach.ts';
import type { ExecutorFailure } from '../../src/model/failure.ts';
import type { TaskView } from '../../src/model/view/taskView.ts';
import { expectNoLeftovers, processesWith } from '../support/leftovers.ts';
import { attachOptions, aWindow } from '../support/aClient.ts';
import { attached } from '../support/hostWorld.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { waitForText } from '../support/waitFor.ts';

const loop = 'echo "$GREETING from $EXECUTOR_TASK"\nwhile :; do sleep 1; done\n';

/** A workspace with state of its own, whose runs carry a token that finds them wherever they are. */
class World implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  readonly token = `EXECUTOR_HOST_TEST_${crypto.randomUUID()}`.replaceAll('-', '_');
  readonly workspace = this.folder.join('ws');

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(`${this.workspace}/.vscode`, { recursive: true });
    mkdirSync(this.folder.join('run'));
    for (const [name, text] of Object.entries(files)) writeFileSync(`${this.workspace}/${name}`, text);
  }

  get stateFolder(): string {
    return this.folder.join('state', 'executor');
  }

  get environment() {
    return {
      PATH: process.env['PATH'],
      XDG_STATE_HOME: this.folder.join('state'),
      XDG_RUNTIME_DIR: this.folder.join('run'),
      TOKEN: this.token,
      GREETING: 'hello',
    };
  }

  async open(): Promise<ExecutorConnection> {
    return attached(await connectOwned(attachOptions(this.workspace, this.environment)));
  }

  logs(task: string): readonly string[] {
    const folder = `${this.workspace}/.executor/logs/${task}`;
    return existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];
  }

  noLeftovers(): Promise<void> {
    return expectNoLeftovers(`TOKEN=${this.token}`);
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** Resolves when a task looks as wanted; asks after every change. */
function until({ client }: ExecutorConnection, name: string, isWanted: (task: TaskView) => boolean): Promise<TaskView> {
  return new Promise((resolve) => {
    const look = (): void => {
      const task = client.executor.tasks.find((known) => known.name === name);
      if (!task || !isWanted(task)) return;
      subscription.dispose();
      resolve(task);
    };
    const subscription = client.onDidChange(look);
    look();
  });
}

test('a task is started, followed while it runs, and stopped, through the client alone', async () => {
  using world = new World({
    'loop.sh': loop,
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }',
  });
  const connection = await world.open();
  const { client } = connection;
  expect(await client.ask('task/start', { name: 'loop' })).toEqual({ ok: true, value: {} });

  const line = new Promise<void>((resolve) => {
    let text = '';
    client.followLog({ kind: 'task', name: 'loop' }, 100, (piece) => {
      text += piece;
      if (text.includes('hello from loop')) resolve();
    });
  });
  await line;
  expect((await until(connection, 'loop', ({ status }) => status.kind === 'running')).runs[0]?.logPath).toBe(
    world.logs('loop')[0],
  );

  expect(await client.ask('task/stop', { name: 'loop' })).toEqual({ ok: true, value: null });
  const stopped = await until(connection, 'loop', ({ status }) => status.kind === 'stopped');
  expect(stopped.runs[0]?.outcome).toEqual({ kind: 'stopped', exit: { signal: 'SIGTERM' } });
  const [log = ''] = world.logs('loop');
  await waitForText(log, (text) => text.includes('── executor: stopped'));
  await world.noLeftovers();
  await connection.close();
});

test('an owner that closes stops its runs, with their footer, and the next one remembers them', async () => {
  using world = new World({
    'loop.sh': loop,
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }',
  });
  const first = await world.open();
  await first.client.ask('task/start', { name: 'loop' });
  await first.close();
  await world.noLeftovers();
  expect(readFileSync(world.logs('loop')[0] ?? '', 'utf8')).toContain('── executor: stopped');

  const second = await world.open();
  expect(second.client.executor.tasks[0]).toMatchObject({
    status: { kind: 'stopped' },
    hasUnseenFailure: false,
    runs: [{ outcome: { kind: 'stopped', exit: { signal: 'SIGTERM' } } }],
  });
  await second.close();
});

test('a second owner is refused and told who it is, shows the definitions, and can follow when the first has closed', async () => {
  using world = new World({ '.vscode/executor.json': '{ "tasks": { "a": { "command": ["true"] } } }' });
  const first = await world.open();
  const options = attachOptions(world.workspace, world.environment);
  const refused = await connectOwned(options);
  const why: ExecutorFailure = { reason: 'held-elsewhere', pid: process.pid, where: undefined };
  expect(refused).toEqual({ ok: false, error: why });
  expect(await hasLiveHost(options)).toBe(true);

  const reader = await connectReadOnly({ ...options, why }, aWindow);
  await reader.client.attach();
  expect(reader.client.executor.tasks).toMatchObject([{ name: 'a', status: { kind: 'elsewhere' } }]);
  expect(await reader.client.ask('task/start', { name: 'a' })).toMatchObject({
    ok: false,
    error: {
      reason: 'held-elsewhere',
      message: expect.stringContaining(`Managed by another process (pid ${String(process.pid)})`) as string,
    },
  });
  await reader.close();

  await first.close();
  expect(await hasLiveHost(options)).toBe(false);
  const second = await world.open();
  await second.close();
});

test('while no host looks after a folder, its runs and their logs are shown, and a live one is seen to end', async () => {
  using world = new World({
    'a.sh': 'echo from a\n',
    'wait.sh': 'while [ ! -e go ]; do sleep 0.05; done\n',
    '.vscode/executor.json':
      '{ "tasks": { "a": { "script": "a.sh", "restart": "never" }, "wait": { "script": "wait.sh", "restart": "never" }, "due": { "command": ["true"], "every": "1 hour" } } }',
  });
  const first = await world.open();
  await first.client.ask('task/start', { name: 'a' });
  await first.client.ask('task/start', { name: 'wait' });
  await first.client.ask('task/start', { name: 'due' });
  await until(first, 'a', ({ runs }) => runs[0]?.outcome?.kind === 'succeeded');
  await first.close({ leavesRuns: true });

  const reader = await connectReadOnly(
    { ...attachOptions(world.workspace, world.environment), why: { reason: 'no-host' } },
    aWindow,
  );
  await reader.client.attach();
  const { client } = reader;
  expect(client.executor.tasks).toMatchObject([
    { name: 'a', status: { kind: 'stopped' }, runs: [{ outcome: { kind: 'succeeded' } }] },
    { name: 'wait', status: { kind: 'running' } },
    // Nothing is due while nobody is there to start it.
    { name: 'due', status: { kind: 'stopped' }, schedule: { kind: 'paused' } },
  ]);
  expect(await client.history(10, 'a')).toMatchObject({ ok: true, value: [{ task: 'a' }] });
  let text = '';
  await new Promise<void>((resolve) => {
    client.followLog({ kind: 'task', name: 'a' }, 100, (more) => {
      text += more;
      if (text.includes('executor: ended')) resolve();
    });
  });
  expect(text).toContain('from a');
  writeFileSync(`${world.workspace}/go`, '');
  await until(reader, 'wait', ({ status }) => status.kind === 'stopped');
  await reader.close();
  const second = await world.open();
  // The script has ended, and its shim may live a moment longer.
  await until(second, 'wait', ({ status }) => status.kind === 'stopped');
  expect(await second.client.history(10, 'wait')).toMatchObject({ value: [{ outcome: { kind: 'succeeded' } }] });
  await second.close();
});

test('adding, editing by hand and removing take effect at once and keep comments', async () => {
  using world = new World({ 'a.sh': 'echo a\n', '.vscode/executor.json': '{\n  // mine\n  "tasks": {}\n}\n' });
  const file = `${world.workspace}/.vscode/executor.json`;
  const connection = await world.open();
  const { client } = connection;
  await client.ask('task/add', { tasks: [{ name: 'a', script: 'a.sh', restart: 'never' }] });
  expect(readFileSync(file, 'utf8')).toContain('// mine');
  await client.ask('task/start', { name: 'a' });
  await until(connection, 'a', ({ runs }) => runs[0]?.outcome?.kind === 'succeeded');

  writeFileSync(file, readFileSync(file, 'utf8').replace('"a":', '"b":'));
  await until(connection, 'b', () => true);
  expect(client.executor.tasks.map(({ name }) => name)).toEqual(['b']);

  expect(await client.ask('task/remove', { name: 'b', deleteLogs: true })).toEqual({ ok: true, value: null });
  expect(client.executor.tasks).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain('// mine');
  await connection.close();
});

test('the executor tells what it decided in a log of its own', async () => {
  using world = new World({ '.vscode/executor.json': '{ "tasks": { "ghost": { "script": "ghost.py" } } }' });
  const connection = await world.open();
  const { client } = connection;
  const told = new Promise<string>((resolve) => {
    let text = '';
    client.followLog({ kind: 'executor' }, 100, (piece) => {
      text += piece;
      if (text.includes('ghost.py')) resolve(text);
    });
  });
  expect(await client.ask('task/start', { name: 'ghost' })).toMatchObject({
    ok: false,
    error: { reason: 'script-missing' },
  });
  expect(await told).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[warning\] ghost: The script "ghost.py" was not found at /m,
  );
  const [log = ''] = world.logs('ghost');
  await waitForText(log, (text) => text.includes('was not found at'));
  await connection.close();
});

test('an owner whose database was replaced starts nothing more, says so, and leaves its runs alone', async () => {
  using world = new World({
    'loop.sh': loop,
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh" }, "other": { "command": ["true"] } } }',
  });
  const connection = await world.open();
  await connection.client.ask('task/start', { name: 'loop' });
  const lost = new Promise<void>((resolve) => connection.onDidEnd(resolve));
  const [state = ''] = readdirSync(world.stateFolder);
  const database = `${world.stateFolder}/${state}/executor.db`;
  renameSync(database, `${database}.moved`);
  writeFileSync(database, '');

  expect(await connection.client.ask('task/start', { name: 'other' })).toMatchObject({
    ok: false,
    error: { reason: 'state-replaced' },
  });
  await lost;
  await connection.close();
  const alive = processesWith(`TOKEN=${world.token}`);
  expect(alive.length).toBeGreaterThan(0);
  for (const pid of alive) process.kill(pid, 'SIGKILL');
  await world.noLeftovers();
});
