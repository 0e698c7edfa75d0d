import { logMark } from './logText.ts';

/** Takes the lines that Executor itself has written out of a log that arrives in pieces: what is left is the script's. */
export class ScriptOutput {
  /** A beginning of a line that may become one of ours. */
  private held = '';
  private isInsideOwnLine = false;
  private isAtLineStart = true;

  /** The script's part of what has arrived until now. */
  take(text: string): string {
    let rest = this.held + text;
    this.held = '';
    let output = '';
    while (rest !== '') {
      if (this.isAtLineStart && !this.isInsideOwnLine) {
        if (rest.length < logMark.length && logMark.startsWith(rest)) {
          this.held = rest;
          break;
        }
        this.isInsideOwnLine = rest.startsWith(logMark);
      }
      const end = rest.indexOf('\n') + 1;
      const line = end === 0 ? rest : rest.slice(0, end);
      rest = rest.slice(line.length);
      if (!this.isInsideOwnLine) output += line;
      this.isAtLineStart = end > 0;
      if (end > 0) this.isInsideOwnLine = false;
    }
    return output;
  }

  /** What was held back, when nothing more comes. */
  finish(): string {
    const { held } = this;
    this.held = '';
    return held;
  }
}
