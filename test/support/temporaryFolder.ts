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

/** Makes an empty folder of this test's own. */
export function temporaryFolder(): TemporaryFolder {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'executor-test-')));
  return {
    path: folder,
    join: (...names) => path.join(folder, ...names),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
