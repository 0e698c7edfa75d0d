import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { protocolVersion, type RequestName } from '../../../src/protocol/messages.ts';
import { testBuild } from '../../support/aClient.ts';
import { type Draws, shown } from '../draws.ts';
import type { FuzzWorld } from '../fuzzWorld.ts';
import type { InputKind } from '../kind.ts';
import { task } from './taskTexts.ts';

/** Milliseconds for which the answers of a stranger are read. */
const readingMs = 700;

/** Requests with what they may be asked with; those that end the host, or touch every task, are left out. */
function requestParams(draws: Draws): Partial<Record<RequestName, unknown>> {
  const name = draws.chance(60) ? 'victim-1' : draws.odd();
  const newName = draws.pick(['victim-2', 'tick', draws.odd()]);
  const settings = { interpreters: { python: ['python3'] }, choices: {}, folder: '.executor', maxConcurrentRuns: 0 };
  return {
    'host/focus': {},
    'executor/attach': {},
    'executor/settings': { ...settings, timeZone: draws.odd(), historyLimit: 3_000 },
    'executor/secrets': { values: { [draws.odd()]: draws.odd() } },
    'executor/history': { name, count: 10, before: 'abc' },
    'executor/skipped': { name, count: 10, before: 3 },
    'executor/upcoming': { until: draws.number(), count: draws.whole(1, 1_000) },
    'task/start': { name },
    'task/runNow': { name, beside: true, args: [draws.odd()] },
    'task/stopRun': { name, run: draws.odd() },
    'task/pauseSchedule': { name },
    'task/skipNext': { name },
    'task/signal': { name, signal: 'SIGHUP' },
    'task/rename': { name, newName },
    'task/save': {
      name,
      isNew: draws.chance(50),
      newName,
      changes: [{ field: 'every', value: '1 day', seen: draws.value() }],
    },
    'task/preview': { name, text: JSON.stringify({ tasks: { [name]: task(draws) } }) },
    'task/interpreters': { name, text: JSON.stringify({ tasks: { [name]: { script: 'a.py' } } }) },
    'task/duplicate': { name, newName },
    'task/forget': { name },
    'task/mute': { name, isMuted: true },
    'task/markAllSeen': {},
    'task/environment': { name },
    'task/stop': { name },
    'task/restart': { name },
    'task/approvals': {},
    'task/approve': { answers: [{ name, content: draws.odd(), isApproved: true }] },
    'task/add': { tasks: [{ name: newName, ...task(draws) }] },
    'task/remove': { name, deleteLogs: true },
    'task/markSeen': { name },
    'log/follow': { subscription: draws.number(), source: { kind: 'task', name }, lastLines: 10 },
    'log/unfollow': { subscription: draws.number() },
  };
}

/** Lines that a client may send once it was let in. */
function requestLines(draws: Draws): readonly string[] {
  return draws.several(1, 20, (index) => {
    const all = Object.entries<unknown>({ ...requestParams(draws) });
    const [method, params] = all[draws.whole(0, all.length - 1)] ?? ['', {}];
    const message = {
      jsonrpc: '2.0',
      id: index + 10,
      method,
      params: draws.chance(70) ? draws.mutateValue(params) : params,
    };
    return JSON.stringify(draws.chance(15) ? keptHarmless(draws.mutateValue(message)) : message);
  });
}

/** A message whose method was changed into one that ends the host is none. */
function keptHarmless(message: unknown): unknown {
  const isHarmful = /host\/(?:retire|shutDown)|task\/(?:startAll|stopAll|pauseAll|resumeAll|autoStart)/.test(
    JSON.stringify(message),
  );
  return isHarmful ? {} : message;
}

/** What a stranger sends that speaks no protocol. */
const nonsense: readonly [Nonsense, ...Nonsense[]] = [
  ['bytes', (draws) => draws.bytes(3_000)],
  ['a request of HTTP', () => Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['a line without an end', (draws) => Buffer.alloc(draws.pick([1_000, 2 ** 20, 8 * 2 ** 20]), 'x')],
  ['deep brackets', (draws) => Buffer.from(`${draws.pick(['[', '{"a":']).repeat(draws.pick([100, 150_000]))}\n`)],
  ['a deep clause', (draws) => deepSettings(draws.pick([100, 30_000]))],
  ['a deep value', (draws) => deepField(draws.pick([100, 150_000]))],
  ['values of JSON', (draws) => Buffer.from(draws.several(1, 10, () => `${JSON.stringify(draws.value())}\n`).join(''))],
  ['many empty lines', () => Buffer.alloc(500_000, '\n')],
  ['half a message', () => Buffer.from('{"jsonrpc":"2.0","id":1,"method":"host/he')],
  ['answers to nothing', () => Buffer.from('{"jsonrpc":"2.0","id":99,"result":{}}\n'.repeat(500))],
  ['cancellations', () => Buffer.from('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}\n'.repeat(500))],
];

/** Settings with words in words: what is checked by going down goes far down. */
function deepSettings(depth: number): Buffer {
  const by = `${'{"say":"{0}","with":['.repeat(depth)}"a"${']}'.repeat(depth)}`;
  const settings = `{"interpreters":{},"choices":{"python":{"argv":["a"],"by":${by}}},"folder":".executor","maxConcurrentRuns":0}`;
  return Buffer.from(`{"jsonrpc":"2.0","id":5,"method":"executor/settings","params":${settings}}\n`);
}

/** A field of a task that is deeper than anybody reads. */
function deepField(depth: number): Buffer {
  const value = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const params = `{"name":"victim-1","isNew":false,"changes":[{"field":"args","value":${value}}]}`;
  return Buffer.from(`{"jsonrpc":"2.0","id":5,"method":"task/save","params":${params}}\n`);
}

type Nonsense = readonly [what: string, make: (draws: Draws) => Buffer];

/** What comes through the socket. */
export const wire: InputKind = {
  name: 'wire messages',
  make: (draws) => {
    if (draws.chance(30)) {
      const [what, make] = draws.pick(nonsense);
      const bytes = make(draws);
      const lets = draws.chance(50);
      const line = `${what}, ${String(bytes.length)} bytes${lets ? ' after the hello' : ''}: ${shown(bytes.subarray(0, 300).toString('latin1'))}`;
      return { line, give: (world) => give(world, bytes, lets ? 'full' : undefined, true) };
    }
    const access = draws.pick(['full', 'full', 'look', undefined] as const);
    const lines = requestLines(draws);
    const isFlood = draws.chance(10);
    const bytes = Buffer.from(`${(isFlood ? Array.from({ length: 100 }, () => lines).flat() : lines).join('\n')}\n`);
    const isReading = !isFlood || draws.chance(50);
    const who = access === undefined ? 'without a hello' : `with ${access} access`;
    return {
      line: `${who}, ${isFlood ? 'a hundred times ' : ''}${isReading ? '' : 'reading no answer '}${lines.map((each) => shown(each)).join(' ')}`,
      give: (world) => give(world, bytes, access, isReading),
    };
  },
};

async function give(
  world: FuzzWorld,
  bytes: Buffer,
  access: 'full' | 'look' | undefined,
  isReading: boolean,
): Promise<void> {
  await world.inForce({ 'victim-1': { command: ['sleep', '1'], restart: 'never', stopTimeout: '200 ms' } });
  const { address, token } = world.record;
  const socket = connect(address).on('error', () => undefined);
  try {
    const answers = isReading ? readLines(socket) : [];
    const params = { protocolVersion, build: testBuild, token, kind: 'tool', access };
    if (access !== undefined)
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'host/hello', params })}\n`);
    socket.write(bytes);
    await sleep(readingMs);
    await world.sweep('victim-1');
    judge(answers, access);
  } finally {
    socket.destroy();
  }
  await world.settle();
  await world.inForce({});
}

function readLines(socket: Socket): string[] {
  const lines: string[] = [];
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return lines;
}

/** Nothing is answered before the hello, and an error says more than that something broke inside. */
function judge(answers: readonly string[], access: 'full' | 'look' | undefined): void {
  for (const line of answers) {
    const answer = JSON.parse(line) as {
      readonly result?: unknown;
      readonly error?: { readonly code: number; readonly message: string };
    };
    if (access === undefined && answer.result !== undefined)
      throw new Error(`answered without a hello: ${line.slice(0, 300)}`);
    // Of JSON-RPC: an internal error, such as what a handler throws.
    if (answer.error?.code === -32_603) throw new Error(`an internal error: ${line.slice(0, 500)}`);
  }
}
