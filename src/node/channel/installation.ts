import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { attempt } from '../files/attempt.ts';

/** The name of an extension's folder: what it is, and its version, which an update changes. */
const versionedFolder = /^(?<name>.+)-\d+\.\d+\.\d+/;

/**
 * Whether what brought a client is still there: at this path, or as another version of the same extension beside it.
 * Changes nothing and never throws.
 */
export function isStillInstalled(installation: string): boolean {
  if (existsSync(installation)) return true;
  const name = versionedFolder.exec(path.basename(installation))?.groups?.['name'];
  if (name === undefined) return false;
  const others = attempt([], () => readdirSync(path.dirname(installation)));
  return others.some((other) => versionedFolder.exec(other)?.groups?.['name'] === name);
}
