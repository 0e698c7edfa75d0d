import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { execa, type Options } from 'execa';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { alone } from '../process/alone.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { type BaseEnvironment, scrubEnvironment } from '../../model/environment/environment.ts';
import { type LoginLimits, printLimitsScript, readLimits } from '../../model/environment/loginLimits.ts';
import { attempt } from '../files/attempt.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { MarkedOutput } from './markedOutput.ts';

/** What reading the environment of the user's login shell takes. */
export interface LoginShellOptions {
  /** The environment of the process that started this one: names the shell, and serves where that does not answer. */
  readonly starter: Readonly<Record<string, string | undefined>>;
  /** A Node, or an Electron that can be one; the shell has it print the environment. */
  readonly nodePath: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly platform: NodeJS.Platform;
  /** Milliseconds that the shell may take; 10 s if not given. */
  readonly timeoutMs?: number;
}

/**
 * The environment that a login shell of the user has, profiles and all. Never rejects: where the shell cannot be had, the
 * answer is the starter's environment with the problem. Windows has no login shells; there it is the starter's as well.
 */
export async function readLoginShellEnvironment(options: LoginShellOptions): Promise<BaseEnvironment> {
  const starter = scrubEnvironment(options.starter);
  if (options.platform === 'win32') return { variables: starter, origin: 'starter' };
  const shell = shellOf(starter);
  const answer = await askShell(shell, starter, options).catch((error: unknown) =>
    err(`${shell} could not be started: ${errorDetail(error)}`),
  );
  return answer.ok
    ? { ...answer.value, origin: 'login-shell' }
    : { variables: starter, origin: 'starter', problem: answer.error };
}

/** Variables that tell of the shell that was asked, not of the user. */
const aboutTheShell: readonly string[] = ['_', 'OLDPWD', 'PWD', 'SHLVL'];

// Of a session of its own: an interactive shell that shares ours takes the terminal, which stops this process.
const asked = { ...alone, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' } satisfies Options;

type Variables = Readonly<Record<string, string>>;

/** Answers the variables, with the limits if the shell has told them, or a clause that says why there are none. */
async function askShell(
  shell: string,
  starter: Variables,
  options: LoginShellOptions,
): Promise<Result<Pick<BaseEnvironment, 'variables' | 'limits'>, string>> {
  const { clock, nodePath, random, timeoutMs = 10_000 } = options;
  const output = new MarkedOutput(random.hex(16), random.hex(16));
  const limitsOutput = new MarkedOutput(random.hex(16), random.hex(16));
  const command = `${printLimitsCommand(limitsOutput)}; ${printCommand(nodePath, output)}`;
  let limits: LoginLimits | undefined;
  const subprocess = execa(shell, [loginOption(shell), command], {
    ...asked,
    cwd: homeFolder(starter),
    // Profiles may ask for the last one, as VS Code documents it, to skip what is for people alone, such as tmux.
    env: { ...starter, SHELL: shell, VSCODE_RESOLVING_ENVIRONMENT: '1' },
  });
  const child = subprocess.nodeChildProcess;
  return new Promise((resolve) => {
    const timer = clock.setTimer(timeoutMs, () => {
      if (child.exitCode === null && child.signalCode === null) killGroup(child.pid);
      // A daemon that a profile has started may hold the other end.
      subprocess.stdout.destroy();
      resolve(err(`${shell} did not answer within ${String(timeoutMs / 1_000)} s`));
    });
    subprocess.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const limitsText = limitsOutput.push(chunk);
      if (limitsText !== undefined) limits = readLimits(limitsText);
      const text = output.push(chunk);
      // The shell may still write its history and log out; what is left after that, or in the end, goes with its group.
      if (text === undefined) return;
      const variables = readVariables(shell, text);
      resolve(variables.ok ? ok({ variables: variables.value, ...(limits && { limits }) }) : variables);
    });
    child.once('exit', () => {
      killGroup(child.pid);
    });
    // Comes after the end of the output as well, so after the answer, if there is one.
    void subprocess.then(({ exitCode, originalMessage, signal }) => {
      timer.dispose();
      if (exitCode !== undefined) resolve(err(`${shell} ended with exit code ${String(exitCode)} and did not answer`));
      else if (signal !== undefined) resolve(err(`${shell} was ended by ${signal} and did not answer`));
      else resolve(err(`${shell} could not be started: ${originalMessage ?? 'unknown error'}`));
    });
  });
}

function shellOf({ SHELL }: Variables): string {
  if (SHELL !== undefined && SHELL !== '') return SHELL;
  // In some containers this user has no entry in the user database.
  return attempt(null, () => userInfo().shell) || '/bin/sh';
}

/** As a login shell, interactive, with a command; csh and tcsh know `-l` only where it stands alone. */
function loginOption(shell: string): string {
  return ['csh', 'tcsh'].includes(path.basename(shell)) ? '-ic' : '-ilc';
}

/** Prints what the shell lets its programs do; they inherit it, so that any `sh` can tell. */
function printLimitsCommand({ begin, end }: MarkedOutput): string {
  return `/bin/sh -c ${quoteForAnyShell(printLimitsScript(begin, end))}`;
}

/** Prints the environment as JSON between the markers; the same words to sh, bash, zsh, ksh, fish and csh. */
function printCommand(nodePath: string, { begin, end }: MarkedOutput): string {
  const print = `"${begin}" + JSON.stringify(process.env) + "${end}"`;
  // For this one process: the shell's own children see neither. NODE_OPTIONS of a profile might make Node print more.
  const settings = ['ELECTRON_RUN_AS_NODE=1', 'NODE_OPTIONS='];
  return ['/usr/bin/env', ...settings, quoteForAnyShell(nodePath), '-p', quoteForAnyShell(print)].join(' ');
}

/**
 * Quotes a word so that every shell reads it alike. In single quotes a backslash is special to fish and an exclamation mark
 * to csh, so these stand outside of them, escaped.
 */
function quoteForAnyShell(word: string): string {
  return `'${word.replaceAll(/['\\!]/g, (special) => `'\\${special}'`)}'`;
}

function homeFolder({ HOME }: Variables): string {
  return HOME !== undefined && existsSync(HOME) ? HOME : '/';
}

function readVariables(shell: string, text: string): Result<Variables, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new Error('not an object');
    const variables = Object.entries(value).filter(([name]) => !aboutTheShell.includes(name));
    return ok(scrubEnvironment(Object.fromEntries(variables)));
  } catch {
    return err(`${shell} printed something other than its environment`);
  }
}

/**
 * Ends what a profile has left behind. Called while the shell lives or at the event of its end, before its pid can have been
 * given to another.
 */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  // The group may be empty.
  attempt(undefined, () => process.kill(-leader, 'SIGKILL'));
}
