import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { StartAttempt, Suspicion } from '../../core/ports.ts';
import {
  type AttemptNote,
  judgeAttempts,
  mostDeaths,
  readAttempts,
  writeAttempt,
} from '../../model/host/startAttempts.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { onBehalfOf } from './attribution.ts';

/** Where somebody takes the state away, nothing is recreated: there is no `O_CREAT` but at the beginning. */
const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;
/** Bytes after which the notes are rewritten, without what is over. */
const largestBook = 64 * 1024;
/** Milliseconds for which a host has to live after a start that was under suspicion, to clear the task of it. */
const provenMs = 60_000;

/**
 * Notes which tasks are being started, in a file that outlives the host: after an orderly end nothing of that is in it, so that
 * a host that finds such a note knows that the last one died, and at what. A note costs some microseconds and is not forced to the disk, for it is to outlive
 * the process, not the machine. Where it cannot be written, nobody falls under suspicion.
 */
export class AttemptBook implements Suspicion, Disposable {
  private readonly store = new DisposableStore();
  private readonly deaths: Map<string, number>;
  private readonly underWay: string[] = [];
  private readonly blamed: string[] = [];
  private bytes = 0;
  private isOver = false;
  private isToStay = false;
  /** Those under suspicion that wait until the one before them has started. */
  private readonly queue: (() => void)[] = [];
  private isTurnTaken = false;

  constructor(
    /** Absolute path. */
    private readonly file: string,
    private readonly clock: Clock,
  ) {
    this.deaths = new Map(judgeAttempts(readAttempts(readText(file))));
    this.rewrite(O_CREAT);
  }

  onBehalfOf<T>(task: string, work: () => T): T {
    return onBehalfOf(task, work);
  }

  begin(name: string, isAsked: boolean): StartAttempt {
    const task = taskKey(name);
    if (isAsked) this.pardon(task);
    if (this.isRefused(task)) return refusedAttempt;
    if (!this.deaths.has(task)) return { isRefused: false, turn: Promise.resolve(), end: this.enter(task) };
    return this.joinQueue(task);
  }

  isRefused(name: string): boolean {
    return (this.deaths.get(taskKey(name)) ?? 0) >= mostDeaths;
  }

  pardon(name: string): void {
    const task = taskKey(name);
    if (this.deaths.delete(task)) this.write({ note: 'pardoned', task });
  }

  /** The host ends out of order, on behalf of this task if that is known: the notes stay. */
  condemn(name: string | undefined): void {
    if (name !== undefined) {
      const task = taskKey(name);
      this.blamed.push(task);
      this.write({ note: 'blamed', task });
    }
    this.isToStay = true;
  }

  /** The host ends in order: nothing that it was at has brought it down. What it has not touched stays as it is. */
  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.store.dispose();
    if (this.isToStay) return;
    this.underWay.length = 0;
    for (const task of [...this.deaths.keys()]) if (!this.isRefused(task)) this.deaths.delete(task);
    if (this.deaths.size > 0) this.rewrite();
    else
      quietly(() => {
        rmSync(this.file, { force: true });
      });
  }

  /** Stops noting; what is noted stays. */
  dispose(): void {
    this.isOver = true;
    this.store.dispose();
  }

  /** One after another, so that of several the one that brings a host down is found out. */
  private joinQueue(task: string): StartAttempt {
    let leave: (() => void) | undefined;
    let resume = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const come = (): void => {
      this.isTurnTaken = true;
      leave = this.enter(task);
      resume();
    };
    if (this.isTurnTaken) this.queue.push(come);
    else come();
    let isEnded = false;
    return {
      isRefused: false,
      turn,
      end: () => {
        if (isEnded) return;
        isEnded = true;
        if (!leave) {
          this.queue.splice(this.queue.indexOf(come), 1);
          return;
        }
        leave();
        this.isTurnTaken = false;
        this.queue.shift()?.();
        this.clearLater(task);
      },
    };
  }

  /** The task has started, and the host lives: after a while nothing is held against it any more. */
  private clearLater(task: string): void {
    this.store.add(
      this.clock.setTimer(provenMs, () => {
        this.pardon(task);
      }),
    );
  }

  private enter(task: string): () => void {
    this.underWay.push(task);
    this.write({ note: 'begins', task });
    let isEnded = false;
    return () => {
      if (isEnded) return;
      isEnded = true;
      this.underWay.splice(this.underWay.indexOf(task), 1);
      this.write({ note: 'ends', task });
    };
  }

  private write(note: AttemptNote): void {
    if (this.isOver) return;
    const line = writeAttempt(note);
    this.bytes += line.length;
    if (this.bytes > largestBook) this.rewrite();
    else this.put(O_APPEND, line);
  }

  private rewrite(extraFlags = 0): void {
    const notes: readonly AttemptNote[] = [
      { note: 'before', deaths: Object.fromEntries(this.deaths) },
      ...this.underWay.map((task) => ({ note: 'begins', task }) as const),
      ...this.blamed.map((task) => ({ note: 'blamed', task }) as const),
    ];
    const text = notes.map(writeAttempt).join('');
    this.bytes = 0;
    this.put(O_TRUNC | extraFlags, text);
  }

  private put(flags: number, text: string): void {
    quietly(() => {
      const file = openSync(this.file, O_WRONLY | flags, 0o600);
      try {
        writeSync(file, text);
      } finally {
        closeSync(file);
      }
    });
  }
}

const refusedAttempt: StartAttempt = { isRefused: true, turn: Promise.resolve(), end: () => undefined };

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The last host has ended in order.
    return '';
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A full disk, or a state folder that was taken away: what else there is to say of that, others say.
  }
}
