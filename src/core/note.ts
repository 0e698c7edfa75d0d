import type { Journal } from './ports.ts';

/** Records what was done about a task, as nothing that anybody need worry about. */
export function note(journal: Journal, event: string, task: string, message: string): void {
  journal.record({ level: 'info', event, task, message });
}
