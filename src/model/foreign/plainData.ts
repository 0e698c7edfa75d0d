/** An object of data whose fields nobody has judged yet. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** The value where it is an object and no array; else undefined. */
export function objectOf(value: unknown): PlainObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PlainObject) : undefined;
}

/** The value where it is a text that says something; else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of an array, or the one text that there is. */
export function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => (typeof each === 'number' ? String(each) : (textOf(each) ?? [])));
}

/** Variables of an environment as texts; what is neither text, number nor truth value is left out. */
export function variablesOf(value: unknown): Readonly<Record<string, string>> {
  const pairs = Object.entries(objectOf(value) ?? {}).filter(([, each]) =>
    /^(string|number|boolean)$/.test(typeof each),
  );
  return Object.fromEntries(pairs.map(([name, each]) => [name, String(each)]));
}

/** The lines of a text, each with its number from 1. */
export function numberedLines(text: string): readonly (readonly [line: number, written: string])[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((written, index) => [index + 1, written]);
}
