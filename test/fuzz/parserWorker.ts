// Reads texts in a thread of its own, which can be ended where a reader does not come to an end.
import { parentPort } from 'node:worker_threads';
import { Draws } from './draws.ts';
import { parsers } from './parsers.ts';
import type { Batch, BatchEnd } from './parserBatches.ts';

/** Milliseconds of the processor that one text may take. Most take less than one. */
const mostMs = 3_000;

const port = parentPort;
port?.on('message', ({ count, number, parser, progress, seed }: Batch) => {
  const place = new Int32Array(progress);
  const { make, read } = parsers[parser] ?? parsers[0];
  for (let index = 0; index < count; index += 1) {
    place[0] = index;
    const draws = new Draws(seed + index * 1_000_003, number);
    const text = make(draws);
    const before = process.threadCpuUsage();
    let wrong: string | undefined;
    try {
      read(text, draws);
    } catch (error) {
      wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const used = process.threadCpuUsage(before);
    const took = (used.user + used.system) / 1_000;
    if (wrong === undefined && took > mostMs) wrong = `it took ${took.toFixed(0)} ms`;
    if (wrong !== undefined) {
      port.postMessage({ index, text, wrong } satisfies BatchEnd);
      return;
    }
  }
  port.postMessage({} satisfies BatchEnd);
});
