import { readHostRecord } from '../node/hostRecord.ts';
import { systemProcessTable } from '../node/processTable.ts';
import { thisMachine, whereabouts } from '../node/processIdentity.ts';
import { locateState } from '../node/stateFolder.ts';
import { stateSurroundings } from './openExecutor.ts';

/**
 * Whether the owner that `host.json` names still seems to be there. Takes no lock and costs no waiting, so that a window
 * may ask again and again; only opening the executor tells for certain.
 */
export async function isHeldElsewhere(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const located = await locateState(stateSurroundings(environment), folder);
  if (!located.ok) return false;
  const record = await readHostRecord(located.value.hostRecord);
  if (!record) return false;
  const table = systemProcessTable();
  return whereabouts(record, thisMachine(), (pid) => table.find(pid)) !== 'gone';
}
