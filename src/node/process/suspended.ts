import type { ProcessIdentity } from '../../model/run.ts';
import { isRecordedProcess, thisMachine } from './processIdentity.ts';
import { systemProcessTable } from './processTable.ts';

/** Whether a recorded process lives here, and does nothing until somebody lets it go on. */
export function isSuspended(identity: ProcessIdentity): boolean {
  const entry = systemProcessTable().find(identity.pid);
  return isRecordedProcess(identity, thisMachine(), entry) && entry.isSuspended === true;
}
