import { splitArguments } from './argumentLine.ts';
import { type Clause, say } from './clause.ts';
import { commandLine } from './commandLine.ts';
import { withoutVariables } from './variables.ts';

/** What means something to a shell beside words and quotes. */
const marks = /[|&;<>()`$]|(?:^|\s)[#~]/;
/** What shells do themselves, and what is before a program to set a variable for it. */
const shellWord =
  /^(?:cd|source|\.|export|set|unset|eval|exec|alias|ulimit|umask|trap|if|for|while)$|^[A-Za-z_]\w*\+?=/;
/** Programs that people put before a script where it names its interpreter by itself. */
const interpreter = /^(?:python|node|ruby|perl|php|bash|sh|zsh|Rscript|npx|tsx|deno|bun|julia|lua)[\d.]*$/;

/** Whether a shell would read these words otherwise than as a program and its arguments. */
export function needsShell([program = '', ...args]: readonly string[]): boolean {
  return (
    marks.test(program) ||
    shellWord.test(program.split(/\s/, 1)[0] ?? '') ||
    args.some((word) => /^[|&;<>]+$/.test(word))
  );
}

/** What to write for a line of a shell: a `command` of its words, or for a shell where only that understands it. */
export function commandFor(line: string): string {
  const text = line.trim();
  const words = splitArguments(text);
  const isPlain = words.ok && words.value.length > 0 && !marks.test(text) && !needsShell(words.value);
  if (isPlain) return `"command": ${asJson(words.value)}`;
  return `"command": ${JSON.stringify(withoutVariables(text))}, "shell": true`;
}

/** What to do about a program that was not found and is written as in a shell; undefined if it is not. */
export function adviceForProgram(program: string, args: readonly string[], isPosix: boolean): Clause | undefined {
  const isLine = /\s/.test(program) || needsShell([program, ...args]);
  if (!isLine || isPathOfShell(program)) return adviceForPath(program, isPosix);
  const line = [program, ...args.map((word) => (/^[|&;<>]+$/.test(word) ? word : commandLine([word])))].join(' ');
  return say('A program and its arguments are separate strings, which no shell reads; write {0}.', commandFor(line));
}

/** What to do about a script that was not found and is written as in a shell; undefined if it is not. */
export function adviceForScript(script: string, isPosix: boolean): Clause | undefined {
  const words = splitArguments(script);
  const [first = '', ...args] = words.ok ? words.value : [];
  if (args.length > 0 && (needsShell([isPathOfShell(first) ? '' : first, ...args]) || interpreter.test(first)))
    return say('A script is only a path; write {0}.', commandFor(script));
  if (args.length > 0 && (/\.\w+$/.test(first) || args[0]?.startsWith('-') === true)) {
    const path = JSON.stringify(inTaskFile(first, isPosix) ?? first);
    return say(
      'A script is only a path; write {0}.',
      `"script": ${path}, "args": ${asJson(args.map((arg) => withoutVariables(arg)))}`,
    );
  }
  return adviceForPath(script, isPosix);
}

/** What to do about a path that was not found and is written as in a shell; undefined if it is not. */
export function adviceForPath(path: string, isPosix: boolean): Clause | undefined {
  const meant = inTaskFile(path, isPosix);
  if (meant === undefined) return undefined;
  const [unknown] = /^~|\$[A-Za-z_]\w*|%[A-Za-z_][\w()]*%/.exec(path) ?? [];
  return unknown === undefined
    ? say('Folders are separated by "/" here; write {0}.', JSON.stringify(meant))
    : say('{0} is not supported here; write {1}.', unknown, JSON.stringify(meant));
}

function isPathOfShell(text: string): boolean {
  return /^(?:~\/|\$[A-Za-z_]\w*\/)[^\s|&;<>()`]*$/.test(text);
}

/** A path of a shell as the task file has it; undefined if it is one already. */
function inTaskFile(path: string, isPosix: boolean): string | undefined {
  const named = path
    .replace(/^~(?=$|[/\\])/, '${userHome}')
    .replaceAll(/\$(?:HOME\b|\{HOME\})|%(?:USERPROFILE|HOME)%/gi, '${userHome}')
    .replaceAll(/\$([A-Za-z_]\w*)/g, '${env:$1}')
    .replaceAll(/%([A-Za-z_][\w()]*)%/g, '${env:$1}');
  const meant = isPosix && !/^[A-Za-z]:/.test(named) ? named.replaceAll('\\', '/') : named;
  return meant === path ? undefined : meant;
}

function asJson(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
