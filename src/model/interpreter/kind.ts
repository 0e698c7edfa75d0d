import { type Clause, say } from '../words/clause.ts';
interface KindFacts {
  /** What the kind is called in sentences. */
  readonly name: Clause;
  /** In lower case, without their dots; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Names of interpreters, as a shebang line may have them. */
  readonly programs?: RegExp;
  /** What brings an interpreter, and where to get it; absent if that differs from system to system. */
  readonly origin?: InterpreterOrigin;
}

/** What brings an interpreter, and where to get it. */
export interface InterpreterOrigin {
  /** A proper name. */
  readonly product: string;
  readonly address: string;
}

const r: InterpreterOrigin = { product: 'R', address: 'https://cran.r-project.org' };
const quarto: InterpreterOrigin = { product: 'Quarto', address: 'https://quarto.org' };
const node: InterpreterOrigin = { product: 'Node.js', address: 'https://nodejs.org' };

/** A kind that what brings its interpreter is named after. */
function ownProgram(name: string, extensions: readonly string[], programs: RegExp, address: string): KindFacts {
  return { name, extensions, programs, origin: { product: name, address } };
}

const kinds = {
  r: { name: 'R', extensions: ['r'], programs: /^(?:Rscript|R|littler|r)$/, origin: r },
  rmarkdown: { name: 'R Markdown', extensions: ['rmd'], origin: r },
  quarto: { name: say('Quarto documents'), extensions: ['qmd'], programs: /^quarto$/, origin: quarto },
  python: ownProgram('Python', ['py', 'pyw'], /^(?:python|pypy)[\d.]*$/, 'https://www.python.org'),
  notebook: {
    name: say('notebooks'),
    extensions: ['ipynb'],
    programs: /^jupyter$/,
    origin: { product: 'Jupyter', address: 'https://jupyter.org' },
  },
  node: { name: 'JavaScript', extensions: ['js', 'mjs', 'cjs'], programs: /^(?:node|nodejs)$/, origin: node },
  typescript: {
    name: 'TypeScript',
    extensions: ['ts', 'mts', 'cts'],
    programs: /^(?:tsx|ts-node)$/,
    origin: node,
  },
  shell: {
    name: say('shell scripts'),
    extensions: ['sh', 'bash', 'zsh', 'ksh'],
    programs: /^(?:sh|bash|dash|ash|zsh|ksh)$/,
  },
  // A language of its own: what is set for shells would not understand it.
  fish: {
    name: say('fish scripts'),
    extensions: ['fish'],
    programs: /^fish$/,
    origin: { product: 'fish', address: 'https://fishshell.com' },
  },
  powershell: ownProgram('PowerShell', ['ps1'], /^(?:pwsh|powershell)$/, 'https://github.com/PowerShell/PowerShell'),
  batch: { name: say('batch files'), extensions: ['bat', 'cmd'] },
  julia: ownProgram('Julia', ['jl'], /^julia$/, 'https://julialang.org'),
  ruby: ownProgram('Ruby', ['rb'], /^ruby[\d.]*$/, 'https://www.ruby-lang.org'),
  perl: ownProgram('Perl', ['pl'], /^perl[\d.]*$/, 'https://www.perl.org'),
  php: ownProgram('PHP', ['php'], /^php[\d.]*$/, 'https://www.php.net'),
  lua: ownProgram('Lua', ['lua'], /^lua(?:jit|[\d.]*)$/, 'https://www.lua.org'),
  octave: ownProgram('Octave', ['m'], /^octave(?:-cli)?$/, 'https://octave.org'),
} as const satisfies Readonly<Record<string, KindFacts>>;

/** A kind of script that an interpreter runs; also a key of the setting `executor.interpreters`. */
export type InterpretedKind = keyof typeof kinds;

/** What a script is written in, as far as that is known; `executable` runs itself. */
export type ScriptKind = InterpretedKind | 'executable';

const facts: readonly (readonly [kind: InterpretedKind, facts: KindFacts])[] = Object.entries(kinds).map(
  ([kind, own]) => [kind as InterpretedKind, own],
);

/** Every kind that an interpreter runs. */
export const interpretedKinds: readonly InterpretedKind[] = facts.map(([kind]) => kind);

/** The extensions of all kinds, in lower case, without their dots. */
export const scriptExtensions: readonly string[] = facts.flatMap(([, { extensions }]) => extensions);

/** What a kind is called in sentences. */
export function kindName(kind: InterpretedKind): Clause {
  return kinds[kind].name;
}

/** Where to get an interpreter of a kind. */
export function interpreterOrigin(kind: InterpretedKind): InterpreterOrigin | undefined {
  const { origin }: KindFacts = kinds[kind];
  return origin;
}

/** The extension of a path as it is written, without its dot; empty if there is none. */
export function extensionOf(path: string): string {
  return /[^/\\]\.([^./\\]+)$/.exec(path)?.[1] ?? '';
}

/** The kind by the file's extension, whose letter case makes no difference. */
export function kindOfExtension(path: string): InterpretedKind | undefined {
  const extension = extensionOf(path).toLowerCase();
  return facts.find(([, { extensions }]) => extensions.includes(extension))?.[0];
}

/** The kind by the name of an interpreter, as a shebang line has it. */
export function kindOfProgram(program: string): InterpretedKind | undefined {
  return facts.find(([, { programs }]) => programs?.test(program) === true)?.[0];
}
