import { numberedLines } from './plainData.ts';

/** A section of an INI file. */
export interface IniSection {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** By their names in small letters; of one that comes twice the last value. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads an INI file as Python's ConfigParser does, which is what supervisord uses: comments begin a line with `;` or `#`, or
 * follow a blank with `;`; a line that begins with a blank goes on with the value above.
 */
export function readIni(text: string): readonly IniSection[] {
  const sections: { name: string; line: number; values: Map<string, string> }[] = [];
  let option: string | undefined;
  for (const [number, raw] of numberedLines(text)) {
    if (/^\s*(?:[#;]|$)/.test(raw)) continue;
    const line = raw.replace(/\s;.*$/, '').trimEnd();
    const current = sections.at(-1);
    const [, section] = /^\[([^\]]+)\]/.exec(line) ?? [];
    const [, name, value] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (/^\s/.test(line)) {
      if (current && option !== undefined)
        current.values.set(option, `${current.values.get(option) ?? ''}\n${line.trim()}`.trim());
    } else if (section !== undefined) {
      sections.push({ name: section.trim(), line: number, values: new Map() });
      option = undefined;
    } else if (name !== undefined && value !== undefined) {
      option = name.toLowerCase();
      current?.values.set(option, value);
    }
  }
  return sections;
}
