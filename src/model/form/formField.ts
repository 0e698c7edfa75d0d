import type { FieldControl, ProgramKind, RunMode } from '../taskFile/fields/field.ts';

/** A field of the form that is a line or a box of its own; the page is told its words as they are read. */
export interface FormField<Words = string> extends Pick<
  FieldControl,
  'section' | 'kind' | 'picks' | 'modes' | 'program'
> {
  /** Where it is in the task; `recurrence` is `every` or `cron`. */
  readonly key: string;
  readonly label: Words;
  readonly placeholder: Words;
  /** What the field means. */
  readonly help: Words;
  /** What there is to choose from; the first is what holds where nothing is written. */
  readonly choices: readonly { readonly value: string; readonly label: Words }[];
}

/** Whether a field belongs to a task of this kind, run in this way. */
export function fieldApplies(
  { modes, program }: Pick<FormField, 'modes' | 'program'>,
  task: { readonly mode: RunMode; readonly program: ProgramKind },
): boolean {
  return (modes?.includes(task.mode) ?? true) && (program === undefined || program === task.program);
}
