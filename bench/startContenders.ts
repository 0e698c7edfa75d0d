import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { systemClock } from '../src/base/clock.ts';
import { systemRandom } from '../src/base/random.ts';
import type { RunView } from '../src/model/view/taskView.ts';
import type { Argv } from '../src/model/words/argv.ts';
import { PosixLauncher } from '../src/node/process/posixLauncher.ts';
import { runIdVariable } from '../src/node/process/processGroup.ts';
import { defaultShell, shimArgv } from '../src/node/process/shim.ts';
import { statusFilePath } from '../src/node/process/statusFile.ts';
import type { ExecutorClient } from '../src/protocol/executorClient.ts';
import type { TemporaryFolder } from '../test/support/temporaryFolder.ts';
import { openBenchHost } from './benchHost.ts';
import { nextTick, stampAfter, stampEnvironment, stampScript } from './stampScript.ts';

/** One start: milliseconds from the order to the script's first instruction, and of the call that gave the order. */
export interface StartSample {
  readonly startMs: number;
  /** How long the managing process could do nothing else; what it does later is not counted. */
  readonly callMs: number;
}

/** A way to start the script. Everybody opens the script's log, which is there already, as part of the start. */
export interface StartContender {
  readonly name: string;
  /** Starts the script once and waits for its end. */
  readonly start: () => Promise<StartSample>;
  readonly close: () => Promise<void>;
}

/** The script itself, by nothing but Node. */
export function bareScript(folder: TemporaryFolder): StartContender {
  return bare('bare spawn of the script', folder, () => stampScript());
}

/** The shim with the argv that the launcher gives it, by nothing but Node. */
export function bareShim(folder: TemporaryFolder): StartContender {
  const runs = folder.join('bare-runs');
  mkdirSync(runs);
  return bare('bare spawn of the shim', folder, (run) =>
    shimArgv({ shell: defaultShell, statusPath: statusFilePath(runs, run) }, stampScript()),
  );
}

function bare(name: string, folder: TemporaryFolder, argvFor: (run: string) => Argv): StartContender {
  return {
    name,
    start: async () => {
      const run = systemRandom.hex(12);
      const [file, ...args] = argvFor(run);
      const env = { ...stampEnvironment, PWD: folder.path, [runIdVariable]: run };
      const logPath = newLog(folder, run);
      const startedAt = nextTick();
      const called = performance.now();
      const log = openSync(logPath, 'a');
      const child = spawn(file, args, { cwd: folder.path, env, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      const callMs = performance.now() - called;
      await once(child, 'exit');
      return { startMs: stampAfter(startedAt, readFileSync(logPath, 'utf8')), callMs };
    },
    close: () => Promise.resolve(),
  };
}

/** What the host starts runs with. */
export function launcher(folder: TemporaryFolder): StartContender {
  const subject = new PosixLauncher({ runsFolder: folder.join('runs'), clock: systemClock });
  const argv = stampScript();
  return {
    name: 'the launcher',
    start: async () => {
      const run = systemRandom.hex(12);
      const logPath = newLog(folder, run);
      const startedAt = nextTick();
      const called = performance.now();
      const launched = subject.launch({ run, argv, cwd: folder.path, env: stampEnvironment, logPath });
      const callMs = performance.now() - called;
      const report = await launched.started;
      if (report.kind !== 'started') throw new Error(`The launcher started nothing: ${JSON.stringify(report)}`);
      await launched.ended;
      return { startMs: stampAfter(startedAt, readFileSync(logPath, 'utf8')), callMs };
    },
    close: () => {
      subject.dispose();
      return Promise.resolve();
    },
  };
}

/** A client's request to a host with everything that belongs to it: messages, database, program search, log. */
export async function wholeHost(folder: TemporaryFolder): Promise<StartContender> {
  const connection = await openBenchHost(folder, { stamp: { command: stampScript(), restart: 'never' } });
  const { client } = connection;
  return {
    name: 'the whole host, from the request',
    start: async () => {
      const before = newestRun(client)?.id;
      const startedAt = nextTick();
      const called = performance.now();
      const answer = client.ask('task/start', { name: 'stamp' });
      const callMs = performance.now() - called;
      const answered = await answer;
      if (!answered.ok) throw new Error(answered.error.message);
      const run = await nextRun(client, before);
      return { startMs: stampAfter(startedAt, readFileSync(run.logPath, 'utf8')), callMs };
    },
    close: () => connection.close(),
  };
}

/** The first run after `before` that has ended. */
function nextRun(client: ExecutorClient, before: string | undefined): Promise<RunView> {
  return new Promise((resolve) => {
    const look = (): void => {
      const run = newestRun(client);
      if (run === undefined || run.id === before || run.endedAt === undefined) return;
      subscription.dispose();
      resolve(run);
    };
    const subscription = client.onDidChange(look);
    look();
  });
}

function newestRun(client: ExecutorClient): RunView | undefined {
  return client.executor.tasks[0]?.runs[0];
}

function newLog(folder: TemporaryFolder, run: string): string {
  const logPath = folder.join(`${run}.log`);
  writeFileSync(logPath, '');
  return logPath;
}
