/** A regular expression of a user, as text. Nothing but `src/node/patterns` runs it. */
export interface UserPattern {
  readonly source: string;
  readonly flags: string;
}

/** Characters that a pattern of a user may have: of a longer one the reading alone would take long. */
export const longestPattern = 1_000;

/** The parts of a regular expression that is written between slashes, such as `/listening on \d+/i`. */
export function patternOf(text: string): UserPattern | undefined {
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/s.exec(text) ?? [];
  return source === undefined || flags === undefined ? undefined : { source, flags };
}

/** Whether a pattern, which is no longer than `longestPattern`, is a regular expression at all. It is read and not run. */
export function isRegularExpression({ flags, source }: UserPattern): boolean {
  try {
    RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}
