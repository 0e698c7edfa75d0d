import { delay, systemClock } from '../../src/base/clock.ts';
import type { FoundProcess, RunProcess } from '../../src/core/ports.ts';

/** What came of stopping a run. */
export interface LadderResult {
  readonly survivors: readonly FoundProcess[];
  /** What was found by its environment alone. */
  readonly announced: readonly FoundProcess[];
}

/** Stops a run as a supervisor does: the stop signal, some time for the group to go, then SIGKILL to what is left. */
export async function stopLadder(run: RunProcess, stopTimeoutMs = 300): Promise<LadderResult> {
  const announced: FoundProcess[] = [];
  const patience = new AbortController();
  await run.signal('SIGTERM');
  await Promise.race([run.groupGone(), delay(systemClock, stopTimeoutMs, patience.signal)]);
  patience.abort();
  const survivors = await run.kill((found) => announced.push(...found));
  return { survivors, announced };
}
