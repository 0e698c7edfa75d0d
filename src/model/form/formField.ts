import type { FieldControl, ProgramKind, RunMode } from '../taskFile/fields/field.ts';

/** A field of the form that is a line or a box of its own, as the page is told to show it. */
export interface FormField extends Omit<FieldControl, 'key' | 'labels'> {
  /** Where it is in the task; `recurrence` is `every` or `cron`. */
  readonly key: string;
  readonly placeholder: string;
  /** What the field means. */
  readonly help: string;
  /** What there is to choose from; the first is what holds where nothing is written. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** Whether a field belongs to a task of this kind, run in this way. */
export function fieldApplies(
  { modes, program }: FormField,
  task: { readonly mode: RunMode; readonly program: ProgramKind },
): boolean {
  return (modes?.includes(task.mode) ?? true) && (program === undefined || program === task.program);
}
