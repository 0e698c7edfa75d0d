/** What `npm start` was asked for. */
export type StartOptions =
  /** In the browser; at this port, where somebody asked for one. */
  | { readonly kind: 'browser'; readonly port: number | undefined }
  /** In a desktop VS Code: this program, a name or a path, where somebody named one. */
  | { readonly kind: 'desktop'; readonly code: string | undefined }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Reads `npm start -- --port N` and `npm start -- --desktop[=PATH]`; without the `--` npm keeps an option for itself:
 * it hands on `--port=9000` as configuration in the environment, and of `--port 9000` the number alone.
 */
export function startOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): StartOptions {
  const options = new Map<string, string | undefined>();
  const words: string[] = [];
  for (const arg of args) {
    const [, name, value] = /^--(port|desktop)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) words.push(arg);
    else options.set(name, value);
  }
  for (const name of ['port', 'desktop']) {
    const kept = env[`npm_config_${name}`];
    if (kept !== undefined && !options.has(name)) options.set(name, kept === 'true' ? undefined : kept);
  }
  const [word, ...more] = words;
  if (more.length > 0) return { kind: 'refused', message: `Not understood: ${more.join(' ')}` };
  if (options.has('desktop')) {
    if (options.has('port'))
      return { kind: 'refused', message: 'A desktop VS Code listens at no port: say --desktop or --port.' };
    return { kind: 'desktop', code: options.get('desktop') ?? word };
  }
  const given = options.get('port') ?? word;
  if (given === undefined && !options.has('port')) return { kind: 'browser', port: undefined };
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port <= 65535) return { kind: 'browser', port };
  return { kind: 'refused', message: `"${given ?? ''}" is no port; say --port N, N from 1 to 65535.` };
}
