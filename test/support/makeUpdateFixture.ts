// `npm run update-fixture [-- FOLDER]`: builds the command and the host of a checkout (this one, or the one in FOLDER), lets them
// work in a temporary workspace, kills the host, and keeps what it has written, together with both programs, in
// test/fixtures/updates for test/integration/updates.test.ts. The checkout has to have its dependencies and no changes.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BackgroundWorld } from './backgroundWorld.ts';
import { fixtureFolder, keepFixture, type SaidOfFixture, strip } from './updateFixture.ts';
import { root } from '../../scripts/install.mjs';

const checkout = path.resolve(process.argv[2] ?? root);
const hourMs = 3_600_000;
/** Milliseconds between two looks at what the command says. */
const lookMs = 200;
const patienceMs = 60_000;
/** Milliseconds until nothing is due of the task that runs while it is due. */
const busyMs = 20_000;
const busyUntil = new Date(Date.now() + busyMs).toISOString();

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8' }).trim();

const programs = mkdtempSync(path.join(tmpdir(), 'executor-update-'));
const world = new BackgroundWorld({ file: () => Promise.resolve(path.join(programs, 'host.mjs')) });
try {
  await make();
} finally {
  await world.end();
  world[Symbol.dispose]();
  rmSync(programs, { recursive: true });
}

async function make(): Promise<void> {
  const { version } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { version: string };
  const build = { version, stamp: Number(git('log', '-1', '--format=%ct')) * 1_000 };
  bundle(build);
  world.write('fine.sh', '#!/bin/sh\necho "fine $*"\n');
  define();

  // Three hours ago schedules were started, and then nobody managed them.
  world.setClock(Date.now() - 3 * hourMs);
  await call('start', 'nightly', 'drain', 'skipping', 'retried');
  // Older builds know nothing of that.
  await call('approve', 'dev', '--yes');
  await call('down');
  world.setClock(Date.now());
  const up = begin('up');
  await until(({ list }) => list.tasks.some(({ name, status }) => name === 'dev' && status === 'running'), 'dev runs');
  up.kill('SIGTERM');
  await new Promise((resolve) => up.once('close', resolve));

  await call('start', 'loop');
  const client = await speak();
  await client.ask('executor/settings', {
    interpreters: { shell: ['/bin/sh'] },
    choices: {},
    folder: '.executor',
    timeZone: 'America/New_York',
    maxConcurrentRuns: 20,
  });
  await client.ask('task/mute', { name: 'broken', isMuted: true });
  client.end();
  for (const name of ['fine', 'broken', 'killed', 'slow', 'absent', 'first', 'crash', 'web', 'stopped'])
    await call('start', name);
  await call('run', 'fine', '--', 'one', 'two words');
  await call('start', 'busy');
  await call('start', 'paused', 'yearly');
  await call('pause', 'paused');
  await call('stop', 'stopped');
  await call('start', 'before');
  await call('rename', 'before', 'after');
  await call('start', 'gone');
  await until(
    ({ list }) => list.tasks.some(({ name, status }) => name === 'gone' && status === 'stopped'),
    'gone ended',
  );
  define({ isGone: true });
  const said = await until(isWholeHistory, 'everything has happened');
  const protocol = await protocolOfHost();
  const madeAt = Date.now();
  await world.killHost();
  const schema = schemaOfCheckout();
  const folder = fixtureFolder(schema, protocol);
  rmSync(folder, { recursive: true, force: true });
  const made = { commit: git('rev-parse', 'HEAD'), build, schema, protocol, madeAt };
  keepFixture(folder, world, { made, programs, said });
  console.log(`${path.relative(root, folder)}: ${strip(JSON.stringify(made), world)}`);
}

/** The tasks, each for what it leaves in the history. */
function define({ isGone = false } = {}): void {
  const shell = (text: string): object => ({ command: ['sh', '-c', text] });
  const hourly = { every: '1 hour', start: '2026-01-01T00:00:00Z', timezone: 'UTC' };
  const text = JSON.stringify(
    {
      env: { GREETING: 'hello' },
      tasks: {
        loop: { ...shell('echo up; exec sleep 1000'), restart: 'always', group: 'services' },
        web: { ...shell('exec sleep 1000'), after: ['base'] },
        base: shell('exec sleep 1000'),
        dev: { ...shell('exec sleep 1000'), autoStart: true },
        fine: { script: 'fine.sh', restart: 'never' },
        broken: { ...shell('echo trouble >&2; exit 3'), restart: 'never', onFailure: 'told' },
        told: { ...shell('echo "$EXECUTOR_CAUSE_TASK: $EXECUTOR_CAUSE_OUTCOME"'), restart: 'never' },
        killed: { ...shell('kill -KILL $$'), restart: 'never' },
        slow: { ...shell('exec sleep 1000'), restart: 'never', timeout: '200 ms' },
        stopped: shell('exec sleep 1000'),
        absent: { script: 'absent.sh' },
        first: { ...shell('exit 0'), restart: 'never', onSuccess: 'told' },
        crash: { ...shell('exit 9'), backoff: { initial: '50 ms', max: '50 ms', giveUpAfter: 3 } },
        nightly: { command: ['true'], ...hourly, catchUp: 'latest' },
        drain: { ...shell('exec sleep 1000'), ...hourly, catchUp: 'all' },
        skipping: { command: ['true'], ...hourly, catchUp: 'skip' },
        retried: { ...shell('exit 1'), ...hourly, retries: 2, retryDelay: '1 day' },
        busy: { ...shell('exec sleep 1000'), every: '1 sec', end: busyUntil },
        paused: { command: ['true'], cron: '0 3 * * *' },
        yearly: { command: ['true'], cron: '0 4 1 1 *' },
        [isGone ? 'after' : 'before']: { ...shell('exit 0'), restart: 'never' },
        ...(!isGone && { gone: { ...shell('echo gone'), restart: 'never' } }),
      },
    },
    undefined,
    2,
  );
  world.write('.vscode/executor.json', `// Kept as a fixture.\n${text}\n`);
}

/** Whether the state holds everything that it is made for. */
function isWholeHistory({ history, list }: SaidOfFixture): boolean {
  const task = (name: string): SaidOfFixture['list']['tasks'][number] | undefined =>
    list.tasks.find((each) => each.name === name);
  const ended = new Set(history.runs.filter(({ outcome }) => outcome !== null).map((run) => run.task));
  return (
    ['nightly', 'retried', 'told', 'slow', 'killed', 'stopped', 'absent', 'after'].every((name) => ended.has(name)) &&
    task('drain')?.status === 'running' &&
    task('crash')?.status === 'gave-up' &&
    task('busy')?.schedule === 'ended' &&
    task('gone')?.flags.includes('undefined') === true &&
    history.runs.filter((run) => run.task === 'told').length === 2
  );
}

/** Bundles the checkout's command and host as they would be packed, by its own means. */
function bundle(build: { readonly version: string; readonly stamp: number }): void {
  const script = `
    const { bundleProgram } = await import(${JSON.stringify(pathToFileURL(path.join(checkout, 'scripts/bundle.ts')))});
    const options = { identity: ${JSON.stringify(build)}, minify: true };
    await bundleProgram('src/cli/main.ts', ${JSON.stringify(path.join(programs, 'cli.mjs'))}, options);
    await bundleProgram('src/host/own/main.ts', ${JSON.stringify(path.join(programs, 'host.mjs'))}, options);
    process.exit();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: checkout, stdio: 'inherit' });
  for (const name of ['cli.mjs', 'host.mjs']) {
    const file = path.join(programs, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n$/, '\n'));
  }
}

function begin(...args: readonly string[]): ReturnType<typeof spawn> {
  const env = world.options().environment as NodeJS.ProcessEnv;
  return spawn(process.execPath, [path.join(programs, 'cli.mjs'), ...args], { cwd: world.workspace, env });
}

/** Calls the command; answers what it printed, whatever it ended with. */
async function call(...args: readonly string[]): Promise<string> {
  const child = begin(...args);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (text += part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) console.log(`executor ${args.join(' ')} ended with ${String(code)}: ${text.trim()}`);
  return text;
}

async function until(isSo: (said: SaidOfFixture) => boolean, what: string): Promise<SaidOfFixture> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const said = {
      list: JSON.parse(await call('list', '--json')) as SaidOfFixture['list'],
      history: JSON.parse(await call('history', '--json', '-n', '1000')) as SaidOfFixture['history'],
    };
    if (isSo(said)) return said;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}: ${JSON.stringify(said.list)}`);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** What a host that was greeted has said of itself, and how to ask it more, in the words of whatever protocol it speaks. */
interface Conversation {
  readonly facts: { readonly protocolVersion: number };
  readonly ask: (method: string, params: object) => Promise<unknown>;
  readonly end: () => void;
}

async function speak(): Promise<Conversation> {
  const { address, token } = world.record;
  const socket = connect(address);
  const answers = new Map<number, (value: unknown) => void>();
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    const lines = (text + part).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as { id?: number; result?: unknown; error?: unknown };
      if (message.id !== undefined) answers.get(message.id)?.(message.error ?? message.result);
    }
  });
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  const build = { version: '0.0.0', stamp: 0 };
  const facts = await ask('host/hello', { protocolVersion: 0, build, token, kind: 'tool', access: 'full' });
  return { facts: facts as Conversation['facts'], ask, end: () => socket.end() };
}

async function protocolOfHost(): Promise<number> {
  const { end, facts } = await speak();
  end();
  return facts.protocolVersion;
}

function schemaOfCheckout(): number {
  const source = pathToFileURL(path.join(checkout, 'src/node/state/sqliteSchema.ts')).href;
  const script = `console.log((await import(${JSON.stringify(source)})).schemaVersion)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}
