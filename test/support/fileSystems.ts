import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** A file system of a few megabytes. */
export interface SmallDisk extends Disposable {
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives them back. */
  free(): void;
}

/** Makes a folder that is a file system of its own: `using disk = smallDisk(…)`. */
export function smallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder]);
  const filler = path.join(folder, 'filler');
  return {
    fill: () => {
      for (const size of [65_536, 4_096, 1]) fillWith(filler, Buffer.alloc(size));
    },
    free: () => {
      rmSync(filler);
    },
    [Symbol.dispose]: () => {
      execFileSync('umount', ['--lazy', folder]);
    },
  };
}

/** Makes a file one that nobody can write to, root included, until it is disposed. */
export function readOnly(file: string): Disposable {
  execFileSync('mount', ['--bind', file, file]);
  execFileSync('mount', ['-o', 'remount,ro,bind', file]);
  return {
    [Symbol.dispose]: () => {
      execFileSync('umount', ['--lazy', file]);
    },
  };
}

function fillWith(file: string, piece: Buffer): void {
  try {
    for (;;) appendFileSync(file, piece);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  }
}
