import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { schemaVersion } from '../../src/node/state/sqliteSchema.ts';
import { protocolVersion } from '../../src/protocol/messages.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import {
  type SaidOfFixture,
  type SaidRun,
  type SaidTask,
  saidOf,
  unpackFixture,
  unpackPrograms,
  type UpdateFixture,
  updateFixtures,
} from '../support/updateFixture.ts';
import { waitUntil } from '../support/waitFor.ts';
import { pidOf, untilEnded, untilRunning } from '../support/witnessWorld.ts';

/** The build that the source would be packed as now. */
const present = { version: manifest.version, stamp: Date.now() };
const older = temporaryFolder();
let world: CliWorld;

useCliWorld(
  (made) => {
    world = made;
  },
  { build: present },
);

afterAll(() => {
  older[Symbol.dispose]();
});

const connect = (): Promise<ExecutorConnection> => world.connect(present);

/** The tasks that go on under a host of any build. */
const tasks = {
  loop: { command: ['sleep', '1000'], restart: 'always' },
  soon: { command: ['sh', '-c', 'while [ ! -e go ]; do sleep 0.05; done; exit 7'], restart: 'never' },
};

/** The command of a fixture's build. */
function commandOf(fixture: UpdateFixture): string {
  const folder = older.join(fixture.name);
  unpackPrograms(fixture, folder);
  return path.join(folder, 'cli.mjs');
}

describe.each(updateFixtures())('an update from $name', (fixture) => {
  /** Opens what the fixture's build has left, a second later. */
  async function open(): Promise<{ readonly connection: ExecutorConnection; readonly said: SaidOfFixture }> {
    unpackFixture(fixture, world);
    return openUnpacked();
  }

  async function openUnpacked(): Promise<{ readonly connection: ExecutorConnection; readonly said: SaidOfFixture }> {
    world.setClock(fixture.made.madeAt + 1_000);
    return { connection: await connect(), said: saidOf(fixture, world) };
  }

  const list = (): Promise<SaidOfFixture['list']> => world.json('list');
  const history = (): Promise<SaidOfFixture['history']> => world.json('history', '-n', '1000');

  test('loses no run and no occurrence; what had run when the machine went down is interrupted', async () => {
    const { connection, said } = await open();
    const old = new Set(said.history.runs.map(({ id }) => id));
    const now = await history();
    const settled = said.history.runs.map((run): object =>
      run.outcome === null ? { ...run, outcome: 'interrupted', endedAt: expect.any(String) as string } : run,
    );
    const kept = now.runs.filter(({ id }) => old.has(id));
    expect(kept).toHaveLength(settled.length);
    expect(kept).toMatchObject(settled);
    expect(now.skipped).toMatchObject(said.history.skipped);
    expect(new Set(said.history.runs.map(({ outcome }) => outcome))).toEqual(
      new Set(['succeeded', 'failed', 'timed-out', 'stopped', 'start-failed', null]),
    );
    expect(new Set(said.history.runs.map(({ trigger }) => trigger))).toEqual(
      new Set(['manual', 'autostart', 'dependency', 'chained', 'restart', 'schedule', 'catch-up']),
    );
    await connection.close();
  });

  test('keeps every log, and the log of the executor', async () => {
    unpackFixture(fixture, world);
    const before = new Map(logsOf(saidOf(fixture, world)).map((file) => [file, readFileSync(file, 'utf8')]));
    const journal = readFileSync(world.journal, 'utf8');
    const { connection, said } = await openUnpacked();
    for (const [file, text] of before) expect(readFileSync(file, 'utf8').startsWith(text), file).toBe(true);
    expect(readFileSync(world.journal, 'utf8').startsWith(journal)).toBe(true);
    const withArguments = said.history.runs.find(({ task }) => task === 'fine');
    const shown = await world.call('logs', 'fine', '--run', withArguments?.id ?? '');
    expect(shown).toMatchObject({ exit: 0, stdout: expect.stringContaining('fine one two words\n') as string });
    await connection.close();
  });

  test('keeps what was wanted of each task, and when each is due next', async () => {
    const { connection, said } = await open();
    const { tasks: now } = await list();
    const facts = ({ desired, name, nextRun, schedule }: SaidTask): object => ({ name, desired, schedule, nextRun });
    expect(now.map(facts)).toEqual(said.list.tasks.map(facts));
    const interrupted = new Set(said.history.runs.filter(({ outcome }) => outcome === null).map((run) => run.task));
    const flags = ({ flags: raised, name }: SaidTask): object => ({
      name,
      flags: raised.filter((flag) => !news.has(flag) && !(flag === 'failed' && interrupted.has(name))),
    });
    expect(now.map(flags)).toEqual(said.list.tasks.map(flags));
    await connection.close();
  });

  test('starts again what was to run, and makes up for what is owed', { tags: ['long'] }, async () => {
    const { connection, said } = await open();
    for (const name of ['loop', 'web', 'base']) await untilRunning(connection, name);
    expect(task(connection, 'retried').status).toMatchObject({ kind: 'backing-off', retry: { number: 1, of: 2 } });
    const earlier = new Set(said.history.runs.map(({ id }) => id));
    world.setClock(fixture.made.madeAt + 20_000);
    const drain = await untilTask(connection, 'drain', ({ status }) => status.kind === 'running');
    expect(drain.runs[0]).toMatchObject({ trigger: 'catch-up' });
    expect(earlier.has(drain.runs[0]?.id ?? '')).toBe(false);
    await connection.close();
  });

  test('asks once whether what started by itself may go on to do so, unless that was answered', async () => {
    const { connection } = await open();
    const wasAnswered = fixture.made.schema >= firstWithApprovals;
    if (!wasAnswered) {
      const dev = await untilTask(connection, 'dev', ({ status }) => status.kind === 'blocked');
      expect(dev).toMatchObject({ approval: 'missing', status: { failure: { reason: 'not-approved' } } });
      const approved = await world.call('approve', 'dev', '--yes');
      expect(approved.stdout).toMatch(/autoStart: true\n.*Approved: dev starts automatically\n$/s);
    }
    await untilRunning(connection, 'dev');
    expect((await world.call('approve', 'dev', '--yes')).stdout).toBe('Already approved: dev\n');
    await connection.close();
  });

  test('takes over a run that lives, and knows how it has ended', async () => {
    const command = commandOf(fixture);
    world.define(tasks);
    expect((await world.callOf(command, 'start', 'loop', 'soon')).exit).toBe(0);
    const { tasks: before } = JSON.parse(
      (await world.callOf(command, 'list', '--json')).stdout,
    ) as SaidOfFixture['list'];
    const connection = await connect();
    expect(connection.facts).toMatchObject({ build: present, mode: 'background' });
    expect(pidOf(await untilRunning(connection, 'loop'))).toBe(before[0]?.pid);
    expect(pidOf(await untilRunning(connection, 'soon'))).toBe(before[1]?.pid);
    world.write('go', '');
    const soon = await untilEnded(connection, 'soon');
    expect(soon.runs[0]).toMatchObject({ outcome: { kind: 'failed', exit: { code: 7 } } });
    await connection.close();
  });

  test('knows how a run has ended that did so while no host lived', async () => {
    const command = commandOf(fixture);
    world.define(tasks);
    await world.callOf(command, 'start', 'soon');
    await world.killHost();
    world.write('go', '');
    await waitUntil(() => statuses().some((text) => text.includes('exit 7')), 'the script has ended');
    const connection = await connect();
    expect(task(connection, 'soon').runs).toMatchObject([{ outcome: { kind: 'failed', exit: { code: 7 } } }]);
    await connection.close();
  });

  test('lets an older window work beside a newer host, or tells it in a sentence which version it needs', async () => {
    const command = commandOf(fixture);
    world.define(tasks);
    const connection = await connect();
    await connection.client.ask('task/start', { name: 'loop' });
    const pid = pidOf(await untilRunning(connection, 'loop'));
    const listed = await world.callOf(command, 'list', '--json');
    const started = await world.callOf(command, 'start', 'soon');
    if (fixture.made.protocol === protocolVersion) {
      expect(JSON.parse(listed.stdout)).toMatchObject({ tasks: [{ name: 'loop', pid }, { name: 'soon' }] });
      expect(started).toMatchObject({ exit: 0, stdout: 'Starting soon\n' });
    } else {
      const needed = `The tasks of this folder are looked after by Executor ${present.version}, which this version (${fixture.made.build.version}) does not understand. Update Executor here.\n`;
      expect(listed).toMatchObject({ exit: 4, stderr: needed });
      expect(started).toMatchObject({ exit: 4, stderr: needed });
    }
    expect(pidOf(task(connection, 'loop'))).toBe(pid);
    expect(world.hostPids).toEqual([connection.facts?.pid]);
    await connection.close();
  });

  test('lets a newer window work beside an older host that cannot make room, or says which version is needed', async () => {
    const command = commandOf(fixture);
    world.define(tasks);
    const up = world.beginOf(command, 'up');
    await up.until((text) => text.includes('looks after'));
    const listed = await world.call('list', '--json');
    const started = await world.call('start', 'loop');
    if (fixture.made.protocol === protocolVersion) {
      expect(JSON.parse(listed.stdout)).toMatchObject({ host: { mode: 'foreground' }, tasks: [{ name: 'loop' }, {}] });
      expect(started).toMatchObject({ exit: 0, stdout: 'Starting loop\n' });
    } else {
      const needed = `Executor ${fixture.made.build.version} manages the tasks of this folder and does not understand this version (${present.version}). Update Executor where it was started, or close that window.\n`;
      expect(listed).toMatchObject({ exit: 4, stderr: needed });
      expect(started).toMatchObject({ exit: 4, stderr: needed });
    }
    up.child.kill('SIGTERM');
    expect((await up.ended).exit).toBe(0);
  });

  test('can be gone back from, or says in a sentence what is needed; then the newer build finds everything', async () => {
    const command = commandOf(fixture);
    world.write('fine.sh', '#!/bin/sh\necho "fine $*"\n');
    const { connection } = await open();
    await connection.client.shutDownHost(true);
    await connection.close();
    await waitUntil(() => world.hostPids.length === 0, 'the host has gone');
    const before = await history();
    const back = await world.callOf(command, 'history', '--json', '-n', '1000');
    const started = await world.callOf(command, 'start', 'fine');
    const asNew = fixture.made.schema >= firstWithNeededVersion ? ` to ${present.version} or newer` : '';
    const needed = `${path.join(world.stateFolder, 'executor.db')} was written by a newer Executor (format ${String(schemaVersion)}, this one knows ${String(fixture.made.schema)}). Update Executor${asNew}.\n`;
    if (fixture.made.schema === schemaVersion) {
      expect((JSON.parse(back.stdout) as SaidOfFixture['history']).runs).toMatchObject(before.runs);
    } else expect(back).toMatchObject({ exit: 1, stderr: needed });
    // With the same protocol it starts the host of the newer build, which is there.
    if (fixture.made.protocol === protocolVersion) {
      expect(started).toMatchObject({ exit: 0, stdout: 'Starting fine\n' });
    } else expect(started).toMatchObject({ exit: 1, stderr: needed });
    const again = await connect();
    const ids = (runs: readonly SaidRun[]): readonly string[] => runs.map(({ id }) => id);
    expect(ids((await history()).runs)).toEqual(expect.arrayContaining([...ids(before.runs)]));
    await again.close();
  });
});

/** The schema with which approvals came. */
const firstWithApprovals = 9;

/** The schema of the first build kept here that reads which version a newer state needs. */
const firstWithNeededVersion = 11;

/** What older builds did not say of a task. */
const news: ReadonlySet<string> = new Set(['not-approved']);

function task({ client }: ExecutorConnection, name: string): ExecutorConnection['client']['executor']['tasks'][number] {
  const found = client.executor.tasks.find((each) => each.name === name);
  if (!found) throw new Error(`there is no task ${name}`);
  return found;
}

function logsOf({ history }: SaidOfFixture): readonly string[] {
  return history.runs.map(({ log }) => log);
}

function statuses(): readonly string[] {
  const folder = path.join(world.stateFolder, 'runs');
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
}
