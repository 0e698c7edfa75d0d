import { type Clause, say } from '../words/clause.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { isSystemCrontabPath, looksLikeSystemCrontab } from './crontabLine.ts';
import { crontabTasks } from './crontabTasks.ts';
import type { ForeignPlace, ForeignTasks } from './foreignTasks.ts';
import { packageScripts } from './packageScripts.ts';
import { pm2Tasks } from './pm2Tasks.ts';
import { procfileTasks } from './procfileTasks.ts';
import { supervisordTasks } from './supervisordTasks.ts';
import { vscodeTasks } from './vscodeTasks.ts';

/** The kinds of files that tasks are taken over from. */
export const foreignKinds = [
  'crontab',
  'system-crontab',
  'procfile',
  'package',
  'vscode',
  'pm2',
  'supervisord',
] as const;

/** A kind of file that tasks are taken over from. */
export type ForeignKind = (typeof foreignKinds)[number];

/** What a file is taken for. */
export interface ForeignGuess {
  readonly kind: ForeignKind;
  /** By its text, for its name says nothing. */
  readonly isGuessed: boolean;
}

/** Whether tasks go on where they came from, unless somebody takes them out there. */
export function goesOn(kind: ForeignKind): boolean {
  return kind === 'crontab' || kind === 'system-crontab' || kind === 'pm2' || kind === 'supervisord';
}

/** What a file is by its path and its text; the error is why it is none that can be read, as a clause. */
export function guessKind(path: string, text: string): Result<ForeignGuess, Clause> {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const named = (kind: ForeignKind): Result<ForeignGuess, Clause> => ok({ kind, isGuessed: false });
  if (name === 'package.json') return named('package');
  if (name === 'tasks.json' || name.endsWith('.code-workspace')) return named('vscode');
  if (/\.(?:[cm]?js)$/.test(name)) return named('pm2');
  if (name.endsWith('.json')) return guessJson(name, text);
  if (/^\s*\[(?:program:|supervisord\]|eventlistener:|fcgi-program:|group:)/m.test(text)) return named('supervisord');
  if (/\.(?:service|timer|socket|path|target)$/.test(name) || /^\[(?:Unit|Service|Timer)\]/m.test(text))
    return err(systemd);
  if (/procfile/i.test(name)) return named('procfile');
  if (/\.ya?ml$/.test(name)) return err(say('YAML is not supported'));
  if (isSystemCrontabPath(path)) return named('system-crontab');
  return looksLikeSystemCrontab(text) ? ok({ kind: 'system-crontab', isGuessed: true }) : named('crontab');
}

function guessJson(name: string, text: string): Result<ForeignGuess, Clause> {
  const hasKey = (key: string): boolean => text.includes(`"${key}"`);
  if (/^(?:ecosystem|pm2|process(?:es)?)\b/.test(name) || hasKey('apps')) return ok({ kind: 'pm2', isGuessed: false });
  const kind = hasKey('scripts') ? 'package' : hasKey('tasks') ? 'vscode' : 'package';
  return ok({ kind, isGuessed: true });
}

const systemd = say(
  'it is a systemd unit. Write its ExecStart as "command", WorkingDirectory as "cwd", Environment as "env", Restart as "restart", and OnCalendar of its timer as "cron" or "every"',
);

/** Reads a file as the kind that it is; the error is why it isn't one, as a clause. */
export function readForeign(
  text: string,
  { isGuessed, kind }: ForeignGuess,
  path: string,
  place: ForeignPlace,
  userName: string | undefined,
): Result<ForeignTasks, Clause> {
  switch (kind) {
    case 'crontab':
      return ok(crontabTasks(text, { hasUserColumn: false, isGuessed, userName }));
    case 'system-crontab':
      return ok(crontabTasks(text, { hasUserColumn: true, isGuessed, userName }));
    case 'procfile':
      return ok(procfileTasks(text, place));
    case 'package':
      return found(packageScripts(text, place), say('it is not a package.json: it is not a JSON object'));
    case 'vscode':
      return found(vscodeTasks(text, place), say('it has no "tasks" array, as a tasks.json has'));
    case 'supervisord':
      return found(supervisordTasks(text, place), say('it has no section such as [program:web]'));
    case 'pm2': {
      const read = pm2Tasks(text, !path.endsWith('.json'), place);
      return read.ok ? read : err(read.error.replace(/\.$/, ''));
    }
  }
}

function found(tasks: ForeignTasks | undefined, why: Clause): Result<ForeignTasks, Clause> {
  return tasks ? ok(tasks) : err(why);
}
