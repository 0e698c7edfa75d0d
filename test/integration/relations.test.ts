import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { HostWorld, stopEverything, untilTask } from '../support/hostWorld.ts';
import { fixture } from '../support/launchBench.ts';
import { waitUntil } from '../support/waitFor.ts';

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

async function open(tasks: Readonly<Record<string, unknown>>): Promise<ExecutorConnection> {
  world.define(tasks);
  connection = await world.open();
  return connection;
}

const api = { command: ['sleep', '1000'], after: [{ task: 'db', condition: 'ready' }] };

/** Resolves when a task is in this status. */
function untilKind(opened: ExecutorConnection, name: string, kind: string): Promise<unknown> {
  return untilTask(opened, name, ({ status }) => status.kind === kind);
}

describe('a task that waits until another is ready', () => {
  test('goes on when a line of its log says so, which the header of that log does not', async () => {
    const gate = world.join('gate');
    const opened = await open({
      db: {
        command: [
          'sh',
          '-c',
          `echo starting; while [ ! -e '${gate}' ]; do sleep 0.02; done; echo 'listening on 80'; exec sleep 1000`,
        ],
        ready: { log: '/^listening on \\d+$/' },
      },
      api,
    });
    expect(await opened.client.ask('task/start', { name: 'api' })).toMatchObject({
      ok: true,
      value: { first: ['db'] },
    });
    await untilKind(opened, 'db', 'running');
    await untilTask(opened, 'api', ({ status }) => status.kind === 'waiting' && status.for?.join() === 'db');
    writeFileSync(gate, '');
    await untilKind(opened, 'api', 'running');
  });

  test('goes on when a port accepts', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    await new Promise((resolve) => server.close(resolve));
    const opened = await open({ db: { command: ['sleep', '1000'], ready: { port } }, api });
    await opened.client.ask('task/start', { name: 'api' });
    await untilKind(opened, 'db', 'running');
    await untilKind(opened, 'api', 'waiting');
    const listening = createServer();
    await new Promise<void>((resolve) => {
      listening.listen(port, '127.0.0.1', resolve);
    });
    await untilKind(opened, 'api', 'running');
    await new Promise((resolve) => listening.close(resolve));
  });

  test('goes on when a command succeeds, whose words are in no log', async () => {
    const gate = world.join('gate');
    const opened = await open({
      db: {
        command: ['sleep', '1000'],
        ready: { command: ['sh', '-c', `echo asked; test -e "$GATE"`] },
        env: { GATE: gate },
      },
      api,
    });
    await opened.client.ask('task/start', { name: 'api' });
    await untilKind(opened, 'db', 'running');
    writeFileSync(gate, '');
    await untilKind(opened, 'api', 'running');
    const [run] = opened.client.executor.tasks.find(({ name }) => name === 'db')?.runs ?? [];
    expect(readFileSync(run?.logPath ?? '', 'utf8')).not.toContain('asked');
  });

  test('waits no more when it is stopped, and is told when that is late', async () => {
    const opened = await open({
      db: { command: ['sleep', '1000'], ready: { log: 'never said', timeout: '300 ms' } },
      api,
      other: { ...api },
    });
    await opened.client.ask('task/start', { name: 'other' });
    await opened.client.ask('task/start', { name: 'api' });
    await opened.client.ask('task/stop', { name: 'other' });
    const blocked = await untilTask(opened, 'api', ({ status }) => status.kind === 'blocked');
    expect(blocked.status).toMatchObject({
      failure: {
        reason: 'dependency-failed',
        why: 'was not ready 300 ms after its start (its log does not contain "never said")',
      },
    });
    await untilKind(opened, 'other', 'stopped');
    expect(opened.client.executor.tasks.find(({ name }) => name === 'other')?.runs).toEqual([]);
  });
});

test('the end of a run makes another run, which knows what made it', async () => {
  const told = world.join('told');
  const opened = await open({
    first: { command: [fixture('exitWith.sh'), '3'], restart: 'never', onFailure: 'second' },
    second: { command: ['sh', '-c', `env | grep ^EXECUTOR_CAUSE_ | sort > '${told}'`], restart: 'never' },
  });
  await opened.client.ask('task/start', { name: 'first' });
  await untilTask(opened, 'second', ({ runs }) => runs[0]?.endedAt !== undefined);
  const [cause] = opened.client.executor.tasks[0]?.runs ?? [];
  expect(readFileSync(told, 'utf8').trim().split('\n')).toEqual([
    'EXECUTOR_CAUSE_EXIT_CODE=3',
    `EXECUTOR_CAUSE_LOG=${cause?.logPath ?? ''}`,
    'EXECUTOR_CAUSE_OUTCOME=failed',
    `EXECUTOR_CAUSE_RUN_ID=${cause?.id ?? ''}`,
    'EXECUTOR_CAUSE_TASK=first',
  ]);
  const [run] = opened.client.executor.tasks[1]?.runs ?? [];
  expect(run).toMatchObject({ trigger: 'chained', cause: { task: 'first', outcome: 'failed' } });
  await waitUntil(() => readFileSync(run?.logPath ?? '', 'utf8').includes('succeeded'), 'the footer is there');
  expect(readFileSync(run?.logPath ?? '', 'utf8')).toContain(`after    first, failed, run ${cause?.id ?? ''}`);
});
