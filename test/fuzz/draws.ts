import { seededRandom } from '../support/seededRandom.ts';

/** What the inputs are drawn from: the same for the same seed and number, whatever was drawn before. */
export class Draws {
  private readonly random: () => number;

  constructor(seed: number, number: number) {
    // Multiplied by a large odd number, so that neighbours have nothing in common.
    this.random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** True so often of a hundred times. */
  chance(percent: number): boolean {
    return this.random() * 100 < percent;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }

  /** Between `least` and `most` of what `make` makes. */
  several<T>(least: number, most: number, make: (index: number) => T): readonly T[] {
    return Array.from({ length: this.whole(least, most) }, (_, index) => make(index));
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.whole(0, most) }, () => this.whole(0, 255)));
  }

  /** A text of pieces, of odd texts and of what is in neither. */
  text(pieces: readonly [string, ...string[]], most = 12): string {
    return this.several(0, most, () => (this.chance(80) ? this.pick(pieces) : this.odd())).join('');
  }

  /** A short text that programs have stumbled over. */
  odd(): string {
    return this.chance(70) ? this.pick(oddTexts) : this.several(1, 6, () => this.character()).join('');
  }

  /** A text, changed in a few places. */
  mutate(text: string): string {
    let changed = text;
    for (let times = this.whole(1, 4); times > 0; times -= 1) changed = this.mutateOnce(changed);
    return changed;
  }

  /** A value of JSON, changed in one place. */
  mutateValue(value: unknown): unknown {
    if (this.chance(25)) return this.value();
    if (Array.isArray(value)) {
      const items: unknown[] = [...(value as readonly unknown[])];
      if (items.length === 0 || this.chance(20)) return [...items, this.value()];
      const place = this.whole(0, items.length - 1);
      return items.with(place, this.mutateValue(items[place]));
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries<unknown>({ ...value });
      const place = this.whole(0, entries.length);
      const entry = entries[place];
      if (!entry) return Object.fromEntries([...entries, [this.odd(), this.value()]]);
      const [key, inner] = entry;
      if (this.chance(15)) return Object.fromEntries(entries.toSpliced(place, 1));
      return Object.fromEntries(entries.with(place, [key, this.mutateValue(inner)]));
    }
    return typeof value === 'string' && this.chance(50) ? this.mutate(value) : this.value();
  }

  /** Any value of JSON. */
  value(depth = 0): unknown {
    if (depth < 3 && this.chance(15)) return this.several(0, 4, () => this.value(depth + 1));
    if (depth < 3 && this.chance(15)) {
      return Object.fromEntries(this.several(0, 4, () => [this.odd(), this.value(depth + 1)]));
    }
    return this.pick<unknown>([null, true, false, this.odd(), this.odd(), this.number(), this.number()]);
  }

  number(): number {
    return this.pick([0, -0, 1, -1, 0.5, 255, 1e3, 65_536, 2 ** 31, -(2 ** 31), 2 ** 53, -1e21, 1e308, 5e-324]);
  }

  private mutateOnce(text: string): string {
    const from = this.whole(0, text.length);
    const to = Math.min(text.length, from + this.whole(0, 12));
    switch (this.whole(0, 5)) {
      case 0:
        return text.slice(0, from) + text.slice(to);
      case 1:
        return text.slice(0, from) + this.odd() + text.slice(from);
      case 2:
        return text.slice(0, from) + this.odd() + text.slice(to);
      case 3:
        return text.slice(0, to) + text.slice(from, to).repeat(this.whole(1, 50)) + text.slice(to);
      case 4:
        return text.slice(0, from) + this.character() + text.slice(from + 1);
      default:
        return this.chance(30) ? text.slice(0, from) : text.slice(to) + text.slice(from, to);
    }
  }

  private character(): string {
    return String.fromCodePoint(
      this.pick([
        this.whole(0, 0x1f),
        this.whole(0x20, 0x7e),
        this.whole(0x7f, 0xffff),
        this.whole(0x1_0000, 0x10_ffff),
      ]),
    );
  }
}

const oddTexts: readonly [string, ...string[]] = [
  '',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\uFEFF',
  '\u2028',
  '\u202E',
  '\u001B[2J',
  '\u001B]0;title\u0007',
  '\uD800',
  '\uDFFF',
  '🦊',
  'é',
  'e\u0301',
  'İ',
  'ß',
  '"',
  "'",
  '`',
  '\\',
  '\\\\',
  '/',
  '//',
  '..',
  '../..',
  '.',
  '~',
  '*',
  '**',
  '[',
  ']',
  '{',
  '}',
  '{a,b}',
  '!(a)',
  '$',
  '${',
  '${workspaceFolder}',
  '${env:HOME}',
  '${userHome}/',
  '${x}',
  '%',
  '%s%n',
  '#',
  ',',
  ':',
  '=',
  '-',
  '--',
  '&&',
  '|',
  ';',
  '0',
  '-1',
  '1e9',
  '9'.repeat(30),
  'NaN',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'CON',
  'a'.repeat(300),
  'ä'.repeat(120),
  '🦊'.repeat(60),
];

/** A text as it may be in one line of a terminal, not too long. */
export function shown(text: string): string {
  const whole = JSON.stringify(text);
  return whole.length <= 160 ? whole : `${whole.slice(0, 150)}…" (${String(text.length)} characters)`;
}
