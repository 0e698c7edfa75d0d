import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that goes when its test does: `using folder = temporaryFolder()`. */
export interface TemporaryFolder extends Disposable {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** The path of something in it. */
  join(...names: readonly string[]): string;
}

/**
 * An empty folder of this test's own, made when its path is first asked for: a file whose tests are all left out is never told to tidy
 * up what it has made while it was loaded.
 */
export function temporaryFolder(): TemporaryFolder {
  let made: string | undefined;
  const folder = (): string => (made ??= realpathSync(mkdtempSync(path.join(tmpdir(), 'executor-test-'))));
  return {
    get path() {
      return folder();
    },
    join: (...names) => path.join(folder(), ...names),
    [Symbol.dispose]: () => {
      if (made !== undefined) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
