import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { LogFollower } from '../../node/log/logFollower.ts';
import { type LogTail, readLastLines } from '../../node/log/logReader.ts';

/** Follows one log until closed. */
export interface FollowedLog {
  /** Delivers what is in the file at this moment, then stops. */
  finish(): Promise<void>;
}

/** The last lines of a log, whatever its size. */
export function lastLinesOf(path: string, lines: number): Promise<Result<LogTail, ExecutorFailure>> {
  return readLastLines(path, lines);
}

/** Hands the last lines of one log to `onBytes`, then what is appended; a promise that it returns is awaited. */
export function followLogFile(
  { clock, lines, path }: { readonly path: string; readonly lines: number; readonly clock: Clock },
  onBytes: (bytes: Uint8Array) => void | Promise<void>,
): FollowedLog {
  const follower = new LogFollower({ path, lines, clock, onPiece: ({ bytes }) => onBytes(bytes) });
  return {
    finish: async () => {
      await follower.flush();
      await follower.close();
    },
  };
}
