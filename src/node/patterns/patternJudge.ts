import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { UserPattern } from '../../model/words/userPattern.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { type Answer, type Question, workerProgram } from './patternWorker.ts';

/** Milliseconds that a text may take; between two looks at the thread lie as many, so that it may be twice as many. */
export const patternDeadlineMs = 500;
/** Milliseconds without a question after which the worker ends. */
const idleMs = 10_000;
/** What the worker may keep; a pattern needs next to nothing. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

/** Why texts were not judged: a pattern took too long for one of them, or the detail of what went wrong. */
export type Unjudged = { readonly kind: 'too-slow' } | { readonly kind: 'failed'; readonly detail: string };

/** What is to be judged. */
export interface Judging {
  readonly patterns: readonly UserPattern[];
  /** Bounded by whoever asks. */
  readonly texts: readonly string[];
  /** After so many that match no further ones are judged; all of them if absent. */
  readonly most?: number;
}

type Judged = Result<readonly number[], Unjudged>;

/**
 * Runs patterns of users, which may take for ever, in a thread of its own: one question after the other. The thread is ended
 * when a single text takes too long. Its time counts from when the thread has begun with it, by two looks at how far the thread
 * is, so that neither a busy machine nor a sleep is taken for a slow pattern.
 */
export class PatternJudge implements Disposable {
  private thread: Worker | undefined;
  private idle: Disposable | undefined;
  private last: Promise<unknown> = Promise.resolve();
  /** Answers the question under way. */
  private settle: ((judged: Judged) => void) | undefined;
  private isDisposed = false;

  constructor(private readonly clock: Clock) {}

  /** The numbers of the texts that match one of the patterns, in their order. Never rejects. */
  judge({ most, patterns, texts }: Judging): Promise<Judged> {
    const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const judged = this.last.then(() => this.ask({ patterns, texts, most: most ?? texts.length, progress }));
    this.last = judged;
    return judged;
  }

  /** Ends the thread; what is not judged by then never will be. */
  dispose(): void {
    this.isDisposed = true;
    this.settle?.(failed('nobody is asking any more'));
    this.endThread();
  }

  private async ask(question: Question): Promise<Judged> {
    this.idle?.dispose();
    const judged = await this.answer(question).catch((error: unknown) => failed(errorDetail(error)));
    if (judged.ok && !this.isDisposed) this.idle = this.clock.setTimer(idleMs, this.endThread);
    else this.endThread();
    return judged;
  }

  private async answer(question: Question): Promise<Judged> {
    if (this.isDisposed) return failed('nobody is asking any more');
    this.thread ??= this.startThread();
    this.thread.postMessage(question);
    const at = new Int32Array(question.progress);
    let looking: Disposable | undefined;
    const judged = await new Promise<Judged>((resolve) => {
      this.settle = resolve;
      const look = (seen: number): void => {
        looking = this.clock.setTimer(patternDeadlineMs, () => {
          const now = Atomics.load(at, 0);
          if (now > 0 && now === seen) resolve(err({ kind: 'too-slow' }));
          else look(now);
        });
      };
      look(0);
    });
    looking?.dispose();
    this.settle = undefined;
    return judged;
  }

  private startThread(): Worker {
    const thread = new Worker(workerProgram, { eval: true, env: {}, execArgv: [], resourceLimits });
    const tell = (judged: Judged): void => {
      // What one that was ended has still to say concerns nobody.
      if (this.thread === thread) this.settle?.(judged);
    };
    thread.on('message', (answer: Answer) => {
      tell('error' in answer ? failed(answer.error) : ok(answer.matching));
    });
    thread.on('error', (error) => {
      tell(failed(errorDetail(error)));
    });
    thread.on('exit', () => {
      tell(failed('the thread that judges patterns has ended'));
    });
    thread.unref();
    return thread;
  }

  private readonly endThread = (): void => {
    this.idle?.dispose();
    void this.thread?.terminate();
    this.thread = undefined;
  };
}

function failed(detail: string): Judged {
  return err({ kind: 'failed', detail });
}
