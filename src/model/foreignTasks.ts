import * as l10n from '@vscode/l10n';
import { err, ok, type Result } from '../base/result.ts';
import { splitArguments } from './argumentLine.ts';
import type { TaskFields } from './taskFileShape.ts';

/** A task that the file of another tool describes, as the task file is to have it. */
export interface ForeignTask {
  /** A name made from what the file says; the caller makes it one that is free. */
  readonly stem: string;
  readonly fields: Pick<
    TaskFields,
    'autoStart' | 'command' | 'cron' | 'cwd' | 'env' | 'envFile' | 'restart' | 'timezone'
  >;
  /** What is run, as the file has it. */
  readonly commandText: string;
  /** What will not be as it was there, each a whole sentence. */
  readonly remarks: readonly string[];
}

/** A line of the file of another tool that cannot become a task. */
export interface ForeignProblem {
  /** Counted from 1. */
  readonly line: number;
  /** Why, as a whole sentence. */
  readonly message: string;
}

/** What the file of another tool describes. */
export interface ForeignTasks {
  readonly tasks: readonly ForeignTask[];
  readonly problems: readonly ForeignProblem[];
}

/** What only a shell understands: expansions, redirections, pipes, lists, patterns, assignments in front. */
const shellSyntax = /[$`*?[\]{}()<>|&;#~!\n]|^\s*\w+=/;

/** What a platform's own shell is started with, before the line that it is to read. */
export function systemShell(platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
}

/** The argv of a command line that was written for a shell: its words where they mean the same without one, else with it. */
export function shellCommand(line: string, shell: readonly string[]): string[] {
  if (!shellSyntax.test(line)) {
    const words = splitArguments(line);
    const [program, ...args] = words.ok ? words.value : [];
    if (program !== undefined && program !== '' && !shellBuiltins.has(program)) return [program, ...args];
  }
  return [...shell, line];
}

/**
 * A command line of a shell as the task file can hold it, which keeps `${…}` for itself: `${NAME}` becomes `$NAME`. Where
 * that does not mean the same, says why the line cannot be taken.
 */
export function writable(line: string): Result<string, string> {
  const written = line.replaceAll(/\$\{(\w+)\}(?!\w)/g, '$$$1');
  if (written.includes('\0')) return err(holdsNul());
  if (!written.includes('${')) return ok(written);
  return err(
    l10n.t('It expands “${…}”, which means something else in the task file. Put the line into a script, and add that.'),
  );
}

/** Why a text that is to stay as it is cannot stand in the task file; undefined where it can. */
export function whyUnwritable(text: string): string | undefined {
  if (text.includes('\0')) return holdsNul();
  return text.includes('${') ? l10n.t('Its “${…}” means something else in the task file.') : undefined;
}

function holdsNul(): string {
  return l10n.t('It has a NUL character, which no program can be given.');
}

/** Commands that exist inside of a shell only, or mean something else there. */
const shellBuiltins = new Set([
  '.',
  ':',
  'cd',
  'command',
  'eval',
  'exec',
  'export',
  'set',
  'source',
  'ulimit',
  'umask',
]);

/** A name for what a command line runs: that of the script that an interpreter is given, else of the program. */
export function commandStem(line: string): string {
  const words = line
    .split(/\s+/)
    .map((word) => word.replaceAll(/^['"]+|['";]+$/g, ''))
    .filter((word) => word !== '' && !/^\w+=/.test(word));
  const programs = words.filter((word) => !word.startsWith('-'));
  const script = programs.find((word) => /\.[A-Za-z]\w{0,3}$/.test(word));
  return fileStem(script ?? programs.find((word) => !shellBuiltins.has(word)) ?? 'task');
}

function fileStem(path: string): string {
  const base = path.split(/[/\\]/).at(-1) ?? '';
  return base.replace(/(?<=.)\.[A-Za-z]\w{0,3}$/, '') || 'task';
}
