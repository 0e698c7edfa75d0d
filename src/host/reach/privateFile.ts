import { err, ok, type Result } from '../../base/result.ts';
import { errorCode, errorDetail } from '../../node/files/errorDetail.ts';
import { createPrivateFile, replacePrivateFile } from '../../node/files/privateFile.ts';

/** Why a file was not written: something is there already, or the system's words. */
export type PrivateFileTrouble = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly detail: string };

/** Writes a file for this user alone. What is there already is replaced whole or not at all, and only where that is wanted. */
export async function writePrivateFile(
  path: string,
  text: string,
  { replaces }: { readonly replaces: boolean },
): Promise<Result<void, PrivateFileTrouble>> {
  try {
    await (replaces ? replacePrivateFile : createPrivateFile)(path, text);
    return ok(undefined);
  } catch (error) {
    if (!replaces && errorCode(error) === 'EEXIST') return err({ kind: 'taken' });
    return err({ kind: 'refused', detail: errorDetail(error) });
  }
}
