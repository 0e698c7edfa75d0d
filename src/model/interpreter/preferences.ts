import * as l10n from '@vscode/l10n';
import type { HostSettings } from '../host/hostSettings.ts';
import { candidatesFor, programName, withOwnArguments } from './candidates.ts';
import { type InterpretedKind, interpretedKinds, kindOfExtension, kindOfProgram } from './kind.ts';
import type { Argv } from '../words/argv.ts';
import { closest } from '../words/spelling.ts';
import { type Clause, word } from '../words/clause.ts';
import { unknownVariables } from '../words/variables.ts';

/** An interpreter that somebody else has chosen for a kind. */
export interface InterpreterChoice {
  readonly argv: Argv;
  /** Who has: "the Python extension". */
  readonly by: Clause;
}

/** What people and other extensions say about interpreters, by kind. */
export interface InterpreterPreferences {
  /** The setting `executor.interpreters`, which goes before everything but the task's own `interpreter`. */
  readonly settings: Readonly<Record<string, Argv>>;
  /** What the language extensions have chosen, which goes before PATH. */
  readonly choices: Readonly<Record<string, InterpreterChoice>>;
}

/** Nobody says anything. */
export const noPreferences: InterpreterPreferences = { settings: {}, choices: {} };

/** What the settings of a window say about interpreters; an entry without a program says nothing. */
export function preferencesOf({ choices, interpreters }: HostSettings): InterpreterPreferences {
  const settings = Object.entries(interpreters).flatMap(([kind, argv]): [string, Argv][] =>
    isArgv(argv) ? [[kind, argv]] : [],
  );
  const chosen = Object.entries(choices).flatMap(([kind, { argv, by }]): [string, InterpreterChoice][] =>
    isArgv(argv) ? [[kind, { argv, by }]] : [],
  );
  return { settings: Object.fromEntries(settings), choices: Object.fromEntries(chosen) };
}

function isArgv(argv: readonly string[]): argv is Argv {
  return argv.length > 0;
}

/** The setting, as far as it makes sense, and a sentence for each part that does not. */
export interface InterpreterSetting {
  readonly preferences: Readonly<Record<string, Argv>>;
  readonly problems: readonly string[];
}

const setting = 'executor.interpreters';

/** Checks the value of the setting `executor.interpreters`. One bad entry leaves the others in force. */
export function parseInterpreterSetting(value: unknown): InterpreterSetting {
  if (value === undefined || value === null) return { preferences: {}, problems: [] };
  if (typeof value !== 'object' || Array.isArray(value)) {
    const example = '{ "python": "/opt/python/bin/python3" }';
    return {
      preferences: {},
      problems: [l10n.t('{0} must be an object that maps kinds to programs, such as {1}.', setting, example)],
    };
  }
  const preferences: Record<string, Argv> = {};
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(value)) {
    const kind = interpretedKinds.find((known) => known === key);
    const read = kind === undefined ? unknownKind(key) : readEntry(kind, entry);
    if (typeof read === 'string') problems.push(read);
    else preferences[key] = read;
  }
  return { preferences, problems };
}

function unknownKind(key: string): string {
  const bare = key.replace(/^\*?\./, '');
  const meant = kindOfExtension(`x.${bare}`) ?? kindOfProgram(key) ?? closest(key, interpretedKinds);
  return meant === undefined
    ? l10n.t('Unknown kind of script "{0}" in {1}. Known kinds: {2}.', key, setting, interpretedKinds.join(', '))
    : l10n.t('Unknown kind of script "{0}" in {1}. Did you mean "{2}"?', key, setting, meant);
}

/** The argv of an entry, or what is wrong with it. */
function readEntry(kind: InterpretedKind, entry: unknown): Argv | string {
  const place = l10n.t('"{0}" in {1}', kind, setting);
  const words: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
  if (!words.every((word) => typeof word === 'string')) {
    return l10n.t('{0} must be a program or an array of a program and its arguments, all strings.', place);
  }
  const [program = '', ...args] = words;
  if (program.trim() === '') return l10n.t('{0} names no program. Name one, or remove the entry.', place);
  const unknown = words.flatMap(unknownVariables)[0];
  if (unknown) return `${place}: ${word(unknown.message)}`;
  if (typeof entry === 'string' && /^[^/\\$]*\s/.test(program)) {
    const asArray = program.trim().split(/\s+/);
    return l10n.t(
      '{0} is read as the name of one program. To pass arguments, write an array: {1}.',
      place,
      JSON.stringify(asArray),
    );
  }
  if (kind === 'r' && programName(program) === 'R') {
    return l10n.t('{0} names R, which is meant for the console. Use the Rscript next to it.', place);
  }
  return [program, ...args];
}

/** What a preference comes to for one script; `of` is the kind that it was said about. */
export type PreferredInterpreter =
  /** This program. */
  | { readonly kind: 'program'; readonly argv: Argv; readonly of: InterpretedKind }
  /** The kind's own program in the folder of this one, if it is there. */
  | { readonly kind: 'beside'; readonly program: string; readonly of: InterpretedKind };

/**
 * The interpreter that is preferred for a script: that of its kind; else what follows from the language it builds on,
 * as R Markdown is rendered by the preferred Rscript, and notebooks are executed by the jupyter of the preferred Python.
 * `preferred` is keyed by kinds.
 */
export function preferredInterpreter(
  preferred: Readonly<Record<string, Argv>>,
  kind: InterpretedKind,
  path: string,
  platform: string,
): PreferredInterpreter | undefined {
  const { [kind]: own, r, python } = preferred;
  if (own) return { kind: 'program', argv: withOwnArguments(own, kind, path, platform), of: kind };
  if (kind === 'rmarkdown' && r) {
    const render = candidatesFor(kind, path, platform).find((candidate) => candidate.program === 'Rscript');
    return { kind: 'program', argv: [...r, ...(render?.args ?? [])], of: 'r' };
  }
  return kind === 'notebook' && python ? { kind: 'beside', program: python[0], of: 'python' } : undefined;
}
