import { stat } from 'node:fs/promises';
import { execa } from 'execa';
import type { Surroundings } from './foundProgram.ts';

/** The versions of programs of Node, each asked once. */
export class NodeVersions {
  /** Keyed by path and time of change, so that an update is noticed. */
  private readonly known = new Map<string, Promise<string | undefined>>();

  /** The version of a program of Node ("v22.18.0"); undefined where it tells none. */
  async of(file: string, { cwd, env }: Surroundings): Promise<string | undefined> {
    const found = await stat(file).catch(() => undefined);
    const key = `${file}\0${String(found?.mtimeMs)}`;
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
  const { stdout } = await execa(file, ['--version'], options);
  return /^v\d+\.\d+\.\d+/.exec(stdout)?.[0];
}
