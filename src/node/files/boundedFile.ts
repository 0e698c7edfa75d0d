import { constants } from 'node:fs';
import { open, rename } from 'node:fs/promises';

/**
 * Keeps a file that somebody appends to within a bound: once it is longer, its end becomes `<file>.1`, in place of the
 * last one, and it starts over. Whoever has it open in append mode goes on writing. Never rejects.
 */
export async function boundFile(file: string, maxBytes: number): Promise<void> {
  try {
    await using source = await open(file, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const found = await source.stat();
    if (!found.isFile() || found.size <= maxBytes) return;
    const end = Buffer.alloc(maxBytes);
    const { bytesRead } = await source.read(end, 0, maxBytes, found.size - maxBytes);
    const fresh = `${file}.new`;
    {
      await using target = await open(fresh, 'w', 0o600);
      await target.writeFile(end.subarray(0, bytesRead));
    }
    await rename(fresh, `${file}.1`);
    await source.truncate(0);
  } catch {
    // It is not there, or cannot be written now; the next look is soon enough.
  }
}
