import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { logMark } from '../../src/model/log/logText.ts';
import { describeOutcome } from '../../src/model/run.ts';
import type { TaskView } from '../../src/model/view/taskView.ts';
import { HostWorld, untilSeen, untilTask } from '../support/hostWorld.ts';
import { waitForText, waitUntil } from '../support/waitFor.ts';
import { word } from '../../src/model/words/clause.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures');

/** The task that runs through the whole table, which no bad input may disturb. */
const steady = { command: ['./steady.sh'], restart: 'never' };
const steadyScript = '#!/bin/sh\nwhile :; do echo $$; sleep 0.02; done\n';

let world: HostWorld;
let connection: ExecutorConnection;

beforeAll(async () => {
  world = new HostWorld();
  world.write('steady.sh', steadyScript);
  world.define({ steady });
  connection = await world.open();
  expect(await connection.client.ask('task/start', { name: 'steady' })).toMatchObject({ ok: true });
});

afterAll(async () => {
  await connection.close();
  await world.noLeftovers();
  world[Symbol.dispose]();
});

type Definition = Readonly<Record<string, unknown>>;
type Files = Readonly<Record<string, string | Uint8Array>>;
/** Gives an input, under the name that a task may have, and answers what is said to it. */
type Ask = (name: string) => Promise<string>;

const opened = '--- nothing is said ---';

/** Puts a task in force, and answers when the host knows it. */
async function define(name: string, definition: Definition, files: Files = {}): Promise<void> {
  for (const [file, text] of Object.entries(files)) world.write(file, text);
  world.define({ steady, [name]: { restart: 'never', ...definition } });
  await untilTask(connection, name, () => true);
}

async function answerToStart(name: string): Promise<string> {
  const started = await connection.client.ask('task/start', { name });
  return started.ok ? opened : started.error.message;
}

/** A task that cannot be started: what the person who starts it is told. */
function start(definition: Definition, files?: Files, prepare: () => void = () => undefined): Ask {
  return async (name) => {
    await define(name, definition, files);
    prepare();
    return answerToStart(name);
  };
}

/** The same where permissions count. */
function startUnprivileged(definition: Definition, prepare: (name: string) => void, files?: Files): Ask {
  return async (name) => {
    await define(name, definition, files);
    prepare(name);
    const state = stateFolders();
    // A user without privileges may see whether the lock is intact, and no more.
    for (const folder of state) chmodSync(folder, 0o711);
    const said = await withoutPrivileges(() => answerToStart(name), world.root);
    for (const folder of state) chmodSync(folder, 0o700);
    return said;
  };
}

/** A name for a new task: what the person who adds it is told; where it is taken, how its first run ends, and where. */
function add(newName: string): Ask {
  return async () => {
    world.define({ steady });
    world.write('short.sh', 'echo short\n');
    const added = await connection.client.ask('task/add', {
      tasks: [{ name: newName, script: 'short.sh', restart: 'never' }],
    });
    if (!added.ok) return added.error.message;
    await connection.client.ask('task/start', { name: newName });
    const { logPath, words } = await ended(newName);
    return `${words}, its log in ${path.dirname(path.relative(world.workspace, logPath))}`;
  };
}

/**
 * A text of the task file, with the steady task for `<steady>` and another name for `<name>`: what is said of the file, or
 * else to the person who starts that task.
 */
function read(text: string): Ask {
  return async (name) => {
    world.define({ steady });
    await untilSeen(connection, () => connection.client.executor.file.kind === 'valid' || undefined, 'it is valid');
    const good = `"steady": ${JSON.stringify(steady)}`;
    world.write('.vscode/executor.json', text.replace('<steady>', good).replace('<name>', `"${name}"`));
    const message = await untilSeen(connection, (tasks) => fileMessage(tasks, name), 'the task file is read');
    if (message !== '') return message;
    const said = await answerToStart(name);
    return said === opened ? (await ended(name)).words : said;
  };
}

/** What is said of the task file; nothing if it names the task, undefined until it was read. */
function fileMessage(tasks: readonly TaskView[], name: string): string | undefined {
  const { file } = connection.client.executor;
  if (file.kind === 'invalid') return `line ${String(file.line)}: ${word(file.message)}`;
  return tasks.some((task) => task.name === name) ? '' : undefined;
}

interface Ended {
  readonly logPath: string;
  /** The text between header and footer, invalid bytes as U+FFFD. */
  readonly output: string;
  readonly words: string;
}

/** How the newest run of a task ended, its footer written. */
async function ended(name: string): Promise<Ended> {
  const task = await untilTask(connection, name, ({ runs }) => runs[0]?.outcome !== undefined);
  const { logPath = '', outcome } = task.runs[0] ?? {};
  const text = statSync(logPath).size > 1e6 ? '' : await waitForText(logPath, (log) => /── executor: .*\n$/.test(log));
  const output = text.split('\n').filter((line) => line !== '' && !line.startsWith(logMark));
  return { logPath, output: output.join(' '), words: outcome ? describeOutcome(outcome) : '' };
}

/** A script that behaves badly: how its run ends, and what `more` has to say of it. */
function run(definition: Definition, more: (name: string, end: Ended) => Promise<string> | string = () => ''): Ask {
  return async (name) => {
    await define(name, definition);
    expect(await answerToStart(name)).toBe(opened);
    const end = await ended(name);
    return [end.words, await more(name, end)].filter((part) => part !== '').join('; ');
  };
}

async function printsAGigabyte(name: string, { logPath }: Ended): Promise<string> {
  const said = await new Promise<string>((resolve) => {
    let text = '';
    connection.client.followLog({ kind: 'task', name }, 3, (piece) => {
      text += piece;
      if (text.includes('succeeded')) resolve(text);
    });
  });
  const { size } = statSync(logPath);
  expect(await connection.client.ask('task/remove', { name, deleteLogs: true })).toMatchObject({ ok: true });
  // The end may have been written into the log before it was followed or after.
  const lines = said.split('\n');
  const last = lines[lines.findIndex((line) => line.startsWith('── executor:')) - 1] ?? '';
  return `${String(Math.floor(size / 2 ** 30))} GB, the last line that it wrote: ${last}`;
}

async function leavesAProcess(name: string): Promise<string> {
  const { leftovers } = await untilTask(connection, name, (task) => task.leftovers > 0);
  await connection.client.ask('task/stop', { name });
  const after = await untilTask(connection, name, (task) => task.leftovers === 0);
  return `${String(leftovers)} left, ${String(after.leftovers)} after Stop`;
}

/** A run that is stopped as soon as it has said "ready". */
function stopped(definition: Definition): Ask {
  return async (name) => {
    await define(name, definition);
    expect(await answerToStart(name)).toBe(opened);
    const { runs } = await untilTask(connection, name, ({ status }) => status.kind === 'running');
    await waitForText(runs[0]?.logPath ?? '', (text) => text.includes('ready'));
    await connection.client.ask('task/stop', { name });
    return (await ended(name)).words;
  };
}

/** A script that ends at once, again and again: what becomes of it, and of its history. */
function thousandTimes(definition: Definition): Ask {
  return async (name) => {
    await define(name, definition);
    expect(await answerToStart(name)).toBe(opened);
    const look = (tasks: readonly TaskView[]): number | undefined => {
      const status = tasks.find((task) => task.name === name)?.status;
      return status?.kind === 'gave-up' ? status.shortRuns : undefined;
    };
    const shortRuns = await untilSeen(connection, look, 'it is given up', 300_000);
    const history = await connection.client.history(5000, name);
    const runs = history.ok ? history.value : [];
    const paths = new Set(runs.filter(({ outcome }) => outcome?.kind === 'failed').map(({ logPath }) => logPath));
    const logs = readdirSync(path.join(world.workspace, '.executor/logs', name));
    return `gave up after ${String(shortRuns)}; ${String(runs.length)} runs, ${String(paths.size)} failed, ${String(logs.length)} logs`;
  };
}

const unwritable = 'nothing runs without a log.';

/** What is put in, how, and everything that is said to it. `<ws>` stands for the workspace folder, `<name>` for the task's name. */
const badInputs: readonly (readonly [input: string, ask: Ask, says: string])[] = [
  // Scripts that cannot be started
  [
    'a script that is missing',
    start({ script: 'jobs/ghost.py' }),
    'The script "jobs/ghost.py" was not found at <ws>/jobs/ghost.py. Create it, or fix "script" in the task file.',
  ],
  [
    'a script that is a folder',
    start({ script: 'folder.sh' }, { 'folder.sh/a.txt': '' }),
    'The script "folder.sh" is not a file: <ws>/folder.sh. Set "script" to a file.',
  ],
  [
    'a script that cannot be read',
    startUnprivileged({ script: 'secret.py' }, logsAreOpen, { 'secret.py': '' }),
    'The script "secret.py" cannot be read: <ws>/secret.py. Give yourself read permission.',
  ],
  [
    'a command without the execute permission',
    start({ command: ['./plain.sh'] }, { 'plain.sh': 'echo\n' }),
    '<ws>/plain.sh cannot be run: it is not executable. Give it execute permission (chmod +x).',
  ],
  [
    'a working directory that is a file',
    start({ command: ['true'], cwd: 'a.txt' }, { 'a.txt': '' }),
    'The working directory "a.txt" is not a folder: <ws>/a.txt. Create it, or fix "cwd" in the task file.',
  ],
  [
    'a script of a kind that nothing runs',
    start({ script: 'a.xyz' }, { 'a.xyz': 'x\n' }),
    'Executor does not know how to run "a.xyz": its extension is unknown, it has no shebang line and it is not executable. Name an "interpreter" in the task file.',
  ],
  [
    'an interpreter that is not there',
    start({ script: 'a.py', interpreter: '/nowhere/python9' }, { 'a.py': '' }),
    'The program "/nowhere/python9" was not found in /nowhere. Install it, or fix its path.',
  ],
  [
    'a command that is not there',
    start({ command: ['no-such-program'], env: { PATH: '/nowhere' } }),
    'The program "no-such-program" was not found in /nowhere. Install it, or give its full path.',
  ],
  [
    'an env file that is missing',
    start({ command: ['true'], envFile: 'ghost.env' }),
    'The env file "ghost.env" was not found at <ws>/ghost.env. Create it, or fix "envFile" in the task file.',
  ],
  [
    'an env file that is malformed',
    start({ command: ['true'], envFile: 'bad.env' }, { 'bad.env': 'A=1\nsecret stuff\n' }),
    'The env file "bad.env" has an error: <ws>/bad.env, line 2, column 1: this does not have the form NAME=value. Fix the line, then start again.',
  ],
  [
    'no permission to write the log',
    startUnprivileged({ command: ['true'] }, logsAreClosed),
    `The log <ws>/.executor/logs/<name>/<log> cannot be written: permission denied. Make the folder writable; ${unwritable}`,
  ],

  // Names
  [
    'a name that is taken, in other letter case',
    add('STEADY'),
    'A task named "steady" already exists (names are not case-sensitive). Choose another name.',
  ],
  ['an empty name', add(''), '"" is not a valid task name: it is empty. Choose another name.'],
  [
    'a name of 300 characters',
    add('x'.repeat(300)),
    `"${'x'.repeat(50)}…" is not a valid task name: it has 300 characters; at most 100 are allowed. Choose another name.`,
  ],
  ['a name that is a path', add('../../x'), 'succeeded, its log in .executor/logs/_._x-57190222a8'],
  ['a name that is a device of Windows', add('CON'), 'succeeded, its log in .executor/logs/_CON-190df760da'],
  ['a name that is an emoji', add('🦊'), 'succeeded, its log in .executor/logs/task-0a24f1fbc7'],

  // The task file
  [
    'a syntax error',
    read(`{ "tasks": {\n  <steady>,\n  <name> { "command": ["true"] }\n} }`),
    'line 3: A colon is missing before this.',
  ],
  [
    'wrong types',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": 5 }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: "script" must be a string that is not empty: the path of a script, not a number.',
  ],
  [
    'unknown fields',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "evry": "1 day" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: Unknown field "evry". Did you mean "every"?',
  ],
  [
    'a field twice',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "script": "b" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: "script" appears twice here. Remove one of the two.',
  ],
  [
    '5 MB',
    read(`{ "tasks": { <steady>, <name>: { "script": "${'a'.repeat(5 * 2 ** 20)}" } } }`),
    'line 1: <ws>/.vscode/executor.json is not read: it has 5121 KB, and its tasks would have to wait while Executor reads more than 512 KB. Split it across folders.',
  ],
  [
    'a byte order mark',
    read(`\uFEFF{ "tasks": { <steady>, <name>: { "command": ["true"], "restart": "never" } } }`),
    'succeeded',
  ],
  [
    'line breaks of Windows',
    read(`{ "tasks": {\r\n <steady>,\r\n <name>: { "command": ["true"], "restart": "never" }\r\n} }\r\n`),
    'succeeded',
  ],
  [
    'the period "5 m"',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "every": "5 m" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: "m" is not a unit of a period. Write "min" for minutes or "month" for months.',
  ],
  [
    'the period "0 min"',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "every": "0 min" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: A period cannot have the number 0. Write a whole number of 1 or more, as in "1 min".',
  ],
  [
    'the period "2 fortnights"',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "every": "2 fortnights" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: "fortnights" is not a unit of a period. A fortnight is 2 weeks. Write "4 weeks".',
  ],
  [
    'a start in no format',
    read(`{ "tasks": {\n  <steady>,\n  <name>: { "script": "a", "every": "1 day", "start": "soon" }\n} }`),
    '"<name>" cannot run: <ws>/.vscode/executor.json, line 3: "soon" is not a time stamp. Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27".',
  ],

  // Scripts that behave badly
  [
    'a script that prints 1 GB',
    run({ command: [`${fixtures}/gigabyte.sh`] }, printsAGigabyte),
    'succeeded; 1 GB, the last line that it wrote: that was 1 GB',
  ],
  [
    'a script that prints invalid UTF-8',
    run({ command: ['printf', String.raw`a\377b\n`] }, (_, { output }) => output),
    'succeeded; a\uFFFDb',
  ],
  [
    'a script that leaves a process behind',
    run({ command: [`${fixtures}/leaveChild.sh`] }, leavesAProcess),
    'failed (exit 5); 1 left, 0 after Stop',
  ],
  [
    'a script that ignores SIGTERM',
    stopped({ command: [`${fixtures}/ignoreSigterm.sh`], stopTimeout: '100 ms' }),
    'stopped (SIGKILL)',
  ],
  [
    'a script that closes what it was given',
    run({ command: [`${fixtures}/closeStdio.sh`] }, (_, { output }) => output),
    'failed (exit 3); closing',
  ],
  [
    'a script that opens /dev/stderr',
    run({ command: [`${fixtures}/reopenStderr.sh`] }, (_, { output }) => output),
    'succeeded; by its path after',
  ],
  [
    'a script that ends at once, 1 000 times',
    thousandTimes({
      command: ['false'],
      restart: 'on-failure',
      backoff: { initial: '0 ms', max: '1 ms', giveUpAfter: 1000 },
    }),
    'gave up after 1000; 1000 runs, 1000 failed, 1000 logs',
  ],
];

/** Makes a file unreadable that only its log may tell of. */
function logsAreOpen(name: string): void {
  const logs = path.join(world.workspace, '.executor/logs', name);
  mkdirSync(logs, { recursive: true });
  chmodSync(logs, 0o777);
  chmodSync(path.join(world.workspace, 'secret.py'), 0o000);
}

/** The folder for the task's logs may not be written; nor may the state folder, where logs go instead. */
function logsAreClosed(name: string): void {
  const logs = path.join(world.workspace, '.executor/logs', name);
  mkdirSync(logs, { recursive: true });
  chmodSync(logs, 0o555);
}

/** The folders from that of the user's state to that of this executor. */
function stateFolders(): readonly string[] {
  const all = world.join('state', 'executor');
  const own = readdirSync(all).filter((name) => name !== 'hosts');
  return [path.dirname(all), all, path.join(all, ...own)];
}

/** The lines that the steady task has written, each with its pid. */
function steadyLines(): readonly string[] {
  const log = newestSteadyLog();
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => !line.startsWith(logMark));
}

function steadyView(): TaskView | undefined {
  return connection.client.executor.tasks.find(({ name }) => name === 'steady');
}

function newestSteadyLog(): string {
  return steadyView()?.runs[0]?.logPath ?? '';
}

const cases = badInputs.map(([input, ask, says], index) => ({ name: `case-${String(index + 1)}`, input, ask, says }));

/** Those that take seconds. */
const longInputs = ['a script that ends at once, 1 000 times', 'a script that prints 1 GB'];

for (const { ask, input, name, says } of cases) {
  const tags: 'long'[] = longInputs.includes(input) ? ['long'] : [];
  const title = `${input}: what is said is whole, and the task beside it goes on undisturbed`;
  test(title, { tags, timeout: 400_000 }, async () => {
    const { runs, status } = await untilTask(connection, 'steady', (task) => task.status.kind === 'running');
    const pid = status.kind === 'running' ? String(status.pid) : '';
    const linesBefore = steadyLines().length;

    const said = (await ask(name))
      .replaceAll(world.workspace, '<ws>')
      .replaceAll(/[-_\da-f]+\.log/g, '<log>')
      .replaceAll(name, '<name>');
    expect(said).toBe(says);

    const linesAfter = steadyLines().length;
    await waitUntil(() => steadyLines().length > Math.max(linesBefore, linesAfter), 'the steady task writes on');
    expect(new Set(steadyLines())).toEqual(new Set([pid]));
    expect(steadyView()).toMatchObject({ status, runs: [{ id: runs[0]?.id }] });
  });
}
