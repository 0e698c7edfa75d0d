import { type TemporaryFolder, temporaryFolder } from '../test/support/temporaryFolder.ts';

/**
 * An empty folder for one bench, which goes when the bench does, also when somebody ends that or it fails. Until then
 * the process stays: runs, which are to outlive it, do not keep it.
 */
export function benchFolder(): TemporaryFolder {
  const folder = temporaryFolder();
  const stay = setInterval(() => undefined, 2 ** 30);
  const remove = (): void => {
    clearInterval(stay);
    folder[Symbol.dispose]();
  };
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  return { path: folder.path, join: (...names) => folder.join(...names), [Symbol.dispose]: remove };
}
