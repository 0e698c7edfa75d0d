import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardJob, GuardReport } from './guard.ts';
import type { FoundProcess } from './processes.ts';
import { serverPath } from './serverEnvironment.ts';

const startTimeoutMs = 60_000;

/** The driver's side of a guard (guard.ts), which ends the server when this process ends, however it ends. */
export interface Guard {
  /** Starts the server and waits until it answers. */
  readonly start: (serverLog: () => string) => Promise<{ readonly pid: number; readonly port: number }>;
  /** Ends the server and every process that came of it; answers those that did not end by themselves. */
  readonly stop: () => Promise<readonly FoundProcess[]>;
}

/** Starts a guard, which waits with the server until `start`. */
export function startGuard(job: GuardJob): Guard {
  // Its own session: Ctrl-C in a terminal reaches the driver alone, which then closes the guard's standard input.
  const guard = spawn('node', [path.join(import.meta.dirname, 'guard.ts')], {
    detached: true,
    env: { ...process.env, PATH: serverPath() },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reports: GuardReport[] = [];
  guard.stdin.on('error', () => {
    // It has died, which `start` reports.
  });
  guard.stdin.write(`${JSON.stringify(job)}\n`);
  createInterface({ input: guard.stdout }).on('line', (line) => reports.push(JSON.parse(line) as GuardReport));
  const gone = new Promise<void>((resolve) => {
    guard.once('close', () => {
      reports.push({ kind: 'exited', how: 'with its guard' });
      resolve();
    });
  });

  return {
    start: async (serverLog) => {
      guard.stdin.write('start\n');
      const deadline = performance.now() + startTimeoutMs;
      while (performance.now() < deadline) {
        const exited = reports.find((report) => report.kind === 'exited');
        if (exited !== undefined) throw new Error(`The server ended (${exited.how}):\n${serverLog()}`);
        const started = reports.find((report) => report.kind === 'started');
        const port = started && /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(serverLog())?.[1];
        if (started !== undefined && port !== undefined && (await answers(`http://127.0.0.1:${port}/healthz`))) {
          return { pid: started.pid, port: Number(port) };
        }
        await sleep(20);
      }
      throw new Error(`The server did not answer within ${String(startTimeoutMs)} ms:\n${serverLog()}`);
    },
    stop: async () => {
      guard.stdin.end();
      await gone;
      return reports.flatMap((report) => (report.kind === 'done' ? report.leftovers : []));
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
