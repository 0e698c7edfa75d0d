import { chmodSync } from 'node:fs';

/** A user that owns nothing. */
const nobody = 65_534;

/**
 * Does something as a user without privileges, for whom permissions count: root, as whom tests run in containers, may
 * read and write everything. `folder` is opened to that user.
 */
export async function withoutPrivileges<T>(action: () => Promise<T>, folder: string): Promise<T> {
  if (process.getuid?.() !== 0 || !process.seteuid) return action();
  chmodSync(folder, 0o755);
  process.seteuid(nobody);
  try {
    return await action();
  } finally {
    process.seteuid(0);
  }
}
