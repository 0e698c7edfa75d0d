import type { ExecutorFailure } from '../../model/failure.ts';
import type { FoundProcess } from '../ports.ts';

/** Processes for a sentence in the journal: "sleep 60 (4711), …". */
export function describeProcesses(found: readonly FoundProcess[]): string {
  return found.map(describeProcess).join(', ');
}

function describeProcess({ command, pid }: FoundProcess): string {
  return `${command} (pid ${String(pid)})`;
}

/** Not everything of a task could be ended. */
export function notEnded(task: string, survivors: readonly FoundProcess[]): ExecutorFailure {
  return { reason: 'not-ended', task, processes: survivors.map(describeProcess) };
}
