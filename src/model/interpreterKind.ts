import { type Clause, say } from './clause.ts';
interface KindFacts {
  /** How the kind is called in sentences. */
  readonly name: Clause;
  /** In lower case, without their dots; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Names of interpreters, as a shebang line may have them. */
  readonly programs?: RegExp;
}

const kinds = {
  r: { name: 'R', extensions: ['r'], programs: /^(?:Rscript|R|littler|r)$/ },
  rmarkdown: { name: 'R Markdown', extensions: ['rmd'] },
  quarto: { name: say('Quarto documents'), extensions: ['qmd'], programs: /^quarto$/ },
  python: { name: 'Python', extensions: ['py', 'pyw'], programs: /^(?:python|pypy)[\d.]*$/ },
  notebook: { name: say('notebooks'), extensions: ['ipynb'], programs: /^jupyter$/ },
  node: { name: 'JavaScript', extensions: ['js', 'mjs', 'cjs'], programs: /^(?:node|nodejs)$/ },
  typescript: { name: 'TypeScript', extensions: ['ts', 'mts', 'cts'], programs: /^(?:tsx|ts-node)$/ },
  shell: {
    name: say('shell scripts'),
    extensions: ['sh', 'bash', 'zsh', 'ksh'],
    programs: /^(?:sh|bash|dash|ash|zsh|ksh)$/,
  },
  // A language of its own: what is set for shells would not understand it.
  fish: { name: say('fish scripts'), extensions: ['fish'], programs: /^fish$/ },
  powershell: { name: 'PowerShell', extensions: ['ps1'], programs: /^(?:pwsh|powershell)$/ },
  batch: { name: say('batch files'), extensions: ['bat', 'cmd'] },
  julia: { name: 'Julia', extensions: ['jl'], programs: /^julia$/ },
  ruby: { name: 'Ruby', extensions: ['rb'], programs: /^ruby[\d.]*$/ },
  perl: { name: 'Perl', extensions: ['pl'], programs: /^perl[\d.]*$/ },
  php: { name: 'PHP', extensions: ['php'], programs: /^php[\d.]*$/ },
  lua: { name: 'Lua', extensions: ['lua'], programs: /^lua(?:jit|[\d.]*)$/ },
  octave: { name: 'Octave', extensions: ['m'], programs: /^octave(?:-cli)?$/ },
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

/** How a kind is called in sentences. */
export function kindName(kind: InterpretedKind): Clause {
  return kinds[kind].name;
}

/** The extension of a path as it is written, without its dot; empty where there is none. */
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
