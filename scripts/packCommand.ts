import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundled } from './bundle.ts';
import { packedReadme } from './packedReadme.ts';
import { noticesFile, packagesOf, thirdPartyNotices } from './thirdPartyNotices.ts';

/** What the manifest of the whole project says of the command as well. */
interface ProjectManifest {
  readonly version: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly repository?: unknown;
}

/** The name of the package: that without a scope belongs to a program of somebody else. */
export const commandPackage = '@executor-scripts/cli';

/** The manifest of the package that is the command alone. */
export function commandManifest({ engines, keywords, license, repository, version }: ProjectManifest): object {
  return {
    name: commandPackage,
    version,
    description:
      'The command executor: runs scripts in the background, once, on a schedule or all the time, and starts them again when they fail.',
    keywords,
    license,
    ...(repository !== undefined && { repository }),
    type: 'module',
    bin: { executor: 'dist/executor.mjs' },
    files: ['dist', noticesFile, 'CHANGELOG.md'],
    engines: { node: engines.node },
    publishConfig: { access: 'public' },
  };
}

/**
 * Packs the command that is built in `source`/dist, with the host that it starts, into a tarball for npm. Answers what stands
 * in the way, a sentence each.
 */
export function packCommand(source: string, tarball: string, { files, sources }: Bundled): readonly string[] {
  const place = path.join(source, 'out/command');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(path.join(place, 'dist'), { recursive: true });
  const read = (file: string): string => readFileSync(path.join(source, file), 'utf8');
  const manifest = commandManifest(JSON.parse(read('package.json')) as ProjectManifest);
  writeFileSync(path.join(place, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(path.join(place, 'README.md'), packedReadme(read('docs/cli.md')));
  writeFileSync(path.join(place, noticesFile), thirdPartyNotices(packagesOf(sources)));
  for (const file of ['LICENSE', 'CHANGELOG.md']) cpSync(path.join(source, file), path.join(place, file));
  for (const file of files) cpSync(path.join(source, 'dist', file), path.join(place, 'dist', file));
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--json'], { cwd: place, encoding: 'utf8' });
  if (packed.status !== 0) return [`npm could not pack the command: ${packed.stderr.trim()}`];
  const name = /"filename": "([^"]+)"/.exec(packed.stdout)?.[1] ?? '';
  renameSync(path.join(place, name), tarball);
  console.log(tarball);
  return [];
}
