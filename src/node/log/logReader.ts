import type { FileHandle } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { type FileTrouble, troubleClause } from '../../model/fileTrouble.ts';
import { toTrouble } from '../files/fileLook.ts';
import { openUserFile } from '../files/userFile.ts';

const blockBytes = 64 * 1024;
/** The most that is read for a tail, whatever the number of lines: one line may be as large as its file. */
const tailBytes = 16 * 1024 * 1024;
const newline = 0x0a;

/** The last lines of a log as bytes. */
export interface TailBytes {
  /** As they are in the file. */
  readonly bytes: Uint8Array;
  /** Offset in bytes at which they begin. */
  readonly start: number;
  /** Offset in bytes at which they end: where a follower goes on. */
  readonly end: number;
}

/** The last lines of a log. */
export interface LogTail extends TailBytes {
  /** Bytes that are no UTF-8 are U+FFFD here; in the file they stay. */
  readonly text: string;
}

/**
 * Reads the last `lines` lines of a file of any size, backwards from its end, without reading the rest. A line is what
 * ends in a line feed, or the open one at the end. Of lines too large for memory only the last 16 MB are read.
 */
export async function readLastLines(path: string, lines: number): Promise<Result<LogTail, ExecutorFailure>> {
  const unreadable = (trouble: FileTrouble): Result<never, ExecutorFailure> =>
    err({ reason: 'log-unreadable', path, detail: troubleClause(trouble) });
  const opened = await openUserFile(path);
  if (!opened.ok) return unreadable(opened.error);
  try {
    await using file = opened.value;
    const { size } = await file.stat();
    const tail = await readTailBytes(file, size, lines);
    return ok({ ...tail, text: new TextDecoder().decode(tail.bytes) });
  } catch (error) {
    return unreadable(toTrouble(error, path));
  }
}

/** The bytes of the last `lines` lines before the offset `end`. */
export async function readTailBytes(file: FileHandle, end: number, lines: number): Promise<TailBytes> {
  const blocks: Uint8Array[] = [];
  const floor = Math.max(0, end - tailBytes);
  let start = end;
  let missing = lines;
  while (start > floor && missing > 0) {
    const from = Math.max(floor, start - blockBytes);
    const block = await readBlock(file, from, start - from);
    // The file was truncated in the meantime: what is there no longer belongs together.
    if (block.length < start - from) return { bytes: new Uint8Array(), start: from, end: from };
    let index = block.length;
    // The line feed at the very end closes the last line; it does not begin another.
    if (start === end && block[index - 1] === newline) index--;
    while (missing > 0 && index > 0) {
      index = block.lastIndexOf(newline, index - 1);
      if (index < 0) break;
      missing--;
    }
    const begin = missing > 0 ? 0 : index + 1;
    blocks.unshift(block.subarray(begin));
    start = from + begin;
  }
  const bytes = Buffer.concat(blocks);
  const cut = start > 0 && start === floor ? countContinuation(bytes) : 0;
  return { bytes: bytes.subarray(cut), start: start + cut, end };
}

/** Bytes at the beginning that belong to a character cut off before them. */
function countContinuation(bytes: Uint8Array): number {
  let count = 0;
  while (count < 3 && ((bytes[count] ?? 0) & 0xc0) === 0x80) count++;
  return count;
}

/** Reads exactly this part of the file, or less where the file ends before. */
async function readBlock(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const block = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(block, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return block.subarray(0, filled);
}
