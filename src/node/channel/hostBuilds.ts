import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Build, buildName, compareBuilds } from '../../model/host/build.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { hostFileName, type HostFiles, missingHostFiles, readHostFiles } from './hostFiles.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';

/** This many copies are kept, the newest; a host that runs no longer needs its file. */
const keptBuilds = 3;
/** Beside the copy: what all its files were when it was made. */
const sumName = 'host.sha256';
/** The same of the first file alone, which is what builds know that had no other. */
const firstSumName = `${hostFileName}.sha256`;
/** How often a copy is made that others take away meanwhile. */
const mostAttempts = 3;

/** A background host as it was installed. */
export interface InstalledBuild {
  readonly build: Build;
  /** Absolute path of the file that it begins with. */
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
  const [missing] = await missingHostFiles(installed.file);
  if (missing !== undefined) return err({ reason: 'installation-incomplete', path: missing });
  let wasOpen = false;
  for (const folder of [path.dirname(builds), builds]) {
    const made = await makeOwnFolder(folder);
    if (!made.ok) return made;
    wasOpen ||= made.value.wasOpen;
  }
  try {
    const own = ownName(installed);
    const files = await readHostFiles(installed.file);
    if (wasOpen) await removeAll(builds, await buildsIn(builds));
    await putOwn(builds, own, files, random);
    const ranked = (await buildsIn(builds)).toSorted((one, other) => compareBuilds(other, one));
    await removeAll(builds, ranked.filter(({ name }) => name !== own).slice(keptBuilds));
    const suffix = suffixOf(installed);
    for (const { name } of ranked) {
      if (name === own || (name.endsWith(suffix) && (await isWhole(builds, name))))
        return ok(path.join(builds, name, hostFileName));
    }
    return ok(path.join(builds, own, hostFileName));
  } catch (error) {
    return err({ reason: 'state-unusable', path: builds, detail: errorDetail(error) });
  }
}

/** The copies that are not what they were when they were made, by their folders' names; those that nobody can tell are left out. */
export async function damagedBuilds(builds: string, installed: InstalledBuild): Promise<readonly string[]> {
  const damaged: string[] = [];
  const own = ownName(installed);
  const sum = await readHostFiles(installed.file).then(sumOfAll, () => undefined);
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
async function putOwn(builds: string, own: string, files: HostFiles, random: Random): Promise<void> {
  const sum = sumOfAll(files);
  for (let attempt = 1; (await sumIn(builds, own)) !== sum; attempt++) {
    const temporary = path.join(builds, `.${random.hex(8)}`);
    try {
      await writeCopy(temporary, files);
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

async function writeCopy(folder: string, files: HostFiles): Promise<void> {
  const first = files.get(hostFileName) ?? new Uint8Array();
  const sums = [
    [firstSumName, `${sumOf(first)}\n`],
    [sumName, `${sumOfAll(files)}\n`],
  ] as const;
  const folders = new Set([folder, ...[...files.keys()].map((name) => path.dirname(path.join(folder, name)))]);
  for (const each of folders) await mkdir(each, { mode: 0o700, recursive: each !== folder });
  for (const [name, content] of [...files, ...sums]) await writeSynced(path.join(folder, name), content);
  for (const each of [...folders].toReversed()) await syncFolder(each);
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
  const known = async (file: string): Promise<string | undefined> =>
    readFile(path.join(builds, name, file), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
  const [whole, first] = [await known(sumName), await known(firstSumName)];
  if (whole === undefined && first === undefined) return ifUnknown;
  const files = await filesIn(builds, name);
  if (whole !== undefined) return files !== undefined && sumOfAll(files) === whole;
  // What was made of one file only has no other.
  const bytes = files?.size === 1 ? files.get(hostFileName) : undefined;
  return bytes !== undefined && sumOf(bytes) === first;
}

function sumIn(builds: string, name: string): Promise<string | undefined> {
  return filesIn(builds, name).then((files) => files && sumOfAll(files));
}

/** What a copy consists of; undefined if it cannot be read. */
async function filesIn(builds: string, name: string): Promise<HostFiles | undefined> {
  const folder = path.join(builds, name);
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.endsWith('.sha256'));
    const places = files.map((entry) => path.join(entry.parentPath, entry.name));
    const contents = await Promise.all(places.map((place) => readFile(place)));
    const nameOf = (place: string): string => path.relative(folder, place).replaceAll(path.sep, '/');
    return new Map(places.map((place, index) => [nameOf(place), contents[index] ?? new Uint8Array()]));
  } catch {
    return undefined;
  }
}

function sumOfAll(files: HostFiles): string {
  const lines = [...files].map(([name, bytes]) => `${sumOf(bytes)}  ${name}\n`);
  return sumOf(Buffer.from(lines.toSorted().join('')));
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
    const [, version, stamp] = /^(\d[\w.-]*)-(\d+)-p\d+$/.exec(name) ?? [];
    return version === undefined ? [] : [{ name, version, stamp: Number(stamp) }];
  });
}

async function removeAll(builds: string, found: readonly FoundBuild[]): Promise<void> {
  await Promise.all(found.map(({ name }) => rm(path.join(builds, name), { recursive: true, force: true })));
}
