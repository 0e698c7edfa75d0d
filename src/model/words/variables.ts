import { type Clause, say } from './clause.ts';
import type { TextProblem } from './textProblem.ts';

/** What the variables of a task file's strings stand for. */
export interface TaskFileVariables {
  readonly workspaceFolder: string;
  readonly userHome: string;
  /** For `${env:NAME}`; a name that is not set expands to nothing, or for the default in `${env:NAME:-default}`. */
  readonly env: Readonly<Record<string, string>>;
  /** As `process.platform` tells it; on `win32` names of variables are compared without letter case. */
  readonly platform: string;
}

/**
 * Puts values in place of `${workspaceFolder}`, `${userHome}`, `${env:NAME}` and `${env:NAME:-default}`, in one pass: what a
 * value contains is not looked at again. `$${` is `${`, for the shell of a script; anything else stays as it is, since the task
 * file has been checked before.
 */
export function substitute(text: string, variables: TaskFileVariables): string {
  return partsOf(text)
    .map((part) => (typeof part === 'string' ? part : valueOf(part, variables)))
    .join('');
}

/** The names of the environment variables that a text wants, that are not set and have no default: they expand to nothing. */
export function unsetVariables(text: string, variables: TaskFileVariables): readonly string[] {
  return partsOf(text).flatMap((part) => {
    if (typeof part === 'string') return [];
    const { fallback, name } = asEnvironmentVariable(part.inner) ?? {};
    if (name === undefined) return [];
    const value = lookUp(variables, name);
    if (fallback === undefined) return value === undefined ? [name] : [];
    return value === undefined || value === '' ? unsetVariables(fallback, variables) : [];
  });
}

/** Every `${…}` in the text that `substitute` does not know, with its place. */
export function unknownVariables(text: string): readonly TextProblem[] {
  return partsOf(text).flatMap((part): readonly TextProblem[] => {
    if (typeof part === 'string' || part.inner === 'workspaceFolder' || part.inner === 'userHome') return [];
    const { inner, offset, written } = part;
    const { fallback = '', name } = asEnvironmentVariable(inner) ?? {};
    if (name !== undefined && !name.includes(':')) {
      const start = offset + written.length - 1 - fallback.length;
      return unknownVariables(fallback).map((problem) => ({ ...problem, offset: start + problem.offset }));
    }
    const message = say('Unknown variable "{0}". {1}.', written, adviceFor(inner));
    return [{ message, offset, length: written.length }];
  });
}

/**
 * A text in which `$` means itself: what `substitute` makes of it is the text. `isKept` is asked about the words
 * between braces: such a variable stays one.
 */
export function withoutVariables(text: string, isKept: (inner: string) => boolean = () => false): string {
  return text.replaceAll(dollars, (run, index: number) => {
    inBraces.lastIndex = index + run.length;
    const [, inner] = inBraces.exec(text) ?? [];
    return inner !== undefined && isKept(inner) ? run + run.slice(1) : run + run;
  });
}

/** What to write for an unknown variable: whoever writes it may mean the environment, or the shell of a script. */
function adviceFor(inner: string): Clause {
  const [, plain, operator, fallback = ''] = /^([A-Za-z_]\w*)(?:(:?-)(.*))?$/s.exec(inner) ?? [];
  const [, name, misplaced = ''] = /^env:([A-Za-z_]\w*):(.*)$/s.exec(inner) ?? [];
  if (name !== undefined) return say('Write a default as {0}', `\${env:${name}:-${misplaced.replace(/^[-=?+]/, '')}}`);
  if (plain === undefined) {
    return say(
      'Use ${workspaceFolder}, ${userHome}, ${env:NAME} or ${env:NAME:-default}; if a shell is to expand it, write {0}',
      `$\${${inner}}`,
    );
  }
  const ours = operator === undefined ? `\${env:${plain}}` : `\${env:${plain}:-${fallback}}`;
  return say('For the shell to expand it, write {0}; for an environment variable, write {1}', `$\${${inner}}`, ours);
}

/** A variable in a text. */
interface Variable {
  readonly written: string;
  readonly offset: number;
  /** Between the braces. */
  readonly inner: string;
}

/** Dollar signs before a brace; the look behind keeps long runs of them from taking forever. */
const dollars = /(?<!\$)\$+(?=\{)/g;
/** Within braces may be variables without braces of their own, for defaults. */
const inBraces = /\{((?:[^{}]|\$\{[^{}]*\})*)\}/y;

/** Before a brace two dollar signs are one, and one that is left over begins a variable. */
function partsOf(text: string): readonly (string | Variable)[] {
  const parts: (string | Variable)[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(dollars)) {
    if (index < end) continue;
    const brace = index + run.length;
    parts.push(text.slice(end, index), '$'.repeat(Math.floor(run.length / 2)));
    end = brace;
    if (run.length % 2 === 0) continue;
    inBraces.lastIndex = brace;
    const [written, inner] = inBraces.exec(text) ?? [];
    if (written === undefined || inner === undefined) {
      parts.push('$');
    } else {
      parts.push({ written: `$${written}`, offset: brace - 1, inner });
      end = brace + written.length;
    }
  }
  return [...parts, text.slice(end)];
}

function valueOf({ inner, written }: Variable, variables: TaskFileVariables): string {
  if (inner === 'workspaceFolder') return variables.workspaceFolder;
  if (inner === 'userHome') return variables.userHome;
  const { fallback, name } = asEnvironmentVariable(inner) ?? {};
  if (name === undefined) return written;
  const value = lookUp(variables, name) ?? '';
  return value === '' && fallback !== undefined ? substitute(fallback, variables) : value;
}

function asEnvironmentVariable(inner: string): { readonly name: string; readonly fallback?: string } | undefined {
  const [, name, fallback] = /^env:(.+?)(?::-(.*))?$/s.exec(inner) ?? [];
  return name === undefined ? undefined : { name, ...(fallback !== undefined && { fallback }) };
}

function lookUp({ env, platform }: TaskFileVariables, name: string): string | undefined {
  if (Object.hasOwn(env, name)) return env[name];
  if (platform !== 'win32') return undefined;
  const sameName = Object.keys(env).find((other) => other.toUpperCase() === name.toUpperCase());
  return sameName === undefined ? undefined : env[sameName];
}
