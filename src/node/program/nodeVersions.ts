import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Variables } from '../../core/ports.ts';
import { versionInHeader, versionInManifest, versionInPath } from '../../model/interpreter/nodeVersionFiles.ts';
import { lookAt } from '../files/fileLook.ts';
import { readUserText } from '../files/userFile.ts';
import type { Surroundings } from './foundProgram.ts';

/** Bytes that are read of a file that may tell a version. */
const largestFile = 64 * 1024;

/** The versions of programs of Node, each asked once. */
export class NodeVersions {
  /** Keyed by path and time of change, so that an update is noticed. */
  private readonly known = new Map<string, Promise<string | undefined>>();

  /** The version that a program of Node tells when it is run ("v22.18.0"); undefined if it tells none. */
  async ask(file: string, { cwd, env }: Surroundings): Promise<string | undefined> {
    const key = await keyOf(file);
    const known = this.known.get(key);
    if (known) return known;
    const asked = askVersion(file, env, cwd);
    this.known.set(key, asked);
    return asked;
  }

  /** The same without running it: what it once told, or what files beside it say; undefined if nothing says it. */
  async read(file: string): Promise<string | undefined> {
    return (await this.known.get(await keyOf(file))) ?? readVersion(file);
  }
}

async function keyOf(file: string): Promise<string> {
  const found = await lookAt(file);
  return `${file}\0${found.kind === 'file' ? String(found.stats.mtimeMs) : ''}`;
}

/** The version by the package that the program came in, by the headers that came with it, or by its path. */
async function readVersion(file: string): Promise<string | undefined> {
  const real = await realpath(file).catch(() => file);
  const folder = path.dirname(real);
  const sources = [
    ['package.json', versionInManifest],
    // Beside `.bin` where that has a script in place of a link.
    ['node/package.json', versionInManifest],
    ['include/node/node_version.h', versionInHeader],
  ] as const;
  for (const [name, versionIn] of sources) {
    const text = await readUserText(path.join(folder, '..', name), largestFile);
    const version = text.ok ? versionIn(text.value) : undefined;
    if (version !== undefined) return version;
  }
  return versionInPath(real);
}

/** The version that a program of Node prints; undefined if it prints none within ten seconds. */
async function askVersion(file: string, env: Variables, cwd: string): Promise<string | undefined> {
  const quietly = { extendEnv: false, stdin: 'ignore', stderr: 'ignore', reject: false, timeout: 10_000 } as const;
  try {
    const { stdout } = await execa(file, ['--version'], { ...quietly, env, cwd });
    return /^v\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    // What the platform cannot be given at all, such as a NUL character, is thrown whatever the options say.
    return undefined;
  }
}
