import { readFile, rm } from 'node:fs/promises';
import type { Instant } from '../../base/clock.ts';
import { type HostMode, isHostMode } from '../../model/host/hostFacts.ts';
import type { ProcessIdentity } from '../../model/run.ts';
import { replacePrivateFile } from '../files/privateFile.ts';

/** Who owns an executor, written by the owner after it took the lock; readers believe it and compute nothing. */
export interface HostRecord extends ProcessIdentity {
  /** Version of Executor. */
  readonly version: string;
  /** When it became the owner. */
  readonly since: Instant;
  /** Where it lives. */
  readonly mode: HostMode;
  /** Where clients reach it. */
  readonly address: string;
  /** What it asks of every client. */
  readonly token: string;
}

/** Writes the record whole or not at all, readable by this user alone. Rejects where the folder cannot be written. */
export async function writeHostRecord(path: string, record: HostRecord): Promise<void> {
  await replacePrivateFile(path, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Reads the record; one that is missing, unreadable or malformed is none. */
export async function readHostRecord(path: string): Promise<HostRecord | undefined> {
  try {
    return toHostRecord(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Takes the record away, as the owner does before it gives back the lock. */
export async function removeHostRecord(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Checks what was read; fields of later versions are passed over. */
function toHostRecord(value: unknown): HostRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const word = (name: string): string | undefined => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : undefined;
  };
  const machineId = word('machineId');
  const bootId = word('bootId');
  const pidNamespace = word('pidNamespace');
  const startTime = word('startTime');
  const version = word('version');
  const address = word('address');
  const token = word('token');
  const mode = word('mode');
  const pid = fields.get('pid');
  const since = fields.get('since');
  if (machineId === undefined || bootId === undefined || pidNamespace === undefined || startTime === undefined) {
    return undefined;
  }
  if (version === undefined || typeof pid !== 'number' || typeof since !== 'number') return undefined;
  if (address === undefined || token === undefined || !isHostMode(mode)) return undefined;
  if (!Number.isSafeInteger(pid) || pid <= 0 || !Number.isFinite(since)) return undefined;
  return {
    machineId,
    bootId,
    pidNamespace,
    startTime,
    pid,
    version,
    since,
    mode,
    address,
    token,
  };
}
