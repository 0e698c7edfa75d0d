import { extensionOf, type InterpretedKind } from './kind.ts';
import type { Argv } from '../words/argv.ts';

/** A program that may run a script. */
export interface InterpreterCandidate {
  /** A name to look for in folders. */
  readonly program: string;
  /** Goes between the program and the script. */
  readonly args: readonly string[];
  /** It serves only if its version runs TypeScript, as `runsTypeScript` tells. */
  readonly mustRunTypeScript?: boolean;
}

/**
 * Renders the document that follows as the first argument. Rscript hands `-e` on as it is, so that no path is ever
 * quoted into R code; what comes after the document is there for it in `commandArgs(TRUE)`.
 */
const renderRMarkdown = ['-e', 'rmarkdown::render(commandArgs(TRUE)[1])'];

/**
 * Without `--inplace` the notebook stays as it is: the executed copy, `<name>.nbconvert.ipynb`, goes beside it. Old
 * versions end a cell after 30 seconds unless told otherwise.
 */
const executeNotebook = ['nbconvert', '--to', 'notebook', '--execute', '--ExecutePreprocessor.timeout=-1'];

const powershellFile = ['-NoProfile', '-NonInteractive', '-File'];

/** The programs that run a script of a kind, best first; its extension chooses between shells. */
export function candidatesFor(kind: InterpretedKind, path: string, platform: string): readonly InterpreterCandidate[] {
  switch (kind) {
    case 'r':
      return named('Rscript');
    case 'rmarkdown':
      return [
        { program: 'Rscript', args: renderRMarkdown },
        { program: 'quarto', args: ['render'] },
      ];
    case 'quarto':
      return [{ program: 'quarto', args: ['render'] }];
    case 'python':
      // On Windows `python3` is mostly a stub that opens the store.
      return platform === 'win32' ? named('python', 'py', 'python3') : named('python3', 'python');
    case 'notebook':
      return [{ program: 'jupyter', args: executeNotebook }];
    case 'node':
      return named('node', 'nodejs');
    case 'typescript':
      return [...named('tsx'), { program: 'node', args: [], mustRunTypeScript: true }, ...named('ts-node')];
    case 'shell':
      return shellsFor(extensionOf(path).toLowerCase());
    case 'powershell':
      return [
        { program: 'pwsh', args: powershellFile },
        // The one that comes with Windows refuses unsigned files unless told otherwise.
        ...(platform === 'win32'
          ? [{ program: 'powershell', args: ['-ExecutionPolicy', 'Bypass', ...powershellFile] }]
          : []),
      ];
    case 'batch':
      return [];
    case 'julia':
      // The project of the working directory or above it, else the shared environment.
      return [{ program: 'julia', args: ['--project=@.'] }];
    case 'lua':
      return named('lua', 'lua5.4', 'lua5.3', 'luajit');
    case 'octave':
      return [{ program: 'octave', args: ['--no-gui'] }, ...named('octave-cli')];
    case 'fish':
    case 'ruby':
    case 'perl':
    case 'php':
      return named(kind);
  }
}

/**
 * Adds the arguments that a program needs for this kind of script (`quarto` needs `render`) where somebody named the
 * program alone. With arguments it is taken as it stands, and so is a program that is not known for the kind.
 */
export function withOwnArguments(argv: Argv, kind: InterpretedKind, path: string, platform: string): Argv {
  const [program, ...args] = argv;
  if (args.length > 0) return argv;
  const name = programName(program);
  const known = candidatesFor(kind, path, platform).find((candidate) => candidate.program === name);
  return known ? [program, ...known.args] : argv;
}

/** The last element of a program's path, without the extension that Windows gives to programs. */
export function programName(program: string): string {
  return /[^/\\]*$/.exec(program)?.[0].replace(/\.exe$/i, '') ?? '';
}

function shellsFor(extension: string): readonly InterpreterCandidate[] {
  return extension === 'bash' || extension === 'zsh' || extension === 'ksh' ? named(extension) : named('bash', 'sh');
}

function named(...programs: readonly string[]): readonly InterpreterCandidate[] {
  return programs.map((program) => ({ program, args: [] }));
}

/** The first version of Node that runs TypeScript by itself, for people. */
export const firstNodeForTypeScript = '22.18';

/** Whether a version of Node ("v22.18.0") runs TypeScript by itself: 22.18 and later, 23.6 and later. */
export function runsTypeScript(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v?(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major === 22) return minor >= 18;
  return major === 23 ? minor >= 6 : major > 23;
}
