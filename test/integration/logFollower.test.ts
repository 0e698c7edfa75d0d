import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import { err } from '../../src/base/result.ts';
import { type FolderWatch, LogFollower, type LogPiece } from '../../src/node/log/logFollower.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

/** Follows `run.log` in a folder of its own and keeps what comes. */
class Reader implements AsyncDisposable {
  readonly pieces: LogPiece[] = [];
  readonly follower: LogFollower;
  private readonly looks = new Set<() => void>();
  private readonly polls = new Set<() => void>();

  constructor(
    readonly path: string,
    options: { lines?: number; watchFolder?: FolderWatch; take?: (piece: LogPiece) => void | Promise<void> } = {},
  ) {
    const { lines = 100, watchFolder, take } = options;
    this.follower = new LogFollower({
      path,
      lines,
      clock: this.clock,
      ...(watchFolder && { watchFolder }),
      onPiece: (piece) => {
        this.pieces.push(piece);
        for (const look of this.looks) look();
        return take?.(piece);
      },
    });
  }

  /** The real clock, but for the slow poll, which is due when the test says so. */
  private readonly clock: Clock = {
    ...systemClock,
    setTimer: (delayMs, callback) => {
      if (delayMs < 1_000) return systemClock.setTimer(delayMs, callback);
      const poll = (): void => {
        this.polls.delete(poll);
        callback();
      };
      this.polls.add(poll);
      return toDisposable(() => this.polls.delete(poll));
    },
  };

  get text(): string {
    return this.pieces.map(({ text }) => text).join('');
  }

  /** Resolves as soon as all the text so far is this. */
  says(text: string): Promise<void> {
    return this.reaches(() => this.text === text);
  }

  reaches(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.looks.delete(look);
        resolve();
      };
      this.looks.add(look);
      look();
    });
  }

  poll(): void {
    for (const poll of [...this.polls]) poll();
  }

  get pendingPolls(): number {
    return this.polls.size;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.follower.close();
  }
}

function logIn(folder: TemporaryFolder, text?: string): string {
  const path = folder.join('logs', 'run.log');
  mkdirSync(dirname(path));
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

const blind: FolderWatch = () => err({ kind: 'other', detail: 'this drive cannot be watched' });

describe('a follower', () => {
  test('delivers the last lines that are there, then what is appended', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'one\ntwo\nthree\n');
    await using reader = new Reader(path, { lines: 2 });
    await reader.says('two\nthree\n');
    appendFileSync(path, 'four\nfi');
    await reader.says('two\nthree\nfour\nfi');
    appendFileSync(path, 've\n');
    await reader.says('two\nthree\nfour\nfive\n');
    expect(reader.pieces.map(({ end, isRestart }) => [end, isRestart])).toEqual([
      [14, false],
      [21, false],
      [24, false],
    ]);
  });

  test('takes a file that appears later from its beginning', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder);
    await using reader = new Reader(path, { lines: 1 });
    await reader.follower.flush();
    writeFileSync(path, 'one\ntwo\n');
    await reader.says('one\ntwo\n');
  });

  test('finds a folder that appears later at its next poll, and watches it from then on', async () => {
    using folder = temporaryFolder();
    const path = folder.join('logs', 'run.log');
    await using reader = new Reader(path);
    await reader.follower.flush();
    logIn(folder, 'one\n');
    reader.poll();
    await reader.says('one\n');
    appendFileSync(path, 'two\n');
    await reader.says('one\ntwo\n');
  });

  test('goes on where the folder was moved away and made anew', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'one\n');
    await using reader = new Reader(path);
    await reader.says('one\n');
    renameSync(dirname(path), folder.join('old'));
    logIn(folder, 'one\ntwo\n');
    await reader.follower.flush();
    expect(reader.text).toBe('one\ntwo\n');
    appendFileSync(path, 'three\n');
    reader.poll();
    await reader.says('one\ntwo\nthree\n');
    appendFileSync(path, 'four\n');
    await reader.says('one\ntwo\nthree\nfour\n');
  });

  test('polls where the folder cannot be watched', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'one\n');
    await using reader = new Reader(path, { watchFolder: blind });
    await reader.says('one\n');
    await reader.follower.flush();
    appendFileSync(path, 'two\n');
    reader.poll();
    await reader.says('one\ntwo\n');
  });

  test('delivers a character whole that was written in two parts', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'a');
    await using reader = new Reader(path);
    const emoji = Buffer.from('🎉');
    for (const byte of emoji) {
      appendFileSync(path, Buffer.from([byte]));
      await reader.follower.flush();
    }
    appendFileSync(path, Buffer.from([0xff]));
    await reader.follower.flush();
    expect(reader.text).toBe('a🎉\uFFFD');
  });

  test('says that it begins anew when the file was truncated', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'one\ntwo\n');
    await using reader = new Reader(path);
    await reader.says('one\ntwo\n');
    writeFileSync(path, 'new\n');
    await reader.reaches(() => reader.pieces.at(-1)?.text === 'new\n');
    // Between truncating and writing, the empty file may have been seen, or not.
    const anew = reader.pieces.slice(1);
    expect(anew.map(({ isRestart }) => isRestart)).toEqual(anew.length === 1 ? [true] : [true, false]);
    writeFileSync(path, '');
    await reader.reaches(() => reader.pieces.at(-1)?.text === '');
    expect(reader.pieces.at(-1)).toEqual({ bytes: new Uint8Array(), text: '', end: 0, isRestart: true });
  });

  test('loses nothing of 10 MB that another process writes in one go, in pieces of at most 64 KB', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, '');
    await using reader = new Reader(path);
    // The last lines that are there come first, and nothing is there yet.
    await reader.follower.flush();
    const half = folder.join('half-a-megabyte');
    writeFileSync(half, Buffer.from('☂🎉 line\n'.repeat(50_000)).subarray(0, 500_000));
    const writer = spawn('sh', [
      '-c',
      'i=0; while [ $i -lt 20 ]; do cat "$1" >> "$2"; i=$((i+1)); done',
      'sh',
      half,
      path,
    ]);
    await once(writer, 'exit');
    await reader.follower.flush();

    expect(hash(reader.text)).toBe(hash(readFileSync(path, 'utf8')));
    expect(reader.pieces.at(-1)?.end).toBe(10_000_000);
    const sizes = reader.pieces.map(({ end }, index) => end - (reader.pieces[index - 1]?.end ?? 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1_024);
  });

  test('reads no more until a piece was taken', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, '');
    const taken: (() => void)[] = [];
    let together = 0;
    await using reader = new Reader(path, {
      take: async () => {
        together++;
        expect(together).toBe(1);
        await new Promise<void>((resolve) => taken.push(resolve));
        together--;
      },
    });
    writeFileSync(path, 'x'.repeat(200_000));
    for (let piece = 1; piece <= 4; piece++) {
      await reader.reaches(() => reader.pieces.length === piece);
      expect(openFiles(path)).toBe(1);
      reader.poll();
      taken[piece - 1]?.();
    }
    await reader.follower.flush();
    expect(reader.pieces.map(({ end }) => end)).toEqual([65_536, 131_072, 196_608, 200_000]);
  });

  test('has delivered everything that was written before a flush when that ends', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, '');
    await using reader = new Reader(path);
    for (let round = 0; round < 200; round++) {
      appendFileSync(path, `line ${String(round)}\n`);
      await reader.follower.flush();
      expect(reader.text.endsWith(`line ${String(round)}\n`)).toBe(true);
    }
    await Promise.all([reader.follower.flush(), reader.follower.flush(), reader.follower.flush()]);
    expect(reader.text).toBe(readFileSync(path, 'utf8'));
  });

  test('ends a flush although something goes on writing', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, '');
    await using reader = new Reader(path);
    const log = openSync(path, 'a');
    const writer = spawn('sh', ['-c', 'while :; do echo something; done'], { stdio: ['ignore', log, 'ignore'] });
    try {
      await reader.reaches(() => reader.pieces.length > 3);
      for (let round = 0; round < 20; round++) await reader.follower.flush();
    } finally {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      closeSync(log);
    }
  });

  test('goes on where it was when the file has moved with its folder', async () => {
    using folder = temporaryFolder();
    const path = folder.join('old', 'run.log');
    mkdirSync(dirname(path));
    writeFileSync(path, 'one\n');
    await using reader = new Reader(path);
    await reader.says('one\n');
    renameSync(folder.join('old'), folder.join('new'));
    appendFileSync(folder.join('new', 'run.log'), 'two\n');
    reader.follower.moveTo(folder.join('new', 'run.log'));
    await reader.says('one\ntwo\n');
    appendFileSync(folder.join('new', 'run.log'), 'three\n');
    await reader.says('one\ntwo\nthree\n');
  });

  test('is silent once closed, and leaves neither a file nor a timer behind', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, 'one\n');
    await using reader = new Reader(path, { take: () => Promise.resolve() });
    await reader.says('one\n');
    appendFileSync(path, 'two\n');
    await reader.follower.close();
    const before = reader.text;
    appendFileSync(path, 'three\n');
    await reader.follower.flush();
    await reader.follower.close();
    expect([reader.text, openFiles(path), reader.pendingPolls]).toEqual([before, 0, 0]);
  });

  test('closed in the middle of a piece hands out no other', async () => {
    using folder = temporaryFolder();
    const path = logIn(folder, '');
    let taken = (): void => undefined;
    await using reader = new Reader(path, {
      take: () =>
        new Promise((resolve) => {
          taken = resolve;
        }),
    });
    appendFileSync(path, 'x'.repeat(200_000));
    await reader.reaches(() => reader.pieces.length === 1);
    const closed = reader.follower.close();
    taken();
    await closed;
    expect([reader.pieces.length, openFiles(path)]).toEqual([1, 0]);
  });
});

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** How many descriptors of this process lead to the file. */
function openFiles(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}
