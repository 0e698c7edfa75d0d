import { type Clause, say } from '../words/clause.ts';
import { candidatesFor, type InterpreterCandidate } from './candidates.ts';
import { extensionOf, type InterpretedKind, kindOfExtension, kindOfProgram, type ScriptKind } from './kind.ts';
import { parseShebang } from './shebang.ts';

/** How to run a script that names no interpreter in the task file, and whose kind has none in the settings. */
export type InterpreterPlan =
  /** This very program, by its absolute path. */
  | { readonly kind: 'literal'; readonly program: string; readonly args: readonly string[]; readonly why: Clause }
  | SearchPlan
  /** The script itself, if it may be executed. */
  | { readonly kind: 'direct' }
  /** The script itself, which only Windows can run. */
  | { readonly kind: 'batch' };

/**
 * The first of the candidates that the project has, else the one that the language's extension has chosen, else the
 * first that is found on PATH, else in the well-known places of the kind.
 */
export interface SearchPlan {
  readonly kind: 'search';
  /** Undefined for a program that no kind is known for. */
  readonly script: InterpretedKind | undefined;
  readonly candidates: readonly InterpreterCandidate[];
  /**
   * The arguments that a choice of the language's extension gets before the script; undefined if a shebang line asks
   * for a program that no other may stand in for.
   */
  readonly choiceArgs: readonly string[] | undefined;
  /** Follows the program's name: "from the shebang line". */
  readonly why: Clause;
}

/** What a plan is made from. */
export interface ScriptFacts {
  readonly path: string;
  /** The script's first line, if it has one. */
  readonly firstLine: string | undefined;
  /** As `process.platform` tells it. */
  readonly platform: string;
}

/** What a script is written in: by the program of its shebang, else by its extension; `executable` where neither tells. */
export function scriptKind(path: string, firstLine: string | undefined): ScriptKind {
  const shebang = firstLine === undefined ? undefined : parseShebang(firstLine, 'linux');
  const program = shebang?.program.slice(shebang.program.lastIndexOf('/') + 1);
  return (program === undefined ? undefined : kindOfProgram(program)) ?? kindOfExtension(path) ?? 'executable';
}

/**
 * Plans how to run a script: an absolute shebang literally, then the program of an `env` shebang, then the kind by the
 * extension, then the script itself.
 */
export function planInterpreter({ path, firstLine, platform }: ScriptFacts): InterpreterPlan {
  const shebang = firstLine === undefined ? undefined : parseShebang(firstLine, platform);
  if (shebang?.kind === 'literal') return { ...shebang, why: say('from the shebang line') };
  if (shebang) return planByProgram(shebang, path, platform);
  const script = kindOfExtension(path);
  return script === undefined ? { kind: 'direct' } : planForKind(script, path, platform);
}

/** Plans how to run a script that is known to be of this kind. */
export function planForKind(script: InterpretedKind, path: string, platform: string): InterpreterPlan {
  if (script === 'batch') return { kind: 'batch' };
  return {
    kind: 'search',
    script,
    candidates: candidatesFor(script, path, platform),
    choiceArgs: [],
    why: say('for .{0}', extensionOf(path)),
  };
}

/**
 * The program that a shebang line asks for. `python` and `python3` may stand in for each other, as do `node` and `nodejs`, where they get no arguments; a program
 * with a version in its name, or a shell with a language of its own, may not be replaced.
 */
function planByProgram(
  { args, program }: { readonly program: string; readonly args: readonly string[] },
  path: string,
  platform: string,
): SearchPlan {
  const script = kindOfProgram(program);
  const isGeneric = /^(?:python3?|node|nodejs|Rscript)$/.test(program);
  const others = isGeneric && args.length === 0 && script !== undefined ? candidatesFor(script, '', platform) : [];
  // With arguments something else may see to the types, as tsx does.
  const mustRunTypeScript = script === 'node' && args.length === 0 && kindOfExtension(path) === 'typescript';
  const candidates = [{ program, args }, ...others.filter((other) => other.program !== program)];
  return {
    kind: 'search',
    script,
    candidates: mustRunTypeScript ? candidates.map((each) => ({ ...each, mustRunTypeScript })) : candidates,
    choiceArgs: isGeneric ? args : undefined,
    why: say('from the shebang line'),
  };
}
