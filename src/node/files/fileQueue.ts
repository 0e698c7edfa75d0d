import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';

/** Work with one file, which never rejects; between its steps it checks whether somebody still waits for it. */
export type FileWork<T> = (isAwaited: () => boolean) => Promise<Result<T, FileTrouble>>;

/**
 * So much work with files of users is under way at once. Each takes one of the four threads that Node has for files, and a
 * drive that does not answer keeps it; one is always left for Executor's own files.
 */
const mostAtOnce = 3;
/** A deadline is waited for in this many steps. */
const deadlineSteps = 5;

/** Somebody who waits for a turn. */
interface Waiting {
  resume: () => void;
  hasTurn: boolean;
}

/**
 * Does work with files of users, each before a deadline that counts from its turn. What a drive keeps beyond that is left to
 * itself, and nothing else in the same folder is tried until it has come back.
 */
export class FileQueue {
  private underWay = 0;
  /** How many turns have been passed on. */
  private passed = 0;
  private readonly waiting: Waiting[] = [];
  /** The folders of files that have not answered, once for each of these. */
  private readonly silent: string[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly deadlineMs: number,
  ) {}

  /** Does the work with the file of that path as soon as there is room. Never rejects. */
  async run<T>(file: string, work: FileWork<T>): Promise<Result<T, FileTrouble>> {
    const folder = path.dirname(path.resolve(file));
    if (this.isSilent(folder) || !(await this.takeTurn())) return this.noAnswer();
    let isLate = false;
    const working = work(() => !isLate).finally(() => {
      this.passTurn();
    });
    const done = await this.withinDeadline(working);
    if (done) return done;
    isLate = true;
    this.noteSilence(folder, working);
    return this.noAnswer();
  }

  /** Whether there was room; a line that moves is waited in, however long it is. */
  private async takeTurn(): Promise<boolean> {
    if (this.underWay < mostAtOnce) {
      this.underWay += 1;
      return true;
    }
    const entry: Waiting = { resume: () => undefined, hasTurn: false };
    const turn = new Promise<true>((resolve) => {
      entry.resume = () => {
        resolve(true);
      };
    });
    this.waiting.push(entry);
    for (let passed = -1; passed !== this.passed;) {
      passed = this.passed;
      if ((await this.withinDeadline(turn)) ?? entry.hasTurn) return true;
    }
    this.waiting.splice(this.waiting.indexOf(entry), 1);
    return false;
  }

  /**
   * What a promise resolves with; undefined if that takes too long. Time in which this process itself does nothing (a
   * sleep, a stop, a busy machine) counts as one step of several: what has come meanwhile is seen before the next.
   */
  private async withinDeadline<T>(promise: Promise<T>): Promise<T | undefined> {
    let timer: Disposable | undefined;
    const late = new Promise<undefined>((resolve) => {
      const wait = (steps: number): void => {
        timer = this.clock.setTimer(this.deadlineMs / deadlineSteps, () => {
          if (steps > 1) wait(steps - 1);
          else resolve(undefined);
        });
      };
      wait(deadlineSteps);
    });
    const first = await Promise.race([promise, late]);
    timer?.dispose();
    return first;
  }

  private passTurn(): void {
    this.passed += 1;
    const next = this.waiting.shift();
    if (!next) {
      this.underWay -= 1;
      return;
    }
    next.hasTurn = true;
    next.resume();
  }

  private noteSilence(folder: string, working: Promise<unknown>): void {
    this.silent.push(folder);
    void working.finally(() => {
      this.silent.splice(this.silent.indexOf(folder), 1);
    });
  }

  private isSilent(folder: string): boolean {
    return this.silent.some((silent) => folder === silent || folder.startsWith(silent + path.sep));
  }

  private noAnswer(): Result<never, FileTrouble> {
    return err({ kind: 'no-answer', seconds: Math.ceil(this.deadlineMs / 1_000) });
  }
}
