import { afterEach, expect, test } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ExecutorChange } from '../../../src/core/executor.ts';
import { err, ok } from '../../../src/base/result.ts';
import { ExecutorServer } from '../../../src/host/executorServer.ts';
import type { ExecutorService } from '../../../src/host/executorService.ts';
import { inMemoryChannel } from '../../../src/host/inMemoryChannel.ts';
import type { Notice } from '../../../src/model/notice.ts';
import type { ExecutorView, TaskView } from '../../../src/model/taskView.ts';
import { ExecutorClient } from '../../../src/protocol/executorClient.ts';

const task: TaskView = {
  name: 'a',
  status: { kind: 'stopped' },
  script: 'a.sh',
  commandLine: 'a.sh',
  isUndefined: false,
  runs: [],
  hasMoreRuns: false,
  leftovers: 0,
  schedule: { kind: 'none' },
  extraRuns: 0,
  isChanged: false,
  isMuted: false,
  secrets: [],
  hasUnseenFailure: false,
};
const view: ExecutorView = { id: 'x1', file: { kind: 'valid' }, tasks: [task] };
const opened: { dispose(): void }[] = [];

afterEach(() => {
  for (const item of opened.splice(0)) item.dispose();
});

function serve(overrides: Partial<ExecutorService> = {}) {
  const changed = new Emitter<ExecutorChange>();
  const noticed = new Emitter<Notice>();
  const followed: { onText: (text: string) => Promise<void>; isOpen: boolean }[] = [];
  const service: ExecutorService = {
    onDidChange: changed.event,
    onDidNotice: noticed.event,
    takeSummary: () => undefined,
    applySettings: () => undefined,
    putSecrets: () => undefined,
    refreshEnvironment: () => Promise.resolve(undefined),
    runNow: () => Promise.resolve(ok(undefined)),
    stopRun: () => Promise.resolve(ok(undefined)),
    pauseSchedule: () => Promise.resolve(ok(undefined)),
    pauseAll: () => Promise.resolve(ok([])),
    resumeAll: () => Promise.resolve(ok([])),
    signal: () => Promise.resolve(ok(undefined)),
    rename: () => Promise.resolve(ok(undefined)),
    duplicate: () => Promise.resolve(ok(undefined)),
    forget: () => Promise.resolve(ok(undefined)),
    mute: () => Promise.resolve(ok(undefined)),
    markAllSeen: () => undefined,
    environment: () => Promise.resolve(ok([])),
    view: () => view,
    start: () => Promise.resolve(ok(undefined)),
    stop: () => Promise.resolve(ok(undefined)),
    restart: () => Promise.resolve(ok(undefined)),
    startAll: () => Promise.resolve(ok([])),
    stopAll: () => Promise.resolve(ok([])),
    runs: () => [],
    add: () => Promise.resolve(ok(undefined)),
    remove: () => Promise.resolve(ok(undefined)),
    markSeen: () => undefined,
    followLog: (_source, _lines, onText) => {
      const log = { onText, isOpen: true };
      followed.push(log);
      return {
        dispose: () => {
          log.isOpen = false;
        },
      };
    },
    ...overrides,
  };
  const ends = inMemoryChannel();
  const server = new ExecutorServer(ends.host, service);
  const client = new ExecutorClient(ends.client);
  opened.push(client, server);
  return { changed, client, ends, followed };
}

test('attaching answers everything, and changes follow', async () => {
  const { changed, client } = serve();
  expect(await client.attach()).toEqual({ ok: true, value: view });
  const change = new Promise((resolve) => client.onDidChange(resolve));
  const running: TaskView = { ...task, status: { kind: 'running', since: 5, pid: 7 } };
  changed.fire({ kind: 'task', task: running });
  expect(await change).toEqual({ kind: 'task', task: running });
  expect(client.executor.tasks).toEqual([running]);
});

test('a failure arrives with its reason and its sentence', async () => {
  const { client } = serve({ start: () => Promise.resolve(err({ reason: 'no-such-task', task: 'b' })) });
  expect(await client.startTask('b')).toEqual({
    ok: false,
    error: {
      reason: 'no-such-task',
      message: 'There is no task "b". It may have been removed or renamed; look at the list of tasks.',
    },
  });
});

test('a request that does not fit its schema costs nothing but its own answer', async () => {
  const { client, ends } = serve();
  await client.attach();
  await expect(ends.client.sendRequest('task/start', { name: 7 })).rejects.toThrow('task/start');
  expect(await client.startTask('a')).toEqual({ ok: true, value: {} });
});

test('a client that speaks another version is told so', async () => {
  const { ends } = serve();
  await expect(ends.client.sendRequest('executor/attach', { protocolVersion: 99 })).rejects.toThrow('version 99');
});

test('a bug in the host is answered, not lost', async () => {
  const { client } = serve({ stop: () => Promise.reject(new Error('internal: oops')) });
  expect(await client.stopTask('a')).toMatchObject({ ok: false, error: { reason: 'internal' } });
});

test('a log is followed until the client turns away', async () => {
  const { client, followed } = serve();
  const texts: string[] = [];
  const following = client.followLog({ kind: 'task', name: 'a' }, 10, (text) => texts.push(text));
  await client.attach();
  await followed[0]?.onText('one\n');
  await client.attach();
  following.dispose();
  await client.attach();
  expect({ texts, isOpen: followed[0]?.isOpen }).toEqual({ texts: ['one\n'], isOpen: false });
});
