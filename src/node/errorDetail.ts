/** What an exception of the platform says, for the `detail` of a failure. */
export function errorDetail(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Why a file cannot be read as text, for the `detail` of a failure. */
export function unreadableDetail(error: unknown): string {
  if (errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not text in UTF-8';
  return errorCode(error) === 'EISDIR' ? 'it is a folder' : errorDetail(error);
}
