import path from 'node:path';
import { type Clock, delay } from '../../base/clock.ts';
import { err, type Result } from '../../base/result.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';

/** Work with one file, which never rejects; between its steps it looks whether somebody still waits for it. */
export type FileWork<T> = (isAwaited: () => boolean) => Promise<Result<T, FileTrouble>>;

/**
 * So much work with files of users is under way at once. Each takes one of the four threads that Node has for files, and a
 * drive that does not answer keeps it; one is always left for Executor's own files.
 */
const mostAtOnce = 3;

/** Somebody who waits for a turn. */
interface Waiting {
  readonly resume: () => void;
  hasTurn: boolean;
}

/**
 * Does work with files of users, each before a deadline. What a drive keeps beyond that is left to itself, and nothing else
 * in the same folder is tried until it has come back.
 */
export class FileQueue {
  private underWay = 0;
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
    if (this.isSilent(folder)) return this.noAnswer();
    const patience = new AbortController();
    let isLate = false;
    const deadline = delay(this.clock, this.deadlineMs, patience.signal).then(() => {
      isLate = !patience.signal.aborted;
      return undefined;
    });
    try {
      if (!(await this.takeTurn(deadline, () => isLate))) return this.noAnswer();
      const working = work(() => !isLate).finally(() => {
        this.passTurn();
      });
      const done = await Promise.race([working, deadline]);
      if (done) return done;
      this.noteSilence(folder, working);
      return this.noAnswer();
    } finally {
      patience.abort();
    }
  }

  /** Whether there was room before the deadline. */
  private async takeTurn(deadline: Promise<undefined>, isLate: () => boolean): Promise<boolean> {
    if (this.underWay < mostAtOnce) {
      this.underWay += 1;
      return true;
    }
    let resume = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const entry: Waiting = { resume, hasTurn: false };
    this.waiting.push(entry);
    await Promise.race([turn, deadline]);
    if (!isLate()) return true;
    if (entry.hasTurn) this.passTurn();
    else this.waiting.splice(this.waiting.indexOf(entry), 1);
    return false;
  }

  private passTurn(): void {
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
