/** What a script is written in, as far as that is known; `executable` runs itself. */
export type ScriptKind = 'r' | 'python' | 'node' | 'typescript' | 'shell' | 'executable';

/** A program that may run a script. */
export interface InterpreterCandidate {
  /** A name to look for in folders. */
  readonly program: string;
  /** Goes between the program and the script. */
  readonly args: readonly string[];
  /** It serves only if its version runs TypeScript, as `runsTypeScript` tells. */
  readonly mustRunTypeScript?: boolean;
}

const kindByExtension: Readonly<Record<string, ScriptKind>> = {
  r: 'r',
  py: 'python',
  pyw: 'python',
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  fish: 'shell',
  ksh: 'shell',
};

const kindByProgram: readonly (readonly [pattern: RegExp, kind: ScriptKind])[] = [
  [/^(?:Rscript|R|littler|r)$/, 'r'],
  [/^(?:python|pypy)[\d.]*$/, 'python'],
  [/^(?:node|nodejs)$/, 'node'],
  [/^(?:tsx|ts-node)$/, 'typescript'],
  [/^(?:sh|bash|dash|ash|zsh|fish|ksh)$/, 'shell'],
];

/** How a kind is called in sentences. */
export const kindNames: Readonly<Record<ScriptKind, string>> = {
  r: 'R',
  python: 'Python',
  node: 'JavaScript',
  typescript: 'TypeScript',
  shell: 'shell scripts',
  executable: 'executables',
};

/** The extension of a path in lower case, without its dot; empty where there is none. */
export function extensionOf(path: string): string {
  return /[^/\\]\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** The kind by the file's extension, whose letter case makes no difference. */
export function kindOfExtension(path: string): ScriptKind | undefined {
  const extension = extensionOf(path);
  return Object.hasOwn(kindByExtension, extension) ? kindByExtension[extension] : undefined;
}

/** The kind by the name of an interpreter, as a shebang line has it. */
export function kindOfProgram(program: string): ScriptKind | undefined {
  return kindByProgram.find(([pattern]) => pattern.test(program))?.[1];
}

/** The programs that run a kind, best first; `extension` (lower case, no dot) chooses between shells. */
export function candidatesFor(kind: ScriptKind, extension: string, platform: string): readonly InterpreterCandidate[] {
  switch (kind) {
    case 'r':
      return named('Rscript');
    case 'python':
      // On Windows `python3` is mostly a stub that opens the store.
      return platform === 'win32' ? named('python', 'py', 'python3') : named('python3', 'python');
    case 'node':
      return named('node', 'nodejs');
    case 'typescript':
      return [...named('tsx'), { program: 'node', args: [], mustRunTypeScript: true }, ...named('ts-node')];
    case 'shell':
      return extension === 'sh' || extension === '' ? named('bash', 'sh') : named(extension);
    case 'executable':
      return [];
  }
}

function named(...programs: readonly string[]): readonly InterpreterCandidate[] {
  return programs.map((program) => ({ program, args: [] }));
}

/** Folders outside of PATH where installers put programs. A folder may hold one `*`; the last match is the newest. */
export function wellKnownPlaces(kind: ScriptKind | undefined, platform: string, userHome: string): readonly string[] {
  switch (platform) {
    case 'win32':
      return [
        ...(kind === 'r' ? ['C:\\Program Files\\R\\R-*\\bin'] : []),
        ...(kind === 'node' || kind === 'typescript' ? ['C:\\Program Files\\nodejs'] : []),
        ...(kind === 'shell' ? ['C:\\Program Files\\Git\\bin'] : []),
        ...(kind === 'python' ? [`${userHome}\\AppData\\Local\\Programs\\Python\\Python*`] : []),
      ];
    case 'darwin':
      return [
        ...['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin', `${userHome}/.local/bin`],
        ...(kind === 'r' ? ['/Library/Frameworks/R.framework/Resources/bin'] : []),
        ...(kind === 'python' ? ['/Library/Frameworks/Python.framework/Versions/Current/bin'] : []),
        ...(kind === 'node' || kind === 'typescript' ? [`${userHome}/.volta/bin`] : []),
      ];
    default:
      return [
        ...['/usr/local/bin', '/usr/bin', '/bin', `${userHome}/.local/bin`, '/home/linuxbrew/.linuxbrew/bin'],
        ...(kind === 'r' ? ['/opt/R/*/bin'] : []),
        ...(kind === 'node' || kind === 'typescript' ? [`${userHome}/.volta/bin`, '/snap/bin'] : []),
      ];
  }
}

/** The first version of Node that runs TypeScript by itself, for people. */
export const firstNodeForTypeScript = '22.18';

/** Whether a version of Node ("v22.18.0") runs TypeScript by itself: 22.18 and later, 23.6 and later. */
export function runsTypeScript(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v?(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major === 22) return minor >= 18;
  return major === 23 ? minor >= 6 : major > 23;
}
