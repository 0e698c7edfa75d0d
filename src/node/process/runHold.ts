import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { RunId } from '../../model/run.ts';
import { attempt } from '../files/attempt.ts';
import { errorCode, errorDetail } from '../files/errorDetail.ts';

/** What is written in a hold about the script that got it. */
export interface HoldText {
  /** Absent if the host was killed in the instant between the spawn and this note. */
  readonly pid?: number;
  /** The name of its program as `tasklist` tells it; noted once the run has lasted a while. */
  readonly image?: string;
}

/** libuv's `UV_FS_O_EXLOCK` for Windows, which Node has no name for: opened only if nobody else has the file open. */
const forNobodyElse = 0x10000000;

/**
 * The holds of runs: on Windows each script inherits an open file of its run's own, and Windows closes it with the last
 * process that has it. So whether it can be opened for nobody else tells for sure that a run has ended, to any process and
 * after any restart; a pid alone would tell that some process has the number. They are files in the folder of all runs, which
 * is made when first needed.
 */
export class RunHoldFiles {
  constructor(private readonly runsFolder: string) {}

  /** Makes the hold of a run that begins, has `start` pass it on, notes the pid that this answers, and lets go of it. */
  give<T extends { readonly pid: number | undefined }>(
    run: RunId,
    start: (descriptor: number) => T,
  ): Result<T, ExecutorFailure> {
    const file = this.path(run);
    let descriptor: number;
    try {
      mkdirSync(this.runsFolder, { recursive: true, mode: 0o700 });
      descriptor = openSync(file, 'wx', 0o600);
    } catch (error) {
      return err({ reason: 'state-unusable', path: file, detail: errorDetail(error) });
    }
    try {
      const started = start(descriptor);
      if (started.pid !== undefined) this.note(run, { pid: started.pid });
      return ok(started);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Adds what is known of the script by now; where that cannot be written it is not known later. */
  note(run: RunId, text: HoldText): void {
    // The disk may be full, or somebody checks whether it is held at this instant.
    attempt(undefined, () => {
      writeFileSync(this.path(run), writeHold(text), { flag: 'a' });
    });
  }

  /** What was noted; undefined if there is no hold, so that the run was never begun. */
  read(run: RunId): HoldText | undefined {
    try {
      return parseHold(readFileSync(this.path(run), 'utf8'));
    } catch (error) {
      return isAbsent(error) ? undefined : {};
    }
  }

  /** Whether a process has it open. A program that looks through files may have, for a moment, too. */
  isHeld(run: RunId): boolean {
    try {
      closeSync(openSync(this.path(run), forNobodyElse));
      return false;
    } catch (error) {
      return !isAbsent(error);
    }
  }

  /** Takes the hold away, held or not. */
  remove(run: RunId): void {
    // Somebody may look at it; what is old is tidied up later.
    attempt(undefined, () => {
      rmSync(this.path(run), { force: true });
    });
  }

  private path(run: RunId): string {
    return path.join(this.runsFolder, `${run}.hold`);
  }
}

/** What is done with holds. */
export type RunHolds = Pick<RunHoldFiles, keyof RunHoldFiles>;

/** The run whose hold has this name; undefined if it isn't one. */
export function runOfHoldFile(name: string): RunId | undefined {
  return /^([0-9a-f]+)\.hold$/.exec(name)?.[1];
}

/** Reads the text of a hold; a line without its newline is not there yet. */
export function parseHold(text: string): HoldText {
  const lines = text.split('\n').slice(0, -1);
  const pid = lines.map((line) => /^pid ([1-9]\d*)$/.exec(line)?.[1]).find((found) => found !== undefined);
  const image = lines.map((line) => /^image (.+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  return { ...(pid !== undefined && { pid: Number(pid) }), ...(image !== undefined && { image }) };
}

/** Writes what `parseHold` reads. */
export function writeHold({ image, pid }: HoldText): string {
  return `${pid === undefined ? '' : `pid ${String(pid)}\n`}${image === undefined ? '' : `image ${image}\n`}`;
}

function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
