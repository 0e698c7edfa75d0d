import {
  type InterpreterCandidate,
  type ScriptKind,
  candidatesFor,
  extensionOf,
  kindOfExtension,
  kindOfProgram,
} from './interpreterKind.ts';
import { parseShebang } from './interpreterShebang.ts';

/** How to run a script that names no interpreter in the task file. */
export type InterpreterPlan =
  /** This very program, by its absolute path. */
  | { readonly kind: 'literal'; readonly program: string; readonly args: readonly string[]; readonly why: string }
  /** The first of the candidates that is found on PATH, else in the well-known places of the kind. */
  | {
      readonly kind: 'search';
      /** Undefined for a program that no kind is known for. */
      readonly script: ScriptKind | undefined;
      readonly candidates: readonly InterpreterCandidate[];
      /** Follows the program's name: "from the shebang line". */
      readonly why: string;
    }
  /** The script itself, if it may be executed. */
  | { readonly kind: 'direct' };

/** What a plan is made from. */
export interface ScriptFacts {
  readonly path: string;
  /** The script's first line, if it has one. */
  readonly firstLine: string | undefined;
  /** As `process.platform` tells it. */
  readonly platform: string;
}

/** What a script is written in: by its `env` shebang, else by its extension; `executable` where neither tells. */
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
  if (shebang?.kind === 'literal') return { ...shebang, why: 'from the shebang line' };
  if (shebang) {
    const script = kindOfProgram(shebang.program);
    const others = script === undefined ? [] : candidatesFor(script, '', platform);
    const asked: InterpreterCandidate = { program: shebang.program, args: shebang.args };
    return {
      kind: 'search',
      script,
      candidates: replaceableBy(asked, others),
      why: 'from the shebang line',
    };
  }
  const script = kindOfExtension(path);
  if (script === undefined) return { kind: 'direct' };
  const extension = extensionOf(path);
  return {
    kind: 'search',
    script,
    candidates: candidatesFor(script, extension, platform),
    why: `for .${extension}`,
  };
}

/**
 * `python` and `python3` may stand in for each other, as do `node` and `nodejs`; a program with a version in its name,
 * with arguments of its own, or a shell with a language of its own may not be replaced.
 */
function replaceableBy(
  asked: InterpreterCandidate,
  others: readonly InterpreterCandidate[],
): readonly InterpreterCandidate[] {
  const isGeneric = asked.args.length === 0 && /^(?:python3?|node|nodejs)$/.test(asked.program);
  return [asked, ...(isGeneric ? others.filter(({ program }) => program !== asked.program) : [])];
}
