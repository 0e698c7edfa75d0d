import { say } from './clause.ts';
import type { TextProblem } from './duration.ts';

/** What the variables of a task file's strings stand for. */
export interface TaskFileVariables {
  readonly workspaceFolder: string;
  readonly userHome: string;
  /** For `${env:NAME}`; a name that is not set stands for nothing. */
  readonly env: Readonly<Record<string, string>>;
  /** As `process.platform` tells it; on `win32` names of variables are compared without letter case. */
  readonly platform: string;
}

// An opening brace ends the search, or many unclosed ones would take forever.
const variable = /\$\{([^{}]*)\}/g;

/**
 * Puts values in place of `${workspaceFolder}`, `${userHome}` and `${env:NAME}`, in one pass: what a value contains is
 * not looked at again. Anything else stays as it is, since the task file has been checked before.
 */
export function substitute(text: string, variables: TaskFileVariables): string {
  return text.replaceAll(variable, (whole, name: string) => {
    if (name === 'workspaceFolder') return variables.workspaceFolder;
    if (name === 'userHome') return variables.userHome;
    return name.startsWith('env:') ? lookUp(variables, name.slice('env:'.length)) : whole;
  });
}

/** Every `${…}` in the text that `substitute` does not know, with its place. */
export function unknownVariables(text: string): readonly TextProblem[] {
  return [...text.matchAll(variable)].flatMap((match) => {
    const name = match[1] ?? '';
    if (name === 'workspaceFolder' || name === 'userHome' || /^env:./.test(name)) return [];
    const advice = /^[A-Za-z_]\w*$/.test(name)
      ? say('An environment variable is written {0}', `\${env:${name}}`)
      : say('Known are ${workspaceFolder}, ${userHome} and ${env:NAME}');
    return [
      { message: say('Unknown variable "{0}". {1}.', match[0], advice), offset: match.index, length: match[0].length },
    ];
  });
}

function lookUp({ env, platform }: TaskFileVariables, name: string): string {
  if (Object.hasOwn(env, name)) return env[name] ?? '';
  if (platform !== 'win32') return '';
  const sameName = Object.keys(env).find((other) => other.toUpperCase() === name.toUpperCase());
  return sameName === undefined ? '' : (env[sameName] ?? '');
}
