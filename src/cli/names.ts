import { err, ok, type Result } from '../base/result.ts';
import type { ExecutorView } from '../model/view/taskView.ts';
import { type CliFailure, findTask, usageFailure } from './cliFailure.ts';

/** Which tasks a verb is about: all, or those that were named, each as the task file spells it. */
export type Chosen = { readonly kind: 'all' } | { readonly kind: 'named'; readonly names: readonly string[] };

/** Nothing says which tasks are meant. */
export const whichTask = usageFailure('Which task? Name one or more, or use --all. See executor list.');

/** Reads `[NAME…|--all]`. A name that is unknown is a failure before anything is done. */
export function chooseTasks(
  executor: ExecutorView,
  args: readonly string[],
  { all = false }: { readonly all?: boolean },
): Result<Chosen, CliFailure> {
  if (all && args.length > 0) return err(usageFailure('Name tasks or use --all, not both.'));
  if (all) return ok({ kind: 'all' });
  if (args.length === 0) return err(whichTask);
  const names: string[] = [];
  for (const arg of args) {
    const found = findTask(executor, arg);
    if (!found.ok) return found;
    if (!names.includes(found.value.name)) names.push(found.value.name);
  }
  return ok({ kind: 'named', names });
}
