import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The pid of the process that owns the executor of a folder. */
export function ownerPid(home: string, folder: string): number {
  const hash = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  const record = path.join(home, '.local/state/executor', hash, 'host.json');
  return (JSON.parse(readFileSync(record, 'utf8')) as { readonly pid: number }).pid;
}
