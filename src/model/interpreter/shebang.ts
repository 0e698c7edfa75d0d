/** What the first line of a script asks for. */
export type Shebang =
  /** An absolute path, with arguments as the kernel would hand them on. */
  | { readonly kind: 'literal'; readonly program: string; readonly args: readonly string[] }
  /** A program to look for by its name. */
  | { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] };

/**
 * Reads the first line of a script; undefined if it is no shebang line. A line break of Windows at its end, with which
 * the kernel would fail, is ignored. Where no kernel reads such lines (`win32`), the program's bare name is looked for
 * instead of its path.
 */
export function parseShebang(firstLine: string, platform: string): Shebang | undefined {
  const match = /^#![ \t]*([^ \t\r\n]+)[ \t]*([^\r\n]*)/.exec(firstLine);
  const program = match?.[1];
  if (program === undefined) return undefined;
  const rest = match?.[2]?.trimEnd() ?? '';
  if (baseName(program) === 'env') {
    const words = envProgram(rest);
    if (words) return words;
  }
  if (platform === 'win32' || !program.startsWith('/')) {
    const name = baseName(program);
    // A path that ends with a slash names no program.
    return name === '' ? undefined : { kind: 'program', program: name, args: splitWords(rest) };
  }
  // Linux and most others pass the rest as one argument; macOS divides it at the blanks.
  const args = platform === 'darwin' ? splitWords(rest) : rest === '' ? [] : [rest];
  return { kind: 'literal', program, args };
}

/**
 * The program that `env` would start. Undefined if `env` does more than look for it (options other than `-S`,
 * assignments, quotes): then `env` itself has to run.
 */
function envProgram(rest: string): Shebang | undefined {
  const command = rest.replace(/^(?:-S[ \t]*|--split-string[ \t=])/, '');
  const [program, ...args] = splitWords(command);
  if (program === undefined || program.startsWith('-') || program.includes('=') || /["'\\$#]/.test(command)) {
    return undefined;
  }
  return { kind: program.startsWith('/') ? 'literal' : 'program', program, args };
}

function splitWords(text: string): readonly string[] {
  return text.split(/[ \t]+/).filter((word) => word !== '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
