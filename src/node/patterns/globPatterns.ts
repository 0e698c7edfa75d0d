import picomatch from 'picomatch';
import { err, ok, type Result } from '../../base/result.ts';
import type { UserPattern } from '../../model/words/userPattern.ts';

/** What some globs of a user mean. */
export interface Globs {
  /** The folders, relative to the workspace folder, below which a file may match. */
  readonly bases: readonly string[];
  /** Paths that a glob names as they are, even where its characters mean something, such as "[id].ts". */
  readonly literals: ReadonlySet<string>;
  readonly patterns: readonly UserPattern[];
}

/** Reads globs without matching anything; fails where they are none that a pattern can be made of. */
export function readGlobs(globs: readonly string[], platform: NodeJS.Platform): Result<Globs, void> {
  const written = globs.map((glob) => glob.replace(/^(?:\.\/)+/, ''));
  const windows = platform === 'win32';
  try {
    const patterns = written.map((glob) => picomatch.makeRe(glob, { dot: true, nocase: windows, windows }));
    const bases = written.map((glob) => picomatch.scan(glob).base);
    return ok({
      bases,
      literals: new Set(written),
      patterns: patterns.map(({ flags, source }) => ({ flags, source })),
    });
  } catch {
    return err(undefined);
  }
}
