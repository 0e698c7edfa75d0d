import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { BackgroundWorld, HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';

const programs = new HostPrograms();

afterAll(() => {
  programs[Symbol.dispose]();
});

// What a client may rely upon, whichever side of a wire its host is on.
describe.each([
  ['in memory', (world: BackgroundWorld) => world.open()],
  ['over a socket', (world: BackgroundWorld) => world.connect()],
])('a client of a host %s', (_where, connect) => {
  let world: BackgroundWorld;
  let connection: ExecutorConnection;

  beforeEach(async () => {
    world = new BackgroundWorld(programs);
    world.write('say.sh', '#!/bin/sh\necho "said by $EXECUTOR_TASK"\nexit "${1:-0}"\n');
    world.define({
      say: { script: 'say.sh', restart: 'never' },
      loop: { command: ['sleep', '1000'], restart: 'never' },
      daily: { script: 'say.sh', every: '1 day', start: '2026-01-01T09:00:00', timezone: 'Asia/Tokyo' },
    });
    connection = await connect(world);
  });

  afterEach(async () => {
    await connection.close();
    await world.end();
    world[Symbol.dispose]();
  });

  test('sees everything at once, then what changes', async () => {
    const { client } = connection;
    expect(client.executor).toMatchObject({
      file: { kind: 'valid' },
      tasks: [
        { name: 'say', status: { kind: 'stopped' } },
        { name: 'loop', status: { kind: 'stopped' } },
        { name: 'daily', schedule: { kind: 'paused', timeZone: 'Asia/Tokyo' } },
      ],
    });
    expect(await client.ask('task/start', { name: 'loop' })).toEqual({ ok: true, value: {} });
    await untilTask(connection, 'loop', ({ status }) => status.kind === 'running');
    expect(await client.ask('task/stop', { name: 'loop' })).toEqual({ ok: true, value: null });
    const { runs } = await untilTask(connection, 'loop', ({ status }) => status.kind === 'stopped');
    expect(runs).toMatchObject([{ trigger: 'manual', outcome: { kind: 'stopped', exit: { signal: 'SIGTERM' } } }]);
  });

  test('is answered with what it asked for: a next run, runs, an environment, one answer for each task', async () => {
    const { client } = connection;
    expect(await client.ask('task/start', { name: 'daily' })).toMatchObject({
      ok: true,
      value: { next: { timeZone: 'Asia/Tokyo' } },
    });
    await client.ask('task/runNow', { name: 'say', args: ['3'], beside: false });
    await untilTask(connection, 'say', ({ runs }) => runs[0]?.endedAt !== undefined);
    expect(await client.history(5, 'say')).toMatchObject({
      ok: true,
      value: [{ args: ['3'], outcome: { kind: 'failed', exit: { code: 3 } } }],
    });
    const environment = await client.ask('task/environment', { name: 'say' });
    expect(environment.ok && environment.value.find(({ name }) => name === 'EXECUTOR_TASK')).toMatchObject({
      value: 'say',
    });
    expect(await client.ask('task/stopAll', {})).toEqual({
      ok: true,
      value: [
        { name: 'say', kind: 'not-running' },
        { name: 'loop', kind: 'not-running' },
        { name: 'daily', kind: 'paused' },
      ],
    });
  });

  test('is told what cannot be done, with the reason and the sentence', async () => {
    const { client } = connection;
    expect(await client.ask('task/start', { name: 'nobody' })).toMatchObject({
      ok: false,
      error: { reason: 'no-such-task', message: expect.stringContaining('There is no task "nobody".') as string },
    });
    expect(await client.ask('task/rename', { name: 'say', newName: 'LOOP' })).toMatchObject({
      ok: false,
      error: { reason: 'name-taken' },
    });
    expect(await client.ask('task/signal', { name: 'say', signal: 'SIGHUP' })).toMatchObject({
      ok: false,
      error: { reason: 'task-not-running' },
    });
  });

  test('edits the task file, and sees what became of it', async () => {
    const { client } = connection;
    await client.ask('task/add', { tasks: [{ name: 'more', script: 'say.sh', restart: 'never' }] });
    await client.ask('task/rename', { name: 'more', newName: 'less' });
    await client.ask('task/duplicate', { name: 'less', newName: 'copy' });
    await client.ask('task/remove', { name: 'less', deleteLogs: true });
    expect(client.executor.tasks.map(({ name }) => name)).toEqual(['say', 'loop', 'daily', 'copy']);
  });

  test('saves fields and a new name together, and is told what could run a script', async () => {
    const { client } = connection;
    const changes = [{ field: 'script', value: 'say.sh' }];
    await client.ask('task/save', { name: 'saved', isNew: true, changes });
    const more = [{ field: 'timeout', value: '1 hour' }];
    expect(
      await client.ask('task/save', { name: 'saved', isNew: false, newName: 'loop', changes: more }),
    ).toMatchObject({
      ok: false,
      error: { reason: 'name-taken' },
    });
    const text = '{ "tasks": { "x": { "script": "say.sh", "interpreter": "nothing" } } }';
    expect(await client.ask('task/interpreters', { name: 'x', text })).toMatchObject({
      ok: true,
      value: { all: expect.arrayContaining([{ argv: [expect.any(String)], where: 'found on PATH' }]) as unknown },
    });
    expect(await client.ask('task/interpreters', { name: 'y', text })).toMatchObject({
      ok: false,
      error: { reason: 'no-such-task' },
    });
    expect(
      await client.ask('task/save', { name: 'saved', isNew: false, newName: 'kept', changes: more }),
    ).toMatchObject({
      ok: true,
    });
    expect(client.executor.tasks.map(({ name }) => name)).toContain('kept');
    await client.ask('task/remove', { name: 'kept', deleteLogs: true });
  });

  test('follows a log from its last lines on, and turns away from it', async () => {
    const { client } = connection;
    await client.ask('task/start', { name: 'say' });
    await untilTask(connection, 'say', ({ runs }) => runs[0]?.endedAt !== undefined);
    let text = '';
    let hear: (() => void) | undefined;
    const following = client.followLog({ kind: 'task', name: 'say' }, 100, (piece) => {
      text += piece;
      hear?.();
    });
    const until = (words: string): Promise<void> =>
      new Promise((resolve) => {
        hear = () => {
          if (text.includes(words)) resolve();
        };
        hear();
      });
    await until('said by say');
    text = '';
    await client.ask('task/start', { name: 'say' });
    await until('said by say');
    following.dispose();
  });
});
