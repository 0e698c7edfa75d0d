import translations from '../../package.nls.json' with { type: 'json' };
import written from '../../package.json' with { type: 'json' };

/** The manifest as people read it in English: with what is in `package.nls.json` in place of each key. */
export const manifest = JSON.parse(
  JSON.stringify(written, (_, value: unknown) => (typeof value === 'string' ? inEnglish(value) : value)),
) as typeof written;

function inEnglish(text: string): string {
  const key = /^%(?<key>.+)%$/.exec(text)?.groups?.['key'];
  return key === undefined ? text : ((translations as Readonly<Record<string, string>>)[key] ?? text);
}
