// Owns one server for as long as somebody holds this process's standard input open. When that closes, for whatever
// reason (the driver is done, or was killed without warning), it ends the server and every process that came of it,
// removes the temporary folder, reports on standard output what did not end by itself, and ends. So nothing a driver
// does or suffers leaves a server behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FoundProcess, processesWith } from './processes.ts';

/** The first line of standard input, as JSON; any second line starts the server. */
export interface GuardJob {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** The temporary folder to remove at the end; the server's working directory. */
  readonly dir: string;
  /** Receives the server's output. */
  readonly log: string;
  /** Part of `env`: the mark of every process to end. */
  readonly token: string;
}

/** What the guard reports, one JSON object a line. */
export type GuardReport =
  | { readonly kind: 'started'; readonly pid: number }
  /** The server ended although nobody asked it to. */
  | { readonly kind: 'exited'; readonly how: string }
  /** Everything has ended; `leftovers` had to be killed. */
  | { readonly kind: 'done'; readonly leftovers: readonly FoundProcess[] };

// A stop of the server lets extensions deactivate for up to five seconds; what is alive after this had no such excuse.
const graceMs = 8000;
/** For hosts, which leave what they run. */
const hostGraceMs = 2000;

let job: GuardJob | undefined;
let server: ChildProcess | undefined;
let isStopping = false;

process.stdout.on('error', () => {
  // Nobody listens any more; the work is done all the same.
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    void stop();
  });
}
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (job === undefined) job = JSON.parse(line) as GuardJob;
    else start(job);
  })
  .once('close', () => {
    void stop();
  });

function start(given: GuardJob): void {
  const [program, ...args] = given.argv;
  const log = openSync(given.log, 'a');
  server = spawn(program, args, { cwd: given.dir, env: given.env, stdio: ['ignore', log, log] });
  closeSync(log);
  server.on('error', (error) => {
    report({ kind: 'exited', how: error.message });
  });
  server.on('exit', (code, signal) => {
    if (!isStopping) report({ kind: 'exited', how: signal ?? `exit ${String(code)}` });
  });
  if (server.pid !== undefined) report({ kind: 'started', pid: server.pid });
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  const leftovers = job === undefined ? [] : await endProcesses(job.token);
  if (job !== undefined) rmSync(job.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  report({ kind: 'done', leftovers });
  // The exit code is set instead of exiting, so that the report is written first.
  process.exitCode = 0;
  process.stdin.destroy();
}

async function endProcesses(token: string): Promise<readonly FoundProcess[]> {
  server?.kill('SIGTERM');
  // A background host outlives its windows by design, and so does what it runs; nobody comes back for either.
  const hosts = processesWith(token).filter(({ command }) => command.includes('host.mjs --folder'));
  for (const { pid } of hosts) process.kill(pid, 'SIGTERM');
  const deadline = performance.now() + (hosts.length > 0 ? hostGraceMs : graceMs);
  while (performance.now() < deadline && processesWith(token).length > 0) await sleep(20);
  const leftovers = processesWith(token);
  for (let alive = leftovers; alive.length > 0; alive = processesWith(token)) {
    for (const { pid } of alive) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
    await sleep(20);
  }
  return leftovers;
}

function report(message: GuardReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
