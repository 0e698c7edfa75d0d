import { say } from '../../model/words/clause.ts';
import type { ExecutorFailure, PassingFailure } from '../../model/failure.ts';
import { type FileTrouble, troubleClause } from '../../model/fileTrouble.ts';
import { passingFileTrouble, passingTrouble } from '../../model/passingTrouble.ts';

/**
 * What an exception of the platform says, for the `detail` of a failure; of a system error about `path`, which the failure
 * names itself, only the words: "permission denied".
 */
export function errorDetail(error: unknown, path?: string): string {
  if (!(error instanceof Error)) return String(error);
  const { message } = error;
  if (path === undefined || !('syscall' in error) || !message.endsWith(` '${path}'`)) return message;
  return /^[A-Z\d_]+: (.+), \w+ '/s.exec(message)?.[1] ?? message;
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Why a file cannot be read as text, for the `detail` of a failure. */
export function unreadableDetail(error: unknown, path?: string): string {
  if (errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return errorCode(error) === 'EISDIR' ? 'it is a folder' : errorDetail(error, path);
}

/** The failure of a start by an error that passes by itself, as its code or `trouble` says; undefined for any other. */
export function passingFailure(
  error: unknown,
  path: string,
  trouble = passingTrouble(errorCode(error)),
): PassingFailure | undefined {
  return trouble && { reason: 'passing-trouble', trouble, detail: `${path}: ${errorDetail(error, path)}` };
}

/** The failure of a start by a file of the user that cannot be read for a while; undefined for any other trouble. */
export function passingFileFailure(file: FileTrouble, path: string): PassingFailure | undefined {
  const trouble = passingFileTrouble(file);
  return (
    trouble && { reason: 'passing-trouble', trouble, detail: say('{0} cannot be read: {1}', path, troubleClause(file)) }
  );
}

/** The same, else the failure that a start has in all other cases. */
export function fileFailure<F extends ExecutorFailure>(file: FileTrouble, path: string, other: F): F | PassingFailure {
  return passingFileFailure(file, path) ?? other;
}

/** The same as `passingFailure`, else the failure that a start has in all other cases. */
export function startFailure<F extends ExecutorFailure>(error: unknown, path: string, other: F): F | PassingFailure {
  return passingFailure(error, path) ?? other;
}
