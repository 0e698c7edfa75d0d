/** Finds a JSON object between two markers in the output of a program that prints other things as well. */
export class MarkedOutput {
  /** What has come, as far as it may still matter. */
  private text = '';
  private isDone = false;

  constructor(
    readonly begin: string,
    readonly end: string,
  ) {}

  /**
   * Takes the next piece of the output; answers the object's text with the piece that completes it. A marker alone is not
   * enough: shells that print their commands print the markers too, but no brace beside them.
   */
  push(chunk: string): string | undefined {
    if (this.isDone) return undefined;
    this.text += chunk;
    const opening = `${this.begin}{`;
    const closing = `}${this.end}`;
    const from = this.text.indexOf(opening);
    if (from === -1) {
      this.text = this.text.slice(-opening.length);
      return undefined;
    }
    const to = this.text.indexOf(closing, from);
    if (to === -1) {
      if (this.text.length > longest) this.finish();
      return undefined;
    }
    const object = this.text.slice(from + this.begin.length, to + 1);
    this.finish();
    return object;
  }

  private finish(): void {
    this.isDone = true;
    this.text = '';
  }
}

/** Characters after which an object without end is given up; no system allows an environment as large as that. */
const longest = 64 * 1024 * 1024;
