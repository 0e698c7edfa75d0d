import type { Instant } from '../../base/clock.ts';
import type { LaterRun } from './laterRun.ts';
import type { Schedule } from './schedule.ts';
import { lastDueUntil, nextDues } from './dueTimes.ts';
import type { Grid } from './occurrences.ts';

/** What is due of one task within a span of time. */
export interface UpcomingTask {
  readonly task: string;
  /** The zone of its schedule, in which its times are shown. */
  readonly timeZone: string;
  /** When the first of its runs are due, in their order. */
  readonly occurrences: readonly Instant[];
  /** The last one within the span, where there are more than those. */
  readonly last?: Instant;
  /** How often it is due. */
  readonly rules: Schedule['rules'];
}

/** A row of the view of what is due: one run, or the many of one task that are not listed one by one. */
export type UpcomingRow =
  | { readonly kind: 'run'; readonly task: string; readonly at: Instant; readonly timeZone: string }
  /** A person has asked for it, and can take it back by its `id`. */
  | {
      readonly kind: 'later';
      readonly task: string;
      readonly at: Instant;
      readonly timeZone: string;
      readonly id: string;
    }
  | {
      readonly kind: 'more';
      readonly task: string;
      /** The last one that is listed. */
      readonly at: Instant;
      readonly until: Instant;
      readonly timeZone: string;
      readonly rules: Schedule['rules'];
    };

/** The first `count` instants after `after`, and not after `until`, at which runs are due, and the last if there are more. */
export function duesUntil(
  grid: Grid,
  task: string,
  { after, until }: { readonly after: Instant; readonly until: Instant },
  count: number,
): Pick<UpcomingTask, 'last' | 'occurrences'> {
  const dues = nextDues(grid, task, after, count).filter((at) => at <= until);
  const final = dues.at(-1);
  const last = final === undefined || dues.length < count ? undefined : lastDueUntil(grid, task, until);
  return { occurrences: dues, ...(last !== undefined && final !== undefined && last > final && { last }) };
}

/** What is due, of all tasks, in the order of time; the rest of a task is behind its last row. */
export function upcomingRows(tasks: readonly UpcomingTask[]): readonly UpcomingRow[] {
  return tasks
    .flatMap(({ last, occurrences, task, timeZone, rules }): readonly UpcomingRow[] => {
      const runs = occurrences.map((at): UpcomingRow => ({ kind: 'run', task, at, timeZone }));
      const final = occurrences.at(-1);
      if (last === undefined || final === undefined) return runs;
      return [...runs, { kind: 'more', task, at: final, until: last, timeZone, rules }];
    })
    .toSorted((one, other) => one.at - other.at);
}

/** A run that somebody has asked for at an instant. */
export function laterRow({ at, id, task, timeZone }: LaterRun): UpcomingRow & { readonly kind: 'later' } {
  return { kind: 'later', task, at, timeZone, id };
}

/** What tells a row from all others of its folder, and stays the same while time passes. */
export function upcomingId(row: UpcomingRow): string {
  if (row.kind === 'later') return `${row.task}#${row.id}`;
  return row.kind === 'run' ? `${row.task}#${String(row.at)}` : `${row.task}#more`;
}
