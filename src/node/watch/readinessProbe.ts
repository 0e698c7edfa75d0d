import { connect } from 'node:net';
import { devNull } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ReadinessProbe, SignListener } from '../../core/ports.ts';
import { AnsiStripper } from '../../model/words/ansiStripper.ts';
import { logMark } from '../../model/log/logText.ts';
import { patternOf } from '../../model/words/userPattern.ts';
import { LogFollower, type LogPiece } from '../log/logFollower.ts';
import type { PatternJudge } from '../patterns/patternJudge.ts';
import { PatternSearch } from '../patterns/patternSearch.ts';

/** Milliseconds after which a port that neither accepts nor refuses counts as closed. */
const patienceMs = 2_000;
/** Characters of an unfinished line that are kept: nobody prints a longer sign. */
const keptCharacters = 64 * 1024;

type LogSign = Parameters<ReadinessProbe['log']>[1];

/** Looks for the signs by which running tasks show that they are ready. */
export class ReadinessProber implements ReadinessProbe {
  readonly nowhere = devNull;

  constructor(
    private readonly clock: Clock,
    private readonly judge: PatternJudge,
  ) {}

  log(path: string, sign: LogSign, listener: SignListener): Disposable {
    const { clock } = this;
    const pattern = sign.isPattern ? patternOf(sign.text) : undefined;
    const watch = new DisposableStore();
    const onPiece = pattern
      ? watch.add(new PatternSearch({ clock, judge: this.judge, pattern, text: sign.text, ...listener })).onPiece
      : textSearch(stripVTControlCharacters(sign.text), listener.onFound);
    watch.add(new LogFollower({ path, lines: Number.MAX_SAFE_INTEGER, clock, onPiece: asRead(onPiece) }));
    return watch;
  }

  async port(port: number): Promise<boolean> {
    const accepts = await Promise.all(['127.0.0.1', '::1'].map((host) => isOpen(host, port)));
    return accepts.includes(true);
  }
}

/**
 * Hands on what a person reads: without colours, links and whatever else steers a terminal. What a carriage return lets the
 * rest of a line write over, as progress bars do, is a line of its own.
 */
function asRead(onPiece: (piece: LogPiece) => void | Promise<void>): typeof onPiece {
  let stripper = new AnsiStripper();
  return (piece) => {
    if (piece.isRestart) stripper = new AnsiStripper();
    return onPiece({ ...piece, text: stripper.strip(piece.text).replaceAll(/\r\n?/g, '\n') });
  };
}

/** Looks for a plain text, which a line may have anywhere. */
function textSearch(text: string, onFound: () => void): (piece: LogPiece) => void {
  let rest = '';
  let isFound = false;
  return ({ isRestart, text: piece }) => {
    if (isFound) return;
    const lines = ((isRestart ? '' : rest) + piece).split('\n');
    // What Executor itself writes, a task's name among it, says nothing about the script.
    isFound = lines.some((line) => !line.startsWith(logMark) && line.includes(text));
    rest = (lines.at(-1) ?? '').slice(-keptCharacters);
    if (isFound) onFound();
  };
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
