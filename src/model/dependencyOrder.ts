import { type Dependency } from './task.ts';
import { taskKey } from './words/taskKey.ts';

/** A task, and what it starts after. */
interface Ordered {
  readonly name: string;
  readonly after?: readonly Dependency[];
}

/** The same tasks, each behind those of them that it starts after; where nothing asks for another order, as they were. */
export function inDependencyOrder<T>(tasks: readonly T[], read: (task: T) => Ordered): readonly T[] {
  const byKey = new Map(tasks.map((task) => [taskKey(read(task).name), task]));
  const ordered = new Set<T>();
  const seen = new Set<T>();
  const put = (task: T): void => {
    if (seen.has(task)) return;
    seen.add(task);
    for (const { task: name } of read(task).after ?? []) {
      const other = byKey.get(taskKey(name));
      if (other) put(other);
    }
    ordered.add(task);
  };
  for (const task of tasks) put(task);
  return [...ordered];
}
