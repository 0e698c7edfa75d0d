import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';
import { watchFolder as watchWithNode } from '../files/folderWatch.ts';
import { openUserFile } from '../files/userFile.ts';
import { errorCode } from '../files/errorDetail.ts';
import { readTailBytes } from './logReader.ts';

const pieceBytes = 64 * 1024;
/** The net under `fs.watch`, which is silent on network drives and cannot watch a folder that is not there yet. */
const pollMs = 1_000;
/** At least this much lies between two looks at a busy file, so that its lines travel together. */
const pauseMs = 8;

/** A piece of a log, at most 64 KB of the file. */
export interface LogPiece {
  /** As they are in the file. */
  readonly bytes: Uint8Array;
  /** What they say; a character that is cut off comes with the next piece, bytes that are no UTF-8 are U+FFFD. */
  readonly text: string;
  /** Offset in bytes behind the piece. */
  readonly end: number;
  /** The file was truncated: this piece is from its new beginning and does not continue the last one. */
  readonly isRestart: boolean;
}

/** Calls `onChange` at every change in a folder; `onEnd` when it cannot any longer. */
export type FolderWatch = (
  folder: string,
  listener: { readonly onChange: (name: string | null) => void; readonly onEnd: () => void },
) => Result<Disposable, FileTrouble>;

/** What is followed, and how. */
export interface LogFollowerOptions {
  /** Absolute path; the file may appear later. */
  readonly path: string;
  /** How many of the lines that are there at the start are delivered. */
  readonly lines: number;
  readonly clock: Clock;
  /** Called with one piece after the other; a promise is awaited before more is read. It must not fail. */
  readonly onPiece: (piece: LogPiece) => void | Promise<void>;
  readonly watchFolder?: FolderWatch;
}

/**
 * Follows one growing file: its last lines, then whatever is appended.
 *
 * Every look at the file is one *pass*: it opens the file, delivers up to the size found then, and closes it.
 * 1. There is never more than one pass, hence never more than one read in flight.
 * 2. A wake-up during a pass, or within the pause after it, is remembered and leads to one further pass.
 * 3. A pass ends although its file keeps growing, so that `flush` ends too.
 * 4. Bytes are delivered once and in order; a character split between two reads is delivered whole.
 */
export class LogFollower implements Disposable {
  private watcher: Disposable | undefined;
  private poll: Disposable | undefined;
  private pause: Disposable | undefined;
  private pass: Promise<void> | undefined;
  private isPassDue = false;
  private isStopped = false;
  /** Where the next pass begins to read. */
  private offset = 0;
  private isFirstPass = true;
  private decoder = new TextDecoder();
  private path: string;

  constructor(private readonly options: LogFollowerOptions) {
    this.path = options.path;
    this.startWatching();
    this.startPolling();
    this.wake();
  }

  /** Delivers everything that is in the file at this moment; resolves when `onPiece` has taken it. */
  async flush(): Promise<void> {
    // The pass under way may have asked for the size before the last bytes came.
    await this.pass;
    await this.startPass();
  }

  /** The file is somewhere else from now on; it is followed there, from where the last look has ended. */
  moveTo(path: string): void {
    this.path = path;
    this.startWatching();
    this.wake();
  }

  /** Stops; resolves when nothing of it is left, neither a call of `onPiece` nor an open file. */
  async close(): Promise<void> {
    this.dispose();
    await this.pass;
  }

  dispose(): void {
    this.isStopped = true;
    this.watcher?.dispose();
    this.pause?.dispose();
    this.poll?.dispose();
  }

  private startWatching(): void {
    const { watchFolder = watchWithNode } = this.options;
    const name = basename(this.path);
    this.watcher?.dispose();
    this.watcher = undefined;
    if (this.isStopped) return;
    const watched = watchFolder(dirname(this.path), {
      onChange: (changed) => {
        if (changed === null || changed === name) this.wake();
      },
      onEnd: () => {
        this.watcher?.dispose();
        this.watcher = undefined;
      },
    });
    // If there is no folder yet, or none that can be watched, the next poll tries again.
    this.watcher = watched.ok ? watched.value : undefined;
  }

  private startPolling(): void {
    const tick = async (): Promise<void> => {
      await this.pass;
      const { offset, isPassDue } = this;
      await this.startPass();
      if (this.isStopped) return;
      // News that the watcher did not tell: it watches a folder that was replaced, or a drive that says nothing.
      if (this.watcher === undefined || (!isPassDue && this.offset !== offset)) {
        this.startWatching();
        this.wake();
      }
      this.startPolling();
    };
    this.poll = this.options.clock.setTimer(pollMs, () => void tick());
  }

  private wake(): void {
    this.isPassDue = true;
    if (this.pass === undefined && this.pause === undefined) void this.startPass();
  }

  /** Runs one pass now, or after the one that another caller has begun in the meantime. */
  private async startPass(): Promise<void> {
    while (this.pass) await this.pass;
    if (this.isStopped) return;
    this.isPassDue = false;
    this.pause?.dispose();
    this.pass = this.lookAtFile();
    try {
      await this.pass;
    } finally {
      this.pass = undefined;
    }
    this.rest();
  }

  private rest(): void {
    if (this.isStopped) return;
    this.pause = this.options.clock.setTimer(pauseMs, () => {
      this.pause = undefined;
      if (this.isPassDue) void this.startPass();
    });
  }

  private async lookAtFile(): Promise<void> {
    const opened = await openUserFile(this.path);
    if (!opened.ok) {
      // Not there yet, or no file; it is tried again at the next wake-up. What comes later is read from its beginning.
      this.isFirstPass = false;
      return;
    }
    const file = opened.value;
    try {
      const { size } = await file.stat();
      if (this.isFirstPass) await this.deliverTail(file, size);
      else await this.deliverNews(file, size);
    } catch (error) {
      // What the drive refuses now is read at the next wake-up; whatever else is thrown, whoever takes the text has thrown.
      if (errorCode(error) === undefined) throw error;
    } finally {
      await file.close().catch(() => undefined);
    }
  }

  private async deliverTail(file: FileHandle, size: number): Promise<void> {
    this.isFirstPass = false;
    const { bytes, start, end } = await readTailBytes(file, size, this.options.lines);
    this.offset = end;
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const piece = bytes.subarray(from, from + pieceBytes);
      await this.hand(piece, start + from + piece.length, false);
    }
  }

  /** Delivers what lies between the offset and `size`; a file that has shrunk is started over. */
  private async deliverNews(file: FileHandle, size: number): Promise<void> {
    let isRestart = size < this.offset;
    if (isRestart) {
      this.offset = 0;
      this.decoder = new TextDecoder();
      if (size === 0) await this.hand(new Uint8Array(), 0, true);
    }
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, size - this.offset));
    while (this.offset < size && !this.isStopped) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - this.offset), this.offset);
      if (bytesRead === 0) return;
      this.offset += bytesRead;
      await this.hand(buffer.subarray(0, bytesRead), this.offset, isRestart);
      isRestart = false;
    }
  }

  private async hand(bytes: Uint8Array, end: number, isRestart: boolean): Promise<void> {
    const text = this.decoder.decode(bytes, { stream: true });
    if (this.isStopped || (bytes.length === 0 && !isRestart)) return;
    await this.options.onPiece({ bytes, text, end, isRestart });
  }
}
