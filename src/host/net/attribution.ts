import { AsyncLocalStorage } from 'node:async_hooks';

const tasks = new AsyncLocalStorage<string>();

/** Does something for a task: whatever that leads to, now or later, is known to be done on its behalf. */
export function onBehalfOf<T>(task: string, work: () => T): T {
  return tasks.run(task, work);
}

/** The task on whose behalf something is done just now; undefined if that is nobody's. */
export function taskAtWork(): string | undefined {
  return tasks.getStore();
}
