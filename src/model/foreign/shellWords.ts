import { splitArguments } from '../words/argumentLine.ts';
import { wordSet } from '../words/wordList.ts';

/** What only a shell understands: expansions, redirections, pipes, lists, patterns, assignments in front. */
const shellSyntax = /[$`*?[\]{}()<>|&;#~!\n]|^\s*\w+\+?=/;

/** What `cmd.exe` reads otherwise than a POSIX shell. */
const windowsSyntax = /[%^'\\]/;

/** The argv of a command line that was written for a shell: its words where they mean the same without one, else with it. */
export function shellCommand(line: string, shell: readonly string[]): string[] {
  const isWindows = shell[0] === 'cmd.exe';
  if (!shellSyntax.test(line) && !(isWindows && windowsSyntax.test(line))) {
    const words = splitArguments(line);
    const [program, ...args] = words.ok ? words.value : [];
    const builtins = isWindows ? windowsBuiltins : shellBuiltins;
    if (program !== undefined && program !== '' && !builtins.has(program) && !isOddEcho(program, args))
      return [program, ...args];
  }
  return [...shell, line];
}

const bourneShells = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'mksh', 'zsh']);

/** Whether a program, by its path, is a shell that reads what `sh` reads. */
export function isBourneShell(path: string): boolean {
  return bourneShells.has(baseName(path));
}

/** Whether plain words mean the same without this shell, by its path: zsh reads a file of its user before every command. */
export function isPlainShell(path: string): boolean {
  return isBourneShell(path) && baseName(path) !== 'zsh';
}

/** What `echo` makes of options and backslashes is up to each shell and each program of that name. */
function isOddEcho(program: string, args: readonly string[]): boolean {
  return program === 'echo' && args.some((word) => word.startsWith('-') || word.includes('\\'));
}

/** Words that a POSIX shell or bash reads by itself, and that are no programs or mean something else there. */
const shellBuiltins = wordSet(
  '. : alias bg break builtin caller cd command compgen complete continue coproc declare dirs disown enable eval exec exit',
  'export fc fg getopts hash help history jobs let local logout mapfile popd pushd read readarray readonly return select',
  'set shift shopt source suspend times trap type typeset ulimit umask unalias unset wait',
  'if then else elif fi for while until do done case esac in function time',
);

const windowsBuiltins = wordSet(
  'assoc break call cd chdir cls color copy date del dir echo endlocal erase exit for ftype goto if md mkdir mklink move',
  'path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start time title type ver verify vol',
  // Scripts that Node does not start without a shell.
  'npm npx yarn pnpm',
);

/** What is before the command of interest: conditions, moves, settings, noise. */
const guards = new Set([...shellBuiltins, '[', '[[', 'test', 'true', 'false', 'echo', 'printf', 'sleep', 'kill']);

/** Programs that read, write and move files, which nobody would name a task after while there is another command. */
const fileTools = wordSet(
  'awk cat chmod chown cp cut diff grep gunzip gzip head ls ln mkdir mv rm rmdir sed sort tail tee touch tr uniq wc xargs',
);

/** Words of the language that a command follows. */
const openingWords = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', '(', 'exec', 'command']);

/** Programs that run another one: which of their options take a value, and how many words are before it. */
const wrappers: ReadonlyMap<string, { readonly valued: string; readonly before?: number }> = new Map([
  ['sudo', { valued: 'ugCphrtT' }],
  ['doas', { valued: 'uC' }],
  ['nice', { valued: 'n' }],
  ['ionice', { valued: 'cn' }],
  ['nohup', { valued: '' }],
  ['setsid', { valued: '' }],
  ['env', { valued: 'uC' }],
  ['time', { valued: 'fo' }],
  ['timeout', { valued: 'sk', before: 1 }],
  ['flock', { valued: 'wE', before: 1 }],
  ['chronic', { valued: '' }],
  ['cronic', { valued: '' }],
  ['stdbuf', { valued: 'ioe' }],
  ['systemd-cat', { valued: 'tp' }],
  ['xvfb-run', { valued: 'nsfewp' }],
]);

/** A name for what a command line runs: that of the script that an interpreter is given, else of the program. */
export function commandStem(line: string): string {
  const commands = commandsOf(line).map(withoutWrappers).filter(hasWords);
  const isWork = ([program]: Words): boolean => !guards.has(baseName(program));
  const isTool = ([program]: Words): boolean => fileTools.has(baseName(program));
  const main =
    commands.find((each) => isWork(each) && !isTool(each)) ??
    commands.find(isSourcing) ??
    commands.find(isWork) ??
    commands[0];
  if (!main) return 'task';
  const [program, ...args] = main;
  const name = baseName(program);
  if (name === '[' || name === '[[') return 'test';
  const inner = bourneShells.has(name) ? args[args.findIndex((arg) => /^-\w*c$/.test(arg)) + 1] : undefined;
  if (inner !== undefined && args.some((arg) => /^-\w*c$/.test(arg))) return commandStem(inner);
  if (/^(npm|yarn|pnpm|bun)$/.test(name)) return args.find((arg) => !/^(-.*|run|run-script|exec)$/.test(arg)) ?? name;
  const moduleName = /^python/.test(name) ? args[args.indexOf('-m') + 1] : undefined;
  if (moduleName !== undefined && args.includes('-m')) return moduleName;
  const script = isTool(main)
    ? undefined
    : main.find((word) => !word.startsWith('-') && /\.[A-Za-z]\w{0,3}$/.test(word) && !isData.test(word));
  return fileStem(script ?? program);
}

/** Files that nobody runs. */
const isData = /\.(?:bak|cfg|conf|csv|db|gz|html|ini|json|lock|log|md|out|pdf|pid|sql|tar|tgz|tmp|txt|xml|ya?ml|zip)$/i;

type Words = readonly [string, ...string[]];

function hasWords(words: readonly string[]): words is Words {
  return words.length > 0;
}

function isSourcing([program]: Words): boolean {
  return program === '.' || program === 'source';
}

/** The simple commands of a line, each with its words, quotes and redirections taken away; never fails. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const piece =
    /\s*(?:(#[^\n]*)|((?:&|\d*)(?:<<<|<<-?|<&|<|>>|>&|>\||>)\s*)|(\n|\|\||&&|;;|[;&|()])|((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\;&|()<>])+)|(.))/suy;
  const commands: string[][] = [[]];
  let isTarget = false;
  while (piece.lastIndex < line.length) {
    const found = piece.exec(line);
    if (!found) break;
    const [, comment, redirection, separator, word, stray] = found;
    if (comment !== undefined || stray !== undefined) continue;
    if (redirection !== undefined) isTarget = true;
    else if (separator !== undefined) commands.push([]);
    else if (word !== undefined && !isTarget) commands.at(-1)?.push(unquoted(word));
    else isTarget = false;
  }
  return commands;
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gsu,
    (_, single?: string, double?: string, plain?: string) => {
      return single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? plain ?? '';
    },
  );
}

/** The words of a command from its program on: without assignments, words of the language, and programs that run another. */
function withoutWrappers(words: readonly string[]): readonly string[] {
  let rest: readonly string[] = words.filter((word) => word !== '');
  for (;;) {
    const [first = '', ...others] = rest;
    if (first === 'for' || first === 'case' || first === 'select') return [];
    const wrapper = wrappers.get(baseName(first));
    if (/^\w+\+?=/.test(first) || (openingWords.has(first) && others.length > 0)) rest = others;
    else if (wrapper && others.length > 0) {
      const inner = afterOptions(others, wrapper);
      if (inner.length === 0) return rest;
      rest = inner;
    } else return first === '}' || first === 'fi' || first === 'done' || first === 'esac' ? [] : rest;
  }
}

function afterOptions(
  words: readonly string[],
  { before = 0, valued }: { readonly valued: string; readonly before?: number },
): readonly string[] {
  let index = 0;
  let skipped = 0;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (word === '-c' && skipped > 0) return ['sh', ...words.slice(index)];
    if (word.startsWith('-')) index += word.length === 2 && valued.includes(word.charAt(1)) ? 2 : 1;
    else if (skipped < before) {
      skipped += 1;
      index += 1;
    } else break;
  }
  return words.slice(index);
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

function fileStem(path: string): string {
  return baseName(path).replace(/(?<=.)\.[A-Za-z]\w{0,3}$/, '') || 'task';
}
