import { type LoginLimits, setLimitsScript } from '../../model/environment/loginLimits.ts';
import type { Argv } from '../../model/words/argv.ts';
import { stopSignals } from '../../model/task.ts';
import { singleQuoted } from '../../model/words/commandLine.ts';

/** The shell every POSIX platform has. */
export const defaultShell: Argv = ['/bin/sh'];

/** The name both shells of a shim go by, so that a look at a command line tells a shim from its script. */
const shimName = 'executor-shim';

const caughtSignals = stopSignals.map((signal) => signal.slice('SIG'.length)).join(' ');

/**
 * The inner shell makes the claim and becomes the script, so that the script's pid is known before its first instruction.
 *
 * - `set -C` makes the redirection create the file exclusively. Where somebody else has the claim, or the disk is full,
 *   nothing is run and nothing is said.
 * - Busybox ignores SIGQUIT in every shell of its own and would hand that down. A caught signal is reset to its default
 *   by `exec`, an ignored one is not; hence the trap.
 * - The standard error is the log again only for the script; descriptor 3 is closed for it.
 */
const innerShell = `trap "exit 131" QUIT
set -C
echo "pid $$" >"$1" && shift && exec "$@" 2>&3 3>&-`;

/**
 * The text of the outer shell, which outlives every signal a stop may send and records how the script ended.
 *
 * - The traps do nothing but are traps: unlike ignored signals they are reset to their default in the script.
 * - Its own standard error goes nowhere, as shells write "Terminated" when a child was killed.
 * - What the host inherited from the process that started it is closed, as far as every shell can name descriptors.
 * - The limits come before the inner shell, which hands them on.
 * - The script runs in the foreground: a shell without job control makes background children ignore SIGINT and SIGQUIT.
 * - The end is recorded by builtins alone. Any other program would belong to the group that is being killed.
 * - A shim that lost the claim writes nothing: the first word of the file is then not \`pid\`.
 * - The shim ends as its script did, which tells the launching host the status even where the file cannot be written.
 */
function outerShell(shell: Argv, limits: LoginLimits | undefined): string {
  return `trap : ${caughtSignals}
exec 3>&2 2>/dev/null 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
${limits ? `${setLimitsScript(limits)}\n` : ''}${shell.map(singleQuoted).join(' ')} -c ${singleQuoted(innerShell)} ${shimName} "$@"
code=$?
trap '' ${caughtSignals}
word=
read -r word rest <"$1"
case $word in pid) echo "exit $code" >>"$1" ;; esac
exit "$code"`;
}

/** What a shim is made of. */
export interface ShimParts {
  readonly shell: Argv;
  /** Absolute. */
  readonly statusPath: string;
  /** What the script may do; what the starter of the shim may, if absent. */
  readonly limits?: LoginLimits | undefined;
}

/**
 * The argv of a shim that runs `argv` and keeps its records in the status file. The program's path must be absolute, so that
 * exit 126 and 127 are the script's own.
 */
export function shimArgv({ limits, shell, statusPath }: ShimParts, argv: Argv): Argv {
  return [...shell, '-c', outerShell(shell, limits), shimName, statusPath, ...argv] as unknown as Argv;
}

/** Whether a command line, its arguments joined by single spaces, is that of a shim that has not become its script. */
export function isShimCommandLine(commandLine: string, statusPath: string): boolean {
  return commandLine.includes(` ${shimName} ${statusPath} `);
}

/** Whether a command line, its arguments joined by single spaces, is that of a shim of whichever run. */
export function isAnyShimCommandLine(commandLine: string): boolean {
  return / executor-shim \/.*\/[0-9a-f]+\.status /s.test(commandLine);
}

/** The name of a function that bash has exported: `module` on a cluster's login node, say. */
const exportedFunction = /^BASH_FUNC_.+%%$/;

/**
 * The argv that hands down bash's exported functions, which dash and busybox drop from the environment of what they run,
 * as they do with every variable whose name is no shell variable's. `env` puts them back, which shows their text in a
 * command line for an instant; so nothing else is carried, since any other variable might hold a secret. A program
 * whose path holds `=` cannot be started through `env` and goes without.
 */
export function carryFunctions(argv: Argv, env: Readonly<Record<string, string>>): Argv {
  const functions = Object.entries(env).filter(([name]) => exportedFunction.test(name));
  if (functions.length === 0 || argv[0].includes('=')) return argv;
  return ['/usr/bin/env', ...functions.map(([name, value]) => `${name}=${value}`), ...argv];
}
