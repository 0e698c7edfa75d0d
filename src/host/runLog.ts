import type { Clock } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { LogFollower } from '../node/logFollower.ts';
import { readLastLines } from '../node/logReader.ts';

/** Follows one log until closed. */
export interface FollowedLog {
  /** Delivers what is in the file at this moment, then stops. */
  finish(): Promise<void>;
}

/** The last lines of a log as text, whatever its size. */
export async function lastLinesOf(path: string, lines: number): Promise<Result<string, ExecutorFailure>> {
  const read = await readLastLines(path, lines);
  return read.ok ? { ok: true, value: read.value.text } : read;
}

/** Hands the last lines of one log to `onText`, then what is appended; a promise that it returns is awaited. */
export function followLogFile(
  { clock, lines, path }: { readonly path: string; readonly lines: number; readonly clock: Clock },
  onText: (text: string) => void | Promise<void>,
): FollowedLog {
  const follower = new LogFollower({ path, lines, clock, onText: ({ text }) => onText(text) });
  return {
    finish: async () => {
      await follower.flush();
      await follower.close();
    },
  };
}
