import { statSync } from 'node:fs';
import { attempt } from './attempt.ts';

/**
 * Device and inode of the file that is at `path` now, as a word to compare; undefined if there is none or it cannot be
 * asked. The file is not opened: closing it again would drop the POSIX locks that SQLite holds on it in this process.
 */
export function fileIdentity(path: string): string | undefined {
  return attempt(undefined, () => {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${String(dev)}:${String(ino)}`;
  });
}
