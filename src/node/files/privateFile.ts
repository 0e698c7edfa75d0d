import { rename, rm, writeFile } from 'node:fs/promises';
import { systemRandom } from '../../base/random.ts';

/** Makes a file that this user alone can read. Rejects where something is there already, or nothing can be written. */
export async function createPrivateFile(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 });
}

/** Puts such a file in the place of whatever is there, whole or not at all. Rejects where that cannot be. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${systemRandom.hex(8)}.tmp`;
  try {
    await createPrivateFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
