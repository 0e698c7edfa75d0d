import { afterEach, expect, test } from 'vitest';
import { ErrorCodes } from 'vscode-jsonrpc';
import type { Disposable } from '../../../../src/base/disposable.ts';
import { Emitter } from '../../../../src/base/emitter.ts';
import type { ExecutorChange } from '../../../../src/core/tasks/announcer.ts';
import { err, ok } from '../../../../src/base/result.ts';
import { ExecutorServer } from '../../../../src/host/serve/executorServer.ts';
import type { ExecutorService } from '../../../../src/host/serve/executorService.ts';
import { type AdmittedClient, type HostControl, noHost } from '../../../../src/host/serve/hostControl.ts';
import { inMemoryChannel } from '../../../../src/host/serve/inMemoryChannel.ts';
import { defaultHostSettings } from '../../../../src/model/host/hostSettings.ts';
import type { Skipped } from '../../../../src/model/schedule/skipped.ts';
import type { ExecutorView, HistoryRun, TaskView } from '../../../../src/model/view/taskView.ts';
import { ExecutorClient } from '../../../../src/protocol/executorClient.ts';
import { protocolVersion } from '../../../../src/protocol/messages.ts';
import { refuseAll, type Verbs } from '../../../../src/protocol/verbs.ts';
import { aWindow } from '../../../support/aClient.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const task: TaskView = {
  name: 'a',
  status: { kind: 'stopped' },
  desired: 'down',
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
  isAutoStart: false,
  hasUnseenFailure: false,
};
const view: ExecutorView = { id: 'x1', file: { kind: 'valid' }, tasks: [task] };
const opened: { dispose(): void }[] = [];

afterEach(() => {
  for (const item of opened.splice(0)) item.dispose();
});

function serve(verbs: Partial<Verbs> = {}) {
  const changed = new Emitter<ExecutorChange>();
  const followed: { onText: (text: string) => Promise<void>; isOpen: boolean }[] = [];
  const service: ExecutorService = {
    onDidChange: changed.event,
    takeSummary: () => undefined,
    settings: defaultHostSettings,
    view: () => view,
    verbs: {
      ...refuseAll({ reason: 'no-host' }),
      'task/start': () => ok({}),
      'task/stop': () => ok(undefined),
      ...verbs,
    },
    followLog: (_source, _lines, onText) => {
      const log = { onText, isOpen: true };
      followed.push(log);
      return {
        dispose: () => {
          log.isOpen = false;
        },
      };
    },
  };
  const ends = inMemoryChannel();
  const clock = new FakeClock();
  const told: AdmittedClient[] = [];
  const host: HostControl = {
    ...noHost,
    admits: (token) => token === 'secret',
    welcome: (client) => {
      told.push(client);
      return noHost.welcome(client);
    },
  };
  const server = new ExecutorServer(ends.host, service, host, clock);
  const client = new ExecutorClient(ends.client);
  opened.push(client, server);
  return { changed, client, clock, ends, followed, told };
}

async function serveAttached(verbs: Partial<Verbs> = {}, access: 'full' | 'look' = 'full') {
  const served = serve(verbs);
  expect(await served.client.hello({ ...aWindow, access, token: 'secret' })).toMatchObject({ ok: true });
  await served.client.attach();
  return served;
}

test('attaching answers everything, and changes follow', async () => {
  const { changed, client } = await serveAttached();
  expect(client.executor).toEqual(view);
  const change = new Promise((resolve) => client.onDidChange(resolve));
  const running: TaskView = { ...task, status: { kind: 'running', since: 5, pid: 7 } };
  changed.fire({ kind: 'task', task: running });
  expect(await change).toEqual({ kind: 'task', task: running });
  expect(client.executor.tasks).toEqual([running]);
});

test('a failure arrives with its reason and its sentence', async () => {
  const { client } = await serveAttached({ 'task/start': () => err({ reason: 'no-such-task', task: 'b' }) });
  expect(await client.ask('task/start', { name: 'b' })).toEqual({
    ok: false,
    error: {
      reason: 'no-such-task',
      message: 'There is no task "b". It may have been removed or renamed; check the task list.',
    },
  });
});

test('a request that does not fit its schema costs nothing but its own answer', async () => {
  const { client, ends } = await serveAttached();
  await expect(ends.client.sendRequest('task/start', { name: 7 })).rejects.toThrow('task/start');
  expect(await client.ask('task/start', { name: 'a' })).toEqual({ ok: true, value: {} });
});

test('what somebody asks who was not let in is not even read, nor what is refused to whoever may only look', async () => {
  const stranger = serve();
  const asked = stranger.ends.client.sendRequest('task/start', { name: 7 });
  await expect(asked).rejects.toMatchObject({ code: ErrorCodes.InvalidRequest });
  const reader = await serveAttached({}, 'look');
  const wished = reader.ends.client.sendRequest('task/start', { name: 7 });
  await expect(wished).rejects.toMatchObject({ data: { reason: 'untrusted' } });
});

test.each([-1, 0, 1.5, 1_001, Number.MAX_SAFE_INTEGER])('%d rows are refused before anybody looks', async (count) => {
  const asked: number[] = [];
  const { ends } = await serveAttached({
    'executor/history': ({ count: size }) => {
      asked.push(size);
      return ok([]);
    },
  });
  for (const request of ['executor/history', 'executor/skipped', 'executor/upcoming']) {
    const params = { name: 'a', until: 1, count };
    await expect(ends.client.sendRequest(request, params)).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
  }
  expect(asked).toEqual([]);
});

test.each([1e308, -1e308, 8.64e15 + 1, '2027'])('what is due until %j is refused: no date is that', async (until) => {
  const { ends } = await serveAttached();
  const asked = ends.client.sendRequest('executor/upcoming', { until, count: 1 });
  await expect(asked).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
});

test('who wants more rows than one answer has gets them page by page', async () => {
  const all = Array.from({ length: 2_500 }, (_, index) => ({
    ...{ id: `r${String(index)}`, task: 'a', trigger: 'manual', createdAt: 1, logPath: '/l' },
  })) as HistoryRun[];
  const asked: unknown[] = [];
  const page = (count: number, before: string | undefined): readonly HistoryRun[] => {
    asked.push([count, before]);
    const place = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1;
    return all.slice(place, place + count);
  };
  const rows = Array.from({ length: 1_500 }, (_, index) => ({
    ...{ task: 'a', from: 1, to: 1, count: 1, why: 'missed', seq: 1_500 - index },
  })) as Skipped[];
  const { client } = await serveAttached({
    'executor/history': ({ before, count }) => ok(page(count, before)),
    'executor/skipped': ({ before = Infinity, count }) =>
      ok(rows.filter(({ seq = 0 }) => seq < before).slice(0, count)),
  });
  expect(await client.history(2_001)).toEqual({ ok: true, value: all.slice(0, 2_001) });
  expect(asked.splice(0)).toEqual([
    [1_000, undefined],
    [1_000, 'r999'],
    [1, 'r1999'],
  ]);
  expect(await client.history(9_999, 'a')).toMatchObject({ ok: true, value: { length: 2_500 } });
  expect(await client.skipped(9_999, 'a')).toEqual({ ok: true, value: rows });
  expect(await client.history(0)).toEqual({ ok: true, value: [] });
});

test('a client of another version of the protocol is let in and told which version the host has', async () => {
  const { ends } = serve();
  const stranger = { ...aWindow, token: 'secret', protocolVersion: 99 };
  expect(await ends.client.sendRequest('host/hello', stranger)).toMatchObject({ protocolVersion });
});

test('nothing is answered to a client that has not said who it is', async () => {
  const { client } = serve();
  expect(await client.ask('task/start', { name: 'a' })).toMatchObject({ ok: false });
  expect(await client.attach()).toMatchObject({ ok: false });
});

test('a client with another token is refused, and its line is cut', async () => {
  const { client, clock, told } = serve();
  const cut = new Promise<void>((resolve) => client.onDidClose(resolve));
  expect(await client.hello({ ...aWindow, token: 'guess' })).toMatchObject({ ok: false });
  clock.advance(0);
  await cut;
  expect(await client.attach()).toMatchObject({ ok: false, error: { reason: 'host-gone' } });
  expect(told).toEqual([]);
});

test('a client that does not say within ten seconds who it is is cut off', async () => {
  const { client, clock } = serve();
  const cut = new Promise<void>((resolve) => client.onDidClose(resolve));
  clock.advance(10_000);
  await cut;
});

test('a client that may only look sees everything, may stop what runs, and starts and changes nothing', async () => {
  const { client } = await serveAttached({}, 'look');
  expect(client.executor).toEqual({ ...view, readOnly: { reason: 'untrusted' } });
  expect(await client.ask('task/stop', { name: 'a' })).toEqual({ ok: true, value: null });
  expect(await client.ask('task/start', { name: 'a' })).toMatchObject({ ok: false, error: { reason: 'untrusted' } });
  expect(await client.ask('task/remove', { name: 'a', deleteLogs: true })).toMatchObject({
    ok: false,
    error: { reason: 'untrusted' },
  });
  expect(await client.ask('executor/secrets', { values: {} })).toMatchObject({
    ok: false,
    error: { reason: 'untrusted' },
  });
  expect(await client.shutDownHost(true)).toMatchObject({ ok: false, error: { reason: 'untrusted' } });
});

test('changes that come while the answer to an attach is on its way are not lost', async () => {
  const { changed, client } = serve();
  await client.hello({ ...aWindow, token: 'secret' });
  const attaching = client.attach();
  const running: TaskView = { ...task, status: { kind: 'running', since: 5, pid: 7 } };
  // Before the answer is out, after the view for it was made.
  await Promise.resolve();
  for (let turn = 0; turn < 20; turn++) {
    changed.fire({ kind: 'task', task: { ...running, status: { kind: 'running', since: turn, pid: 7 } } });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await attaching;
  await client.hello({ ...aWindow, token: 'secret' });
  expect(client.executor.tasks[0]?.status).toEqual({ kind: 'running', since: 19, pid: 7 });
});

test('a bug in the host is answered, not lost', async () => {
  const { client } = await serveAttached({ 'task/stop': () => Promise.reject(new Error('internal: oops')) });
  expect(await client.ask('task/stop', { name: 'a' })).toMatchObject({ ok: false, error: { reason: 'internal' } });
});

test('a client follows a thousand logs at most, and another one when it turns away from one', async () => {
  const { client, followed } = await serveAttached();
  const follow = (): Disposable => client.followLog({ kind: 'task', name: 'a' }, 10, () => undefined);
  const [first] = Array.from({ length: 1_001 }, follow);
  await client.attach();
  expect(followed).toHaveLength(1_000);
  first?.dispose();
  follow();
  await client.attach();
  expect(followed).toHaveLength(1_001);
});

test('a log is followed until the client turns away', async () => {
  const { client, followed } = await serveAttached();
  const texts: string[] = [];
  const following = client.followLog({ kind: 'task', name: 'a' }, 10, (text) => texts.push(text));
  await client.attach();
  await followed[0]?.onText('one\n');
  await client.attach();
  following.dispose();
  await client.attach();
  expect({ texts, isOpen: followed[0]?.isOpen }).toEqual({ texts: ['one\n'], isOpen: false });
});
