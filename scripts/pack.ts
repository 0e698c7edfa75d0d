import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundle, type Bundled } from './bundle.ts';
import { root } from './install.mjs';
import { packCommand } from './packCommand.ts';
import { packExtension } from './packExtension.ts';

/** Where the packed extension is put. */
export const vsix = path.join(root, 'out/executor.vsix');
/** Where the packed command is put. */
const tarball = path.join(root, 'out/executor-cli.tgz');

/** Builds the extension for release and packs it. Answers false, having said why, where the package is not fit for use. */
export async function pack(): Promise<boolean> {
  return (await packAndAnswer()) !== undefined;
}

/** The same, and the command for npm, with the maps of both beside them. */
export async function packAll(): Promise<boolean> {
  const command = await packAndAnswer();
  return command !== undefined && saidNone(packCommand(root, tarball, command));
}

async function packAndAnswer(): Promise<Bundled | undefined> {
  const command = await bundle({ minify: true });
  if (!command) return undefined;
  keepMaps(path.join(root, 'dist'), path.join(root, 'out/maps'));
  mkdirSync(path.dirname(vsix), { recursive: true });
  return saidNone(await packExtension(root, vsix)) ? command : undefined;
}

/** Moves the maps of a release to where they are kept: with them a place in a report of a fault can be found in the source. */
function keepMaps(dist: string, maps: string): void {
  rmSync(maps, { recursive: true, force: true });
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.map')) continue;
    mkdirSync(path.dirname(path.join(maps, file)), { recursive: true });
    renameSync(path.join(dist, file), path.join(maps, file));
  }
}

function saidNone(faults: readonly string[]): boolean {
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}
