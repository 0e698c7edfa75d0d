import { processesWith } from '../test/support/leftovers.ts';
import { type TemporaryFolder, temporaryFolder } from '../test/support/temporaryFolder.ts';

/**
 * An empty folder for one bench, which goes when the bench does, also when somebody ends that or it fails; and with it
 * every process that was started with this folder as its PWD. Until then the bench stays: runs, which are to outlive
 * whoever started them, do not keep it.
 */
export function benchFolder(): TemporaryFolder {
  const folder = temporaryFolder();
  const stay = setInterval(() => undefined, 2 ** 30);
  const remove = (): void => {
    clearInterval(stay);
    endProcesses(`PWD=${folder.path}`);
    folder[Symbol.dispose]();
  };
  process.once('exit', remove);
  // Not once: a second signal, as of someone in a hurry, would end the process in the middle of the removal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  return { path: folder.path, join: (...names) => folder.join(...names), [Symbol.dispose]: remove };
}

/** Looks again after each round: a shell that is about to be killed may still start something. */
function endProcesses(assignment: string): void {
  for (let found = processesWith(assignment); found.length > 0; found = processesWith(assignment)) {
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}
