import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeModule } from '../../scripts/bundle.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { acquireHostLock, type HostLock } from '../../src/node/state/hostLock.ts';
import type { OpenerOrder, OpenerReport } from '../fixtures/lockOpener.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const world = { clock: systemClock, random: systemRandom };

let folder: TemporaryFolder;
let bundle: string;

beforeAll(async () => {
  folder = temporaryFolder();
  bundle = folder.join('lockOpener.mjs');
  const entryPoints = [join(import.meta.dirname, '../fixtures/lockOpener.ts')];
  await build({ ...nodeModule, entryPoints, outfile: bundle, target: 'node22' });
});

afterAll(() => {
  folder[Symbol.dispose]();
});

/** A process that takes locks when told to. */
class Opener implements AsyncDisposable {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly reports: OpenerReport[] = [];
  private readonly waiting = new Set<() => void>();

  constructor() {
    this.process = spawn(process.execPath, [bundle], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.reports.push(JSON.parse(line) as OpenerReport);
      for (const look of this.waiting) look();
    });
  }

  send(order: OpenerOrder): void {
    this.process.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Resolves with the first report that `choose` answers something for. */
  report<T>(choose: (report: OpenerReport) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        for (const report of this.reports) {
          const chosen = choose(report);
          if (chosen === undefined) continue;
          this.waiting.delete(look);
          resolve(chosen);
          return;
        }
      };
      this.waiting.add(look);
      look();
    });
  }

  ready(): Promise<true> {
    return this.report(({ kind }) => (kind === 'ready' ? true : undefined));
  }

  outcome(path: string): Promise<{ readonly kind: 'acquired' | 'held' }> {
    return this.report((report) =>
      (report.kind === 'acquired' || report.kind === 'held') && report.path === path ? report : undefined,
    );
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

async function acquire(path: string): Promise<HostLock> {
  const lock = await acquireHostLock(path, world);
  if (!lock.ok) throw new Error(`no lock: ${JSON.stringify(lock.error)}`);
  return lock.value;
}

describe('the host lock', () => {
  test(
    'has exactly one owner in each of 200 races of three processes',
    { tags: ['long'], timeout: 120_000 },
    async () => {
      await using first = new Opener();
      await using second = new Opener();
      await using third = new Opener();
      const openers = [first, second, third];
      await Promise.all(openers.map((opener) => opener.ready()));

      // Each round has an instant of its own; the openers that lose are still trying while the next rounds begin.
      const begin = systemClock.now() + 100;
      const rounds = await Promise.all(
        Array.from({ length: 200 }, async (_, round) => {
          const path = folder.join(`race-${String(round)}.lock`);
          for (const opener of openers) opener.send({ kind: 'acquire', path, goAt: begin + round * 30 });
          const outcomes = await Promise.all(openers.map((opener) => opener.outcome(path)));
          return outcomes.map(({ kind }) => kind).toSorted();
        }),
      );

      expect(rounds).toEqual(rounds.map(() => ['acquired', 'held', 'held']));
    },
  );

  test('is free once its owner is killed, although a child of the owner lives on', async () => {
    const path = folder.join('killed.lock');
    await using owner = new Opener();
    owner.send({ kind: 'acquire', path, goAt: 0 });
    expect((await owner.outcome(path)).kind).toBe('acquired');
    owner.send({ kind: 'spawn' });
    const child = await owner.report((report) => (report.kind === 'spawned' ? report.pid : undefined));
    try {
      expect(openFiles(child)).not.toContain(path);
      await owner.kill();
      using lock = disposing(await acquire(path));
      expect(lock.value.isIntact()).toBe(true);
      expect(process.kill(child, 0)).toBe(true);
    } finally {
      process.kill(child, 'SIGKILL');
    }
  });

  test('passes on to whoever waits when its owner gives it back', async () => {
    const path = folder.join('passed.lock');
    const lock = await acquire(path);
    await using waiter = new Opener();
    await waiter.ready();
    waiter.send({ kind: 'acquire', path, goAt: 0 });
    // The waiter answers at once what it has got, so that this order comes while it waits.
    waiter.send({ kind: 'release', path: 'another' });
    await waiter.report((report) => (report.kind === 'released' ? true : undefined));
    lock.dispose();
    expect((await waiter.outcome(path)).kind).toBe('acquired');
    expect(await acquireHostLock(path, world)).toEqual({ ok: false, error: 'held' });
  });

  test('is refused to a second opener of the same process', async () => {
    const path = folder.join('twice.lock');
    const lock = await acquire(path);
    expect(await acquireHostLock(path, world)).toEqual({ ok: false, error: 'held' });
    lock.dispose();
    (await acquire(path)).dispose();
  });

  test('leaves no file but its own', async () => {
    using own = temporaryFolder();
    const lock = await acquire(own.join('host.lock'));
    expect(await readdir(own.path)).toEqual(['host.lock']);
    lock.dispose();
    expect(await readdir(own.path)).toEqual(['host.lock']);
  });

  test('knows that its file was deleted or replaced under it', async () => {
    const path = folder.join('replaced.lock');
    const lock = await acquire(path);
    expect(lock.isIntact()).toBe(true);
    await rename(path, `${path}.moved`);
    expect(lock.isIntact()).toBe(false);
    const usurper = await acquire(path);
    expect([lock.isIntact(), usurper.isIntact()]).toEqual([false, true]);
    await rm(path);
    await rename(`${path}.moved`, path);
    expect([lock.isIntact(), usurper.isIntact()]).toEqual([true, false]);
    lock.dispose();
    usurper.dispose();
    expect(lock.isIntact()).toBe(false);
  });

  test('says what is wrong with a file that cannot be locked', async () => {
    const garbage = folder.join('garbage.lock');
    await writeFile(garbage, 'this was never a lock, and it is long enough to be looked at\n'.repeat(100));
    expect(await acquireHostLock(garbage, world)).toEqual({
      ok: false,
      error: { reason: 'state-unusable', path: garbage, detail: 'file is not a database' },
    });
    const nowhere = folder.join('nowhere', 'host.lock');
    expect(await acquireHostLock(nowhere, world)).toEqual({
      ok: false,
      error: { reason: 'state-unusable', path: nowhere, detail: 'unable to open database file' },
    });
  });
});

/** The files that a process has open; empty if the platform does not tell. */
function openFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${String(pid)}/fd`).map((fd) => readlinkSync(`/proc/${String(pid)}/fd/${fd}`));
  } catch {
    return [];
  }
}

function disposing(value: HostLock): { readonly value: HostLock } & Disposable {
  return {
    value,
    [Symbol.dispose]: () => {
      value.dispose();
    },
  };
}
