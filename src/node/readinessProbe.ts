import { connect } from 'node:net';
import { devNull } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ReadinessProbe } from '../core/ports.ts';
import { logMark } from '../model/logText.ts';
import { patternOf } from '../model/taskFileReady.ts';
import { LogFollower } from './logFollower.ts';

/** Milliseconds after which a port that neither accepts nor refuses counts as closed. */
const patienceMs = 2_000;
/** Characters of an unfinished line that are kept: nobody prints a longer sign. */
const keptCharacters = 64 * 1024;

/** Looks for the signs by which running tasks show that they are ready. */
export class ReadinessProber implements ReadinessProbe {
  readonly nowhere = devNull;

  constructor(private readonly clock: Clock) {}

  log(path: string, { isPattern, text }: Parameters<ReadinessProbe['log']>[1], onFound: () => void): Disposable {
    const parts = isPattern ? patternOf(text) : undefined;
    const pattern = parts && new RegExp(parts.source, parts.flags);
    let rest = '';
    let isFound = false;
    return new LogFollower({
      path,
      lines: Number.MAX_SAFE_INTEGER,
      clock: this.clock,
      onText: ({ isRestart, text: piece }) => {
        if (isFound) return;
        const lines = ((isRestart ? '' : rest) + piece).split('\n');
        // What Executor itself writes, a task's name among it, says nothing about the script.
        isFound = lines.some((line) => !line.startsWith(logMark) && (pattern?.test(line) ?? line.includes(text)));
        rest = (lines.at(-1) ?? '').slice(-keptCharacters);
        if (isFound) onFound();
      },
    });
  }

  async port(port: number): Promise<boolean> {
    const accepts = await Promise.all(['127.0.0.1', '::1'].map((host) => isOpen(host, port)));
    return accepts.includes(true);
  }
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (isAccepted: boolean): void => {
      socket.destroy();
      resolve(isAccepted);
    };
    socket.setTimeout(patienceMs, () => {
      answer(false);
    });
    socket.once('connect', () => {
      answer(true);
    });
    socket.once('error', () => {
      answer(false);
    });
  });
}
