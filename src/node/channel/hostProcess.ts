import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { alone } from '../process/alone.ts';
import { type Clock, delay } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { scrubEnvironment } from '../../model/environment/environment.ts';
import type { Argv } from '../../model/words/argv.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { withoutInherited } from '../process/inheritedDescriptors.ts';
import { startAnew } from '../process/startAnew.ts';

/** A background host that is to be started. */
export interface HostProcessPlan {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Absolute path of the program's one file. */
  readonly file: string;
  /** The Node that runs it, or an Electron that can be one. */
  readonly nodePath: string;
  /** The starter's; what belongs to the editor does not reach the host. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the file that takes what the host writes into its standard error. */
  readonly outputPath: string;
}

/** Milliseconds that a host may take to say that it is ready, on a machine that is busy. */
const startMs = 30_000;

/** Variables by which tests reach a host, no matter who starts it. */
const testVariables: readonly string[] = ['EXECUTOR_TEST_CLOCK', 'EXECUTOR_FAULT', 'EXECUTOR_MISHAP'];

/**
 * Starts a background host in a session of its own, which survives this process. Answers the line in which it says how its
 * start went, or as a clause why there is none. Never rejects.
 */
export async function startHostProcess(plan: HostProcessPlan, clock: Clock): Promise<Result<string, string>> {
  try {
    await mkdir(path.dirname(plan.outputPath), { recursive: true, mode: 0o700 });
    const output = await open(plan.outputPath, 'a', 0o600);
    try {
      return await spawnHost(plan, output.fd, clock);
    } finally {
      await output.close();
    }
  } catch (error) {
    return err(errorDetail(error));
  }
}

async function spawnHost(plan: HostProcessPlan, output: number, clock: Clock): Promise<Result<string, string>> {
  const { environment, file, folder, nodePath } = plan;
  const argv: Argv = [nodePath, file, '--folder', folder];
  // Whoever starts it may be nice, confined to a processor, or of another umask: nothing of that is to hold for its runs.
  const [program, ...args] = process.platform === 'win32' ? argv : startAnew(argv);
  if (path.isAbsolute(nodePath)) await access(nodePath, constants.X_OK);
  const subprocess = withoutInherited([], (others) =>
    execa(program, args, {
      ...alone,
      cwd: '/',
      env: { ...scrubEnvironment(environment), ...ofTests(environment), ELECTRON_RUN_AS_NODE: '1' },
      // The first nine descriptors are all that execa's types know of.
      stdio: ['ignore', 'pipe', output as 9, ...others] as const,
    }),
  );
  const child = subprocess.nodeChildProcess;
  child.unref();
  const { stdout } = child;
  if (!stdout) return err('it has no standard output');
  const waiting = new AbortController();
  const line = new Promise<Result<string, string>>((resolve) => {
    createInterface({ input: stdout }).once('line', (text) => {
      resolve(ok(text));
    });
    void subprocess.then(({ exitCode, originalMessage, signal }) => {
      const how = signal ?? (exitCode === undefined ? undefined : `exit code ${String(exitCode)}`);
      resolve(err(how === undefined ? `${nodePath}: ${originalMessage ?? 'unknown error'}` : `it ended with ${how}`));
    });
  });
  const late = delay(clock, startMs, waiting.signal).then(() =>
    err(`it did not answer within ${String(startMs / 1_000)} s`),
  );
  const answer = await Promise.race([line, late]);
  waiting.abort();
  stdout.destroy();
  return answer;
}

function ofTests(environment: HostProcessPlan['environment']): Record<string, string> {
  return Object.fromEntries(
    testVariables.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
