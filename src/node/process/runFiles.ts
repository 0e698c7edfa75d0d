import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Instant } from '../../base/clock.ts';
import type { RunId } from '../../model/run.ts';

/** What every launcher needs. */
export interface LauncherOptions {
  /** Absolute path of the folder of status files or holds, within the executor's state; made when first needed. */
  readonly runsFolder: string;
  readonly clock: Clock;
}

/** Milliseconds for which the files of a settled run are kept in any case: a day. */
const keptMs = 86_400_000;

/** Deletes old files of runs, whose names `runOf` reads, except for those of the runs that are not settled. */
export async function tidyRunFiles(
  runsFolder: string,
  now: Instant,
  unsettled: ReadonlySet<RunId>,
  runOf: (name: string) => RunId | undefined,
): Promise<void> {
  for (const name of await readdir(runsFolder).catch(() => [])) {
    const run = runOf(name);
    if (run === undefined || unsettled.has(run)) continue;
    const file = path.join(runsFolder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < now - keptMs) await rm(file, { force: true }).catch(() => undefined);
  }
}
