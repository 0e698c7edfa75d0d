import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The files of a host with their contents, by their paths relative to its folder, with `/` between. */
export type HostFiles = ReadonlyMap<string, Uint8Array>;

/** What each copy of a host begins with. */
export const hostFileName = 'host.mjs';

/** Beside a host that shares files with other programs: the names of all files that it consists of. */
const listName = 'host.files.json';

/**
 * Reads the files of an installed host, by the path of the one that it begins with, which is called `host.mjs` in the answer.
 * Rejects where one of them cannot be read.
 */
export async function readHostFiles(file: string): Promise<HostFiles> {
  const others = await othersBeside(file);
  const places = [[hostFileName, file] as const, ...others.map((name) => [name, beside(file, name)] as const)];
  return new Map(await Promise.all(places.map(async ([name, place]) => [name, await readFile(place)] as const)));
}

/** Paths of the files of an installed host that are not there. */
export async function missingHostFiles(file: string): Promise<readonly string[]> {
  const others = await othersBeside(file);
  return [file, ...others.map((name) => beside(file, name))].filter((place) => !existsSync(place));
}

/** A host without a list consists of one file. */
async function othersBeside(file: string): Promise<readonly string[]> {
  const text = await readFile(beside(file, listName), 'utf8').catch(() => '[]');
  return (JSON.parse(text) as readonly string[]).filter((name) => name !== hostFileName);
}

function beside(file: string, name: string): string {
  return path.join(path.dirname(file), name);
}
