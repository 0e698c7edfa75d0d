import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../base/random.ts';
import { type Build, buildName, compareBuilds } from '../model/build.ts';

/** So many copies are kept, the newest; a host that runs needs its file no longer. */
const keptBuilds = 3;
const fileName = 'host.mjs';

/**
 * Copies the background host to where no update takes it away, and answers the copy to start: the newest that speaks this
 * version of the protocol, so that windows of two builds do not replace each other's hosts for ever.
 */
export async function installHostBuild(
  builds: string,
  { build, file, protocolVersion }: { readonly build: Build; readonly file: string; readonly protocolVersion: number },
  random: Random,
): Promise<string> {
  const suffix = `-p${String(protocolVersion)}`;
  const own = `${buildName(build)}${suffix}`;
  await mkdir(builds, { recursive: true, mode: 0o700 });
  const known = await readdir(builds);
  if (!known.includes(own)) {
    const temporary = path.join(builds, `.${random.hex(8)}`);
    await mkdir(temporary, { mode: 0o700 });
    await copyFile(file, path.join(temporary, fileName));
    // Another window may have been faster with the same.
    await rename(temporary, path.join(builds, own)).catch(() => rm(temporary, { recursive: true, force: true }));
  }
  const ranked = [...new Set([...known, own])]
    .flatMap((name) => {
      const parsed = parseName(name);
      return parsed ? [{ name, ...parsed }] : [];
    })
    .toSorted((one, other) => compareBuilds(other, one));
  const surplus = ranked.filter(({ name }) => name !== own).slice(keptBuilds);
  await Promise.all(surplus.map(({ name }) => rm(path.join(builds, name), { recursive: true, force: true })));
  const newest = ranked.find(({ name }) => name.endsWith(suffix))?.name ?? own;
  return path.join(builds, newest, fileName);
}

/** The build that a folder's name tells. */
function parseName(name: string): Build | undefined {
  const [, version, stamp] = /^(\d[\w.-]*)-(\d+)-p\d+$/.exec(name) ?? [];
  return version === undefined ? undefined : { version, stamp: Number(stamp) };
}
