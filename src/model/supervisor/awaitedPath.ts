import type { ExecutorFailure } from '../failure.ts';

/** Something whose appearance would let a task start that could not. */
export interface AwaitedPath {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/** What a failure to start waits for; undefined if nothing that appears at one place would mend it. */
export function awaitedPath(failure: ExecutorFailure): AwaitedPath | undefined {
  if (failure.reason === 'cwd-missing') return { path: failure.path, kind: 'folder' };
  if (failure.reason === 'script-missing' || failure.reason === 'script-not-a-file') {
    return { path: failure.path, kind: 'file' };
  }
  const isFile = failure.reason === 'env-file-missing' || failure.reason === 'environment-broken';
  return isFile ? { path: failure.path, kind: 'file' } : undefined;
}
