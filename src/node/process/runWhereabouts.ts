import type { ProcessIdentity, RunId } from '../../model/run.ts';
import { thisMachine, type Whereabouts, whereabouts } from './processIdentity.ts';
import { systemProcessTable } from './processTable.ts';
import { RunHoldFiles } from './runHold.ts';

/** Where the process of a recorded run is. On Windows a pid that is taken may be anybody's; the run's hold is its own. */
export function whereaboutsOfRun(identity: ProcessIdentity, runsFolder: string, run: RunId): Whereabouts {
  const table = systemProcessTable();
  const where = whereabouts(identity, thisMachine(), (pid) => table.find(pid));
  if (process.platform !== 'win32' || where !== 'alive') return where;
  return new RunHoldFiles(runsFolder).isHeld(run) ? 'alive' : 'gone';
}
