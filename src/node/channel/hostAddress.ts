import { chmod, lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Random } from '../../base/random.ts';

/** Where sockets are put. */
export interface SocketSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly random: Random;
}

/** Bytes that a socket's path may have on every POSIX system: macOS allows 103, Linux 107. */
const longestPath = 100;
/** Hexadecimal digits of a socket's name. */
const nameDigits = 16;

/**
 * An address that nobody uses yet, in a folder that nobody but this user enters: the runtime folder of the user's
 * session, else one of ours in the folder for temporary files. Creates that folder. Rejects if there is no such place.
 */
export async function newHostAddress({ env, platform, random }: SocketSurroundings): Promise<string> {
  const name = random.hex(nameDigits);
  if (platform === 'win32') return String.raw`\\.\pipe\executor-${name}`;
  const runtime = env['XDG_RUNTIME_DIR'];
  // The user database may have no entry for it, as in containers.
  const user = String(process.getuid?.());
  const folders = [
    ...(runtime !== undefined && path.isAbsolute(runtime) ? [path.join(runtime, 'executor')] : []),
    path.join(tmpdir(), `executor-${user}`),
    `/tmp/executor-${user}`,
  ];
  for (const folder of folders) {
    const address = path.join(folder, `${name}.sock`);
    if (Buffer.byteLength(address) <= longestPath && (await makePrivate(folder))) return address;
  }
  // Somebody else has made a folder of our name, or a link.
  const own = await mkdtemp(`/tmp/executor-${user}-`);
  return path.join(own, `${name}.sock`);
}

/** Creates a folder, or finds it, with nobody's but this user's permission to enter; answers whether it can be trusted. */
async function makePrivate(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch {
    // It may be there already, which is looked at below.
  }
  try {
    const found = await lstat(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
    return true;
  } catch {
    return false;
  }
}
