import type { UserPattern } from '../../model/words/userPattern.ts';

/** What the worker is asked: which texts match one of the patterns. */
export interface Question {
  readonly patterns: readonly UserPattern[];
  readonly texts: readonly string[];
  /** After so many that match it judges no further ones. */
  readonly most: number;
  /** One 32-bit number, which the worker raises with each text that it begins and once more at the end. */
  readonly progress: SharedArrayBuffer;
}

/** What it answers: the numbers of those that match, in their order, or why a pattern cannot be run. */
export type Answer = { readonly matching: readonly number[] } | { readonly error: string };

/**
 * The program of the worker that runs patterns. It is handed over as text, since a host is a single file: nothing in it may
 * come from elsewhere.
 */
export const workerProgram = `(${serve.toString()})(require('node:worker_threads').parentPort)`;

interface Port {
  on(event: 'message', listener: (question: Question) => void): void;
  postMessage(answer: Answer): void;
}

function serve(port: Port): void {
  port.on('message', ({ most, patterns, progress, texts }) => {
    const at = new Int32Array(progress);
    try {
      const compiled = patterns.map(({ flags, source }) => new RegExp(source, flags));
      const matching: number[] = [];
      for (const [index, text] of texts.entries()) {
        if (matching.length >= most) break;
        Atomics.add(at, 0, 1);
        if (compiled.some((pattern) => pattern.test(text))) matching.push(index);
      }
      Atomics.add(at, 0, 1);
      port.postMessage({ matching });
    } catch (error) {
      port.postMessage({ error: String(error) });
    }
  });
}
