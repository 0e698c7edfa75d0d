import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Build, buildName, compareBuilds } from '../model/build.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { errorDetail } from './errorDetail.ts';
import { makeOwnFolder } from './ownFolder.ts';

/** So many copies are kept, the newest; a host that runs needs its file no longer. */
const keptBuilds = 3;
const fileName = 'host.mjs';
/** Beside the copy: what it was when it was made. */
const sumName = 'host.mjs.sha256';
/** How often a copy is made that others take away meanwhile. */
const mostAttempts = 3;

/** A background host as it was installed. */
export interface InstalledBuild {
  readonly build: Build;
  /** Absolute path of its one file. */
  readonly file: string;
  readonly protocolVersion: number;
}

/**
 * Copies the background host to where no update takes it away, and answers the copy to start: the newest that speaks this
 * version of the protocol, so that windows of two builds do not replace each other's hosts for ever. Of what was copied only
 * that counts which still is what it was, in a folder that nobody else could write to.
 */
export async function installHostBuild(
  builds: string,
  installed: InstalledBuild,
  random: Random,
): Promise<Result<string, ExecutorFailure>> {
  let wasOpen = false;
  for (const folder of [path.dirname(builds), builds]) {
    const made = await makeOwnFolder(folder);
    if (!made.ok) return made;
    wasOpen ||= made.value.wasOpen;
  }
  try {
    const own = ownName(installed);
    const bytes = await readFile(installed.file);
    if (wasOpen) await removeAll(builds, await buildsIn(builds));
    await putOwn(builds, own, bytes, random);
    const ranked = (await buildsIn(builds)).toSorted((one, other) => compareBuilds(other, one));
    await removeAll(builds, ranked.filter(({ name }) => name !== own).slice(keptBuilds));
    const suffix = suffixOf(installed);
    for (const { name } of ranked) {
      if (name === own || (name.endsWith(suffix) && (await isWhole(builds, name))))
        return ok(path.join(builds, name, fileName));
    }
    return ok(path.join(builds, own, fileName));
  } catch (error) {
    return err({ reason: 'state-unusable', path: builds, detail: errorDetail(error) });
  }
}

/** The copies that are not what they were when they were made, by their folders' names; those that nobody can tell are left out. */
export async function damagedBuilds(builds: string, installed: InstalledBuild): Promise<readonly string[]> {
  const damaged: string[] = [];
  const own = ownName(installed);
  const sum = await readFile(installed.file).then(sumOf, () => undefined);
  for (const { name } of await buildsIn(builds).catch(() => [])) {
    const isOwn = name === own && sum !== undefined;
    const isSound = isOwn ? (await sumIn(builds, name)) === sum : await isWhole(builds, name, { ifUnknown: true });
    if (!isSound) damaged.push(path.join(builds, name));
  }
  return damaged;
}

function suffixOf({ protocolVersion }: InstalledBuild): string {
  return `-p${String(protocolVersion)}`;
}

function ownName(installed: InstalledBuild): string {
  return `${buildName(installed.build)}${suffixOf(installed)}`;
}

/** Sees that the copy of this very build is there and what it should be. */
async function putOwn(builds: string, own: string, bytes: Uint8Array, random: Random): Promise<void> {
  const sum = sumOf(bytes);
  for (let attempt = 1; (await sumIn(builds, own)) !== sum; attempt++) {
    const temporary = path.join(builds, `.${random.hex(8)}`);
    try {
      await mkdir(temporary, { mode: 0o700 });
      await writeSynced(path.join(temporary, fileName), bytes);
      await writeSynced(path.join(temporary, sumName), `${sum}\n`);
      await syncFolder(temporary);
      await rename(temporary, path.join(builds, own));
      await syncFolder(builds);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      if (attempt >= mostAttempts || !isTaken(error)) throw error;
      // Another window may have been faster with the same. What is still another one makes room.
      if ((await sumIn(builds, own)) !== sum) await rm(path.join(builds, own), { recursive: true, force: true });
    }
  }
}

/** On the disk when this resolves, so that no power cut leaves a name without its content. */
async function writeSynced(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
}

/** Whether a copy is what it was when it was made; of one that was made without a sum `ifUnknown`. */
async function isWhole(builds: string, name: string, { ifUnknown = false } = {}): Promise<boolean> {
  const known = await readFile(path.join(builds, name, sumName), 'utf8').catch(() => undefined);
  if (known === undefined) return ifUnknown;
  return (await sumIn(builds, name)) === known.trim();
}

function sumIn(builds: string, name: string): Promise<string | undefined> {
  return readFile(path.join(builds, name, fileName)).then(sumOf, () => undefined);
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface FoundBuild extends Build {
  /** Of its folder. */
  readonly name: string;
}

async function buildsIn(builds: string): Promise<readonly FoundBuild[]> {
  return (await readdir(builds)).flatMap((name) => {
    const parsed = parseName(name);
    return parsed ? [{ name, ...parsed }] : [];
  });
}

async function removeAll(builds: string, found: readonly FoundBuild[]): Promise<void> {
  await Promise.all(found.map(({ name }) => rm(path.join(builds, name), { recursive: true, force: true })));
}

/** The build that a folder's name tells. */
function parseName(name: string): Build | undefined {
  const [, version, stamp] = /^(\d[\w.-]*)-(\d+)-p\d+$/.exec(name) ?? [];
  return version === undefined ? undefined : { version, stamp: Number(stamp) };
}
