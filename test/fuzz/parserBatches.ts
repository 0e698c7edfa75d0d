import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Draws, shown } from './draws.ts';
import { parsers } from './parsers.ts';

/** Texts of one kind that a reader is to read. */
export interface Batch {
  readonly seed: number;
  readonly number: number;
  /** Its place among the parsers. */
  readonly parser: number;
  readonly count: number;
  /** A number, which says how far the reader is. */
  readonly progress: SharedArrayBuffer;
}

/** What came of it; nothing if all is well. */
export interface BatchEnd {
  readonly index?: number;
  readonly text?: string;
  readonly wrong?: string;
}

/** Texts in one input. */
const batchSize = 1_500;
/** Milliseconds of the processor that such a batch may take: many times as much as it does. */
const mostMs = 60_000;
/** Milliseconds between two looks at that. */
const lookMs = 1_000;

/** Gives readers texts by the thousand, in a thread that ends with this. */
export class ParserBatches {
  private worker: Worker | undefined;
  /** How many texts have been read. */
  texts = 0;

  /** Has one kind of reader read its texts; throws where one of them is not read well. */
  async run(seed: number, number: number): Promise<void> {
    const parser = new Draws(seed, number).whole(0, parsers.length - 1);
    const progress = new SharedArrayBuffer(4);
    const worker = (this.worker ??= new Worker(new URL('parserWorker.ts', import.meta.url)));
    const batch: Batch = { seed, number, parser, count: batchSize, progress };
    const end = await answerOf(worker, batch);
    const { name } = parsers[parser] ?? parsers[0];
    if (end === 'late') {
      const index = new Int32Array(progress)[0] ?? 0;
      await this.end();
      throw new Error(`${name}, text ${String(index)}: its reading does not end`);
    }
    this.texts += batchSize;
    const { index = 0, text = '', wrong } = end;
    if (wrong !== undefined) throw new Error(`${name}, text ${String(index)}: ${shown(text)}: ${wrong}`);
  }

  async end(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }
}

/** What the worker answers; `late` where it computes without an end. Meanwhile nothing else in this process computes. */
async function answerOf(worker: Worker, batch: Batch): Promise<BatchEnd | 'late'> {
  const before = process.cpuUsage();
  const over = new AbortController();
  const { signal } = over;
  const isLate = async (): Promise<'late'> => {
    for (;;) {
      await sleep(lookMs, undefined, { signal });
      const { system, user } = process.cpuUsage(before);
      if ((system + user) / 1_000 > mostMs) return 'late';
    }
  };
  const late = isLate();
  late.catch(() => undefined);
  // Rejects where the worker has failed.
  const answer = once(worker, 'message', { signal }) as Promise<[BatchEnd]>;
  answer.catch(() => undefined);
  worker.postMessage(batch);
  try {
    return await Promise.race([late, answer.then(([end]) => end)]);
  } finally {
    over.abort();
  }
}
