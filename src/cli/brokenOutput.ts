import { exitCodes } from './exitCode.ts';

/** How the command ends when nobody takes what it has to say. */
export interface BrokenOutput {
  readonly exit: number;
  /** For the standard error; undefined if whoever read wants no more, as `head` does. */
  readonly message: string | undefined;
}

/** As a shell tells of a program that SIGPIPE has ended; Node ignores that signal. */
const endedByPipe = 128 + 13;

/** How the command with these arguments ends when its standard output fails with an error of the system. */
export function brokenOutput({ code, message }: NodeJS.ErrnoException, args: readonly string[]): BrokenOutput {
  if (code === 'EPIPE') return { exit: endedByPipe, message: undefined };
  const detail = /^[A-Z\d_]+: (.+), \w+$/s.exec(message)?.[1] ?? message;
  return {
    exit: verbOf(args) === 'run' ? exitCodes.ownError : exitCodes.failed,
    message: `The output could not be written: ${detail}. Part of it is missing. Send it elsewhere, or free some space.`,
  };
}

function verbOf(args: readonly string[]): string | undefined {
  return args.find((arg, at) => !arg.startsWith('-') && args[at - 1] !== '--folder');
}
