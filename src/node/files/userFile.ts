import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemClock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';
import { fileIdentity } from './fileIdentity.ts';
import { lockedFiles } from './sqlite.ts';
import { type FileLook, lookAt, toLook, toTrouble, troubleOf } from './fileLook.ts';
import { FileQueue } from './fileQueue.ts';

/** Milliseconds after which a file is given up. Ten seconds are what any question may take, and a start reads several files. */
const deadlineMs = 5_000;
const pieceBytes = 64 * 1024;

const noAnswer = { kind: 'no-answer', seconds: deadlineMs / 1_000 } as const;
/** Drives answer in the time of the machine, whatever clock others are given. */
const queue = new FileQueue({ ...systemClock }, deadlineMs);

/** What Windows does not have is 0 there. */
const { O_RDONLY, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants as Partial<typeof constants>;

/**
 * Opens a file that belongs to the user, to read it or by other `flags`. Only what is a regular file is opened, for as long as
 * it is one: nothing waits for the other end of a pipe, rewinds a tape or takes a terminal.
 */
export function openUserFile(path: string, flags = O_RDONLY ?? 0): Promise<Result<FileHandle, FileTrouble>> {
  return queue.run(path, (isAwaited) => openRegular(path, flags, isAwaited));
}

/** Reads a whole file that belongs to the user, up to `limitBytes`, which are counted while it is read. Never rejects. */
export function readUserFile(path: string, limitBytes: number): Promise<Result<Uint8Array, FileTrouble>> {
  return withOpened(path, async (file, isAwaited) => {
    const { size } = await file.stat();
    // What it says it has only spares the reading: a file may have more than that, or grow.
    const bytes = size > limitBytes ? undefined : await readPieces(file, limitBytes + 1, isAwaited);
    if (bytes && bytes.length <= limitBytes) return ok(bytes);
    return err({ kind: 'too-large', bytes: Math.max(size, limitBytes + 1), limitBytes });
  });
}

/** The same as text. A byte order mark at its beginning is part of it. */
export async function readUserText(path: string, limitBytes: number): Promise<Result<string, FileTrouble>> {
  const read = await readUserFile(path, limitBytes);
  if (!read.ok) return read;
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(read.value));
  } catch (error) {
    return err(toTrouble(error, path));
  }
}

/** Reads at most the first bytes of a file that belongs to the user, whatever its size. Never rejects. */
export function readUserFileStart(path: string, bytes: number): Promise<Result<Uint8Array, FileTrouble>> {
  return withOpened(path, async (file, isAwaited) => ok(await readPieces(file, bytes, isAwaited)));
}

/** Checks what is under a path of the user, without waiting longer than for a file. Never rejects. */
export async function lookAtUserFile(path: string): Promise<FileLook> {
  const looked = await queue.run(path, async () => ok(await lookAt(path)));
  return looked.ok ? looked.value : noAnswer;
}

function withOpened<T>(
  path: string,
  use: (file: FileHandle, isAwaited: () => boolean) => Promise<Result<T, FileTrouble>>,
): Promise<Result<T, FileTrouble>> {
  return queue.run(path, async (isAwaited) => {
    const opened = await openRegular(path, O_RDONLY ?? 0, isAwaited);
    if (!opened.ok) return opened;
    try {
      return await use(opened.value, isAwaited);
    } catch (error) {
      const trouble = toTrouble(error, path);
      // The memory of a process and its kind stand as empty files in /proc: no drive reports anything.
      const isEmpty = trouble.kind === 'drive-failed' && (await opened.value.stat().catch(() => undefined))?.size === 0;
      return err(isEmpty ? { kind: 'no-file', what: 'device' } : trouble);
    } finally {
      await opened.value.close().catch(() => undefined);
    }
  });
}

async function openRegular(
  path: string,
  flags: number,
  isAwaited: () => boolean,
): Promise<Result<FileHandle, FileTrouble>> {
  // Before it is opened, as that alone may do something: wake who waits at the other end, or drop SQLite's locks.
  const before = await lookAt(path);
  if (before.kind === 'file' && isLocked(`${String(before.stats.dev)}:${String(before.stats.ino)}`))
    return err({ kind: 'own-state' });
  const unfit = troubleOf(before);
  if (unfit) return err(unfit);
  let file: FileHandle;
  try {
    file = await open(path, flags | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    return err(toTrouble(error, path));
  }
  // Something else may be there since.
  const opened = await file.stat().then(toLook, (error: unknown): FileTrouble => toTrouble(error, path));
  const trouble = troubleOf(opened);
  if (!trouble && isAwaited()) return ok(file);
  await file.close().catch(() => undefined);
  return err(trouble ?? noAnswer);
}

function isLocked(identity: string): boolean {
  return lockedFiles().some((path) => fileIdentity(path) === identity);
}

/** Reads from the beginning until the end, or until there are this many bytes. */
async function readPieces(file: FileHandle, bytes: number, isAwaited: () => boolean): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let missing = bytes;
  while (missing > 0 && isAwaited()) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(pieceBytes, missing)), 0);
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    missing -= bytesRead;
  }
  return Buffer.concat(pieces);
}
