import { execa } from 'execa';
import { lookAt } from './files/fileLook.ts';
import type { Surroundings } from './foundProgram.ts';

/** The versions of programs of Node, each asked once. */
export class NodeVersions {
  /** Keyed by path and time of change, so that an update is noticed. */
  private readonly known = new Map<string, Promise<string | undefined>>();

  /** The version of a program of Node ("v22.18.0"); undefined where it tells none. */
  async of(file: string, { cwd, env }: Surroundings): Promise<string | undefined> {
    const found = await lookAt(file);
    const key = `${file}\0${found.kind === 'file' ? String(found.stats.mtimeMs) : ''}`;
    const known = this.known.get(key);
    if (known) return known;
    const asked = askVersion(file, env, cwd);
    this.known.set(key, asked);
    return asked;
  }
}

/** The version that a program of Node prints; undefined where it prints none within ten seconds. */
async function askVersion(
  file: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<string | undefined> {
  const options = {
    env,
    cwd,
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout: 10_000,
  } as const;
  try {
    const { stdout } = await execa(file, ['--version'], options);
    return /^v\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    // What the platform cannot be given at all, such as a NUL character, is thrown whatever the options say.
    return undefined;
  }
}
