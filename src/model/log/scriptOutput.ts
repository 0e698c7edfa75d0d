import { type FooterMark, headerStepOf, isFooter, isNoteOf, logMark, saysLineWasOpen } from './logText.ts';
import type { RunId } from '../run.ts';

const mark = new TextEncoder().encode(logMark);
const newline = 0x0a;
/** In lines and bytes: more than any footer has, so that no more is ever held back. */
const longestHeld = { lines: 32, bytes: 16 * 1024 };

/**
 * Takes what Executor itself has written out of the log of one run, which arrives in pieces: what is left is the script's,
 * byte by byte.
 *
 * 1. The header begins the log; its lines come in one order.
 * 2. A note names the run.
 * 3. The footer ends the log, so that lines of ours are held back while nothing follows them.
 *
 * What looks like these elsewhere is the script's: it may have printed another run's log.
 */
export class ScriptOutput {
  /** The beginning of a line that may become one of ours. */
  private begun: Uint8Array = new Uint8Array();
  /** Whole lines that may be the footer's. */
  private held: Uint8Array[] = [];
  /** The line break before the held lines is held as well: it may be ours. */
  private isBreakHeld = false;
  private isAtLineStart = true;
  /** How far the header has come; undefined behind it. */
  private header: number | undefined = 0;
  private readonly decoder = new TextDecoder();

  constructor(private readonly run: RunId) {}

  /** The script's part of what has arrived until now. */
  take(piece: Uint8Array): Uint8Array {
    const bytes = join([this.begun, piece]);
    this.begun = new Uint8Array();
    const output: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(newline, at) + 1;
      const line = bytes.subarray(at, end === 0 ? undefined : end);
      at += line.length;
      const mayBeOurs = this.isAtLineStart && startsLike(line, mark) && line.length <= longestHeld.bytes;
      if (mayBeOurs && end === 0) this.begun = line;
      else if (mayBeOurs && line.length >= mark.length) this.takeOwnLine(line, output);
      else this.takeScriptsLine(line, output);
    }
    return join(output);
  }

  /** The file has started over, behind our back: what comes now has no header. */
  restart(): void {
    this.header = undefined;
    this.isAtLineStart = true;
  }

  /** What was held back and is not the run's footer, when nothing more comes. */
  finish(ended: FooterMark | undefined): Uint8Array {
    const output: Uint8Array[] = [];
    const lines = this.held.map((line) => this.decoder.decode(line));
    const footer =
      ended && this.begun.length === 0 ? lines.findIndex((_, from) => isFooter(lines.slice(from), ended)) : -1;
    if (footer === -1) {
      this.release(output);
      output.push(this.begun);
      this.begun = new Uint8Array();
      return join(output);
    }
    this.held.splice(footer);
    this.release(output);
    const whole = join(output);
    return saysLineWasOpen(lines) && whole.at(-1) === newline ? whole.subarray(0, -1) : whole;
  }

  private takeScriptsLine(line: Uint8Array, output: Uint8Array[]): void {
    this.header = undefined;
    this.release(output);
    output.push(line);
    this.isAtLineStart = line.at(-1) === newline;
  }

  private takeOwnLine(line: Uint8Array, output: Uint8Array[]): void {
    const text = this.decoder.decode(line);
    if (this.header !== undefined) {
      this.header = headerStepOf(text, this.header, this.run);
      if (this.header !== undefined) return;
    }
    if (isNoteOf(text, this.run)) return;
    if (this.held.length === 0) this.holdBreak(output);
    this.held.push(line);
    const size = this.held.reduce((sum, { length }) => sum + length, 0);
    if (this.held.length > longestHeld.lines || size > longestHeld.bytes) this.release(output);
  }

  private holdBreak(output: Uint8Array[]): void {
    const last = output.pop();
    if (!last) return;
    this.isBreakHeld = last.at(-1) === newline;
    output.push(this.isBreakHeld ? last.subarray(0, -1) : last);
  }

  private release(output: Uint8Array[]): void {
    if (this.isBreakHeld) output.push(Uint8Array.of(newline));
    output.push(...this.held);
    this.isBreakHeld = false;
    this.held = [];
  }
}

/** Whether a line begins with the mark, or is the beginning of it. */
function startsLike(line: Uint8Array, wanted: Uint8Array): boolean {
  return line.subarray(0, wanted.length).every((byte, at) => byte === wanted[at]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
