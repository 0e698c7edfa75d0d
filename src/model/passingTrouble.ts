import * as l10n from '@vscode/l10n';
import { type Clause, say } from './words/clause.ts';
import type { FileTrouble } from './fileTrouble.ts';

/** What keeps a start from succeeding for a while, and passes without anybody touching the task. */
export const passingTroubles = [
  'disk-full',
  'too-many-processes',
  'memory-short',
  'too-many-files',
  'disk-error',
  'drive-away',
  'program-busy',
] as const;

/** What keeps a start from succeeding for a while, and passes without anybody touching the task. */
export type PassingTrouble = (typeof passingTroubles)[number];

/** By the codes of system errors. */
const troubles: ReadonlyMap<string, PassingTrouble> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EAGAIN', 'too-many-processes'],
  ['ENOMEM', 'memory-short'],
  ['EMFILE', 'too-many-files'],
  ['ENFILE', 'too-many-files'],
  ['EIO', 'disk-error'],
  ['ESTALE', 'drive-away'],
  ['ETXTBSY', 'program-busy'],
]);

/** What a system error says that passes by itself; undefined of any other. */
export function passingTrouble(code: string | undefined): PassingTrouble | undefined {
  return code === undefined ? undefined : troubles.get(code);
}

/** What about a file of the user passes by itself; undefined of everything else. */
export function passingFileTrouble({ kind }: FileTrouble): PassingTrouble | undefined {
  return fileTroubles[kind];
}

const fileTroubles: Partial<Readonly<Record<FileTrouble['kind'], PassingTrouble>>> = {
  'too-many-open': 'too-many-files',
  'drive-failed': 'disk-error',
  'no-answer': 'drive-away',
  replaced: 'drive-away',
};

/** Why there was no start, as part of a sentence: "the disk is full". */
export function passingClause(trouble: PassingTrouble): Clause {
  return clauses[trouble];
}

const clauses: Readonly<Record<PassingTrouble, Clause>> = {
  'disk-full': say('the disk is full'),
  'too-many-processes': say('there are too many processes'),
  'memory-short': say('memory is low'),
  'too-many-files': say('too many files are open'),
  'disk-error': say('the disk reports an error'),
  'drive-away': say('a network drive does not answer'),
  'program-busy': say('the program is being written'),
};

/** The same in the two or three words that fit into the tree, of a start that failed. */
export function troubleWords(trouble: PassingTrouble): string {
  return words[trouble]();
}

const words: Readonly<Record<PassingTrouble, () => string>> = {
  'disk-full': () => l10n.t('disk full'),
  'too-many-processes': () => l10n.t('too many processes'),
  'memory-short': () => l10n.t('low memory'),
  'too-many-files': () => l10n.t('too many open files'),
  'disk-error': () => l10n.t('disk error'),
  'drive-away': () => l10n.t('network drive offline'),
  'program-busy': () => l10n.t('program being written'),
};

/** What a task waits for that is tried again: "waiting for disk space". */
export function troubleWaitWords(trouble: PassingTrouble): string {
  return waitWords[trouble]?.() ?? troubleWords(trouble);
}

const waitWords: Partial<Readonly<Record<PassingTrouble, () => string>>> = {
  'disk-full': () => l10n.t('waiting for disk space'),
  'memory-short': () => l10n.t('waiting for memory'),
  'drive-away': () => l10n.t('waiting for the network drive'),
};
