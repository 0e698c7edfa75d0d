import { type Clause, say } from './words/clause.ts';

/** What can be under the name of a file and is none. */
export type NoFile = 'folder' | 'pipe' | 'device' | 'socket';

/** Why a file of a user cannot be read, as facts; nobody knows what a repository or a script has put there. */
export type FileTrouble =
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-file'; readonly what: NoFile }
  /** It is a file of Executor's own state, which nobody else may open. */
  | { readonly kind: 'own-state' }
  | { readonly kind: 'no-path' }
  | { readonly kind: 'name-too-long' }
  | { readonly kind: 'link-loop' }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly limitBytes: number }
  | { readonly kind: 'no-text' }
  | { readonly kind: 'no-answer'; readonly seconds: number }
  | { readonly kind: 'replaced' }
  | { readonly kind: 'drive-failed' }
  | { readonly kind: 'too-many-open' }
  | { readonly kind: 'other'; readonly detail: string };

/** The trouble that a code of the system stands for; undefined if it says something else. */
export function troubleOfCode(code: string | undefined): FileTrouble | undefined {
  return code === undefined ? undefined : byCode[code];
}

const byCode: Readonly<Record<string, FileTrouble>> = {
  ENOENT: { kind: 'absent' },
  ENOTDIR: { kind: 'absent' },
  EISDIR: { kind: 'no-file', what: 'folder' },
  ENXIO: { kind: 'no-file', what: 'socket' },
  ENODEV: { kind: 'no-file', what: 'device' },
  ESPIPE: { kind: 'no-file', what: 'pipe' },
  ERR_INVALID_ARG_VALUE: { kind: 'no-path' },
  ENAMETOOLONG: { kind: 'name-too-long' },
  ELOOP: { kind: 'link-loop' },
  EACCES: { kind: 'not-permitted' },
  EPERM: { kind: 'not-permitted' },
  ERR_ENCODING_INVALID_ENCODED_DATA: { kind: 'no-text' },
  EAGAIN: { kind: 'no-file', what: 'device' },
  ESTALE: { kind: 'replaced' },
  EIO: { kind: 'drive-failed' },
  EMFILE: { kind: 'too-many-open' },
  ENFILE: { kind: 'too-many-open' },
};

/** Why it cannot be read, as the end of a sentence. */
export function troubleClause(trouble: FileTrouble): Clause {
  if (trouble.kind === 'no-file') return noFileClauses[trouble.what];
  if (trouble.kind === 'too-large') return say('it is larger than {0}', sizeClause(trouble.limitBytes));
  if (trouble.kind === 'no-answer') return say('its drive has not answered for {0} s', trouble.seconds);
  return trouble.kind === 'other' ? trouble.detail : plainClauses[trouble.kind];
}

const plainClauses: Readonly<
  Record<Exclude<FileTrouble['kind'], 'no-file' | 'too-large' | 'no-answer' | 'other'>, Clause>
> = {
  absent: say('it does not exist'),
  'own-state': say("it belongs to Executor's own state"),
  'no-path': say('a path cannot contain a NUL character'),
  'name-too-long': say('its name is too long'),
  'link-loop': say('its symbolic links form a loop'),
  'not-permitted': say('permission denied'),
  'no-text': say('it is not UTF-8 text'),
  replaced: say('it has been replaced on its drive in the meantime'),
  'drive-failed': say('its drive reports an error'),
  'too-many-open': say('too many files are open'),
};

const noFileClauses: Readonly<Record<NoFile, Clause>> = {
  folder: say('it is a folder'),
  pipe: say('it is a named pipe'),
  device: say('it is a device'),
  socket: say('it is a socket'),
};

function sizeClause(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${String(bytes / 1024 / 1024)} MB` : `${String(bytes / 1024)} KB`;
}
