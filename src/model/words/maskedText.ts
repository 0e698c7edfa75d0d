/** What must not be read in a text that people hand on. */
export interface Masking {
  /** The paths of this user's home directory, which becomes `~`. */
  readonly homes?: readonly string[];
  /** This user's name. */
  readonly user?: string;
  /** Values that are nobody else's business, wherever they stand. */
  readonly hidden: readonly string[];
}

/** What stands for a text that is left out. */
export const mask = '…';

/** A shorter value is in every other word, and tells nobody anything. */
const shortestHidden = 4;
/** A value of this many characters is left out within words as well. */
const shortestAnywhere = 8;

/** `name=value` where the name says that the value is a secret, as in the parameters of an address or of a program. */
const assignment =
  /((?:api[-_]?key|auth[\w-]*|credentials?|pass(?:phrase|wd|word)?|pwd|secret[\w-]*|sig(?:nature)?|[\w-]*token|[\w-]*key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"'&,;)}\]]+)/gi;
/** Who logs in, in an address; the last `@` before the path ends it. */
const credentials = /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#]*@/gi;

/** A text without what is hidden, credentials in addresses, and where this user's home is. */
export function maskText(text: string, { hidden, homes = [], user = '' }: Masking): string {
  const values = [...new Set(hidden.flatMap(formsOf))].toSorted((one, other) => other.length - one.length);
  let masked = text;
  for (const value of values) {
    masked = value.length < shortestAnywhere ? replaceWord(masked, value, mask) : masked.replaceAll(value, mask);
  }
  masked = masked.replaceAll(credentials, `$1${mask}@`).replaceAll(assignment, `$1${mask}`);
  for (const home of homes) {
    if (home.length > 1) masked = replaceEach(masked, home, '~', (_before, after) => !/[\w.-]/.test(after));
  }
  return replaceWord(masked, user, mask);
}

/** The same of every text within a value; the names of fields stay. */
export function maskDeep(value: unknown, masking: Masking): unknown {
  if (typeof value === 'string') return maskText(value, masking);
  if (Array.isArray(value)) return value.map((each) => maskDeep(each, masking));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, maskDeep(each, masking)]));
}

/** The value as it may be in a text: as it is, within JSON, within an address, its lines apart. */
function formsOf(value: string): readonly string[] {
  const trimmed = value.trim();
  const forms = [
    value,
    trimmed,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(wellFormed(value)),
    encodeURI(wellFormed(value)),
    ...trimmed.split(/\r?\n/),
  ];
  return forms.filter((form) => form.length >= shortestHidden);
}

/** Halves of a pair of UTF-16 that stand alone cannot be encoded. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\uFFFD');
}

function replaceWord(text: string, word: string, by: string): string {
  return replaceEach(text, word, by, (before, after) => !/\w/.test(before + after));
}

/** The text with one part replaced wherever it may be, judged by the characters before and after it; at an end there is none. */
function replaceEach(
  text: string,
  part: string,
  by: string,
  mayBe: (before: string, after: string) => boolean,
): string {
  if (part === '') return text;
  let replaced = '';
  let done = 0;
  for (let at = text.indexOf(part); at >= 0;) {
    const end = at + part.length;
    const fits = mayBe(text.charAt(at - 1), text.charAt(end));
    if (fits) {
      replaced += text.slice(done, at) + by;
      done = end;
    }
    at = text.indexOf(part, fits ? end : at + 1);
  }
  return replaced + text.slice(done);
}
