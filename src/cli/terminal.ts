import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { HostProgram } from '../host/reach/connect.ts';
import type { Build } from '../model/host/build.ts';

/** Signals that people and service managers end a command with. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Everything the command has to do with outside of itself. */
export interface Terminal {
  /** Takes text, or bytes that pass as they are; resolves when they may be followed by more. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** Takes a line for the standard error. */
  readonly complain: (line: string) => void;
  /** Asks a person; the answer is without its line break, undefined if there is nobody to ask. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Whether the standard output is a screen. */
  readonly isScreen: boolean;
  /** Whether colours may be used there. */
  readonly hasColor: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the current directory. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly build: Build;
  /** The background host that verbs start where they need one. */
  readonly program: HostProgram;
  /** The words that run this command from anywhere, and go on doing so when it is updated. */
  readonly command: readonly [string, ...string[]];
  /** Absolute path of the file that is called. */
  readonly cliFile: string;
  /** This process's id; 1 in a container of its own. */
  readonly pid: number;
  /** The user that this process acts as; undefined on Windows. */
  readonly uid: number | undefined;
  /** Takes over what happens at a signal, until disposed. */
  readonly onSignal: (signals: readonly EndingSignal[], listener: (signal: EndingSignal) => void) => Disposable;
}

/** Whether a person has agreed to what `[y/N]` was behind. */
export function isYes(answer: string | undefined): boolean {
  return /^\s*y(es)?\s*$/i.test(answer ?? '');
}
