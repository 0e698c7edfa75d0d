import { stripVTControlCharacters } from 'node:util';

/** The longest beginning of an escape sequence that is held back; what is longer is no sequence. */
const longestSequence = 256;
/** At the end of a text: an escape character with nothing after it, or a control or system sequence without its end. */
const unfinishedSequence = new RegExp(String.raw`\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]*\u001b?)?$`);

/**
 * Takes escape sequences out of a text that comes in pieces, for those who would take them for text.
 * The log file keeps them.
 */
export class AnsiStripper {
  private held = '';

  /** The piece without its escape sequences; the beginning of one at its end is held back for the next piece. */
  strip(piece: string): string {
    const text = this.held + piece;
    const unfinished = unfinishedSequence.exec(text.slice(-longestSequence))?.[0] ?? '';
    this.held = unfinished;
    return stripVTControlCharacters(text.slice(0, text.length - unfinished.length));
  }
}
