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

/** What came of it; nothing where all is well. */
export interface BatchEnd {
  readonly index?: number;
  readonly text?: string;
  readonly wrong?: string;
}

/** Texts in one input. */
const batchSize = 1_500;
/** Milliseconds that such a batch may take at most: many times as long as it does. */
const mostMs = 120_000;

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
    const end = await new Promise<BatchEnd | 'late'>((resolve, reject) => {
      const timer = setTimeout(() => {
        resolve('late');
      }, mostMs);
      worker.removeAllListeners();
      worker.once('error', reject);
      worker.once('message', (answer: BatchEnd) => {
        clearTimeout(timer);
        resolve(answer);
      });
      worker.postMessage(batch);
    });
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
