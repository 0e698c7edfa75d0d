import { rm } from 'node:fs/promises';
import * as z from 'zod';
import type { Instant } from '../../base/clock.ts';
import { type HostMode, hostModes } from '../../model/host/hostFacts.ts';
import type { ProcessIdentity } from '../../model/run.ts';
import { replacePrivateFile } from '../files/privateFile.ts';
import { readStored } from '../files/stored.ts';
import { identityFields } from './storedSchemas.ts';

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

const stored: z.ZodType<HostRecord> = z.object({
  ...identityFields,
  pid: z.int().positive(),
  version: z.string(),
  since: z.number(),
  mode: z.enum(hostModes),
  address: z.string(),
  token: z.string(),
});

/** Writes the record whole or not at all, readable by this user alone. Rejects where the folder cannot be written. */
export async function writeHostRecord(path: string, record: HostRecord): Promise<void> {
  await replacePrivateFile(path, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Reads the record; one that is missing, unreadable or malformed is none. */
export function readHostRecord(path: string): Promise<HostRecord | undefined> {
  return readStored(stored, path);
}

/** Takes the record away, as the owner does before it gives back the lock. */
export async function removeHostRecord(path: string): Promise<void> {
  await rm(path, { force: true });
}
