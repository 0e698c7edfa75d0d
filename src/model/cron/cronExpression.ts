import type { CronField } from './cronField.ts';

/** A cron expression: times on the wall at which something is due. */
export interface CronExpression {
  /** As written, without blanks around it. */
  readonly text: string;
  readonly second: CronField;
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
  /**
   * A day has to be named by day of the month and day of the week, since one of the two begins with `*`, as in Vixie's cron;
   * else either is enough. A field that is `*` names every day.
   */
  readonly needsBothDays: boolean;
  /**
   * It names no fixed times of day, since minutes or hours have a wildcard or hours have steps, so that it goes by real
   * time: it is due on both passes of an hour that comes twice, and not for one that is skipped. All others are due once
   * for each time on the wall.
   */
  readonly followsRealTime: boolean;
}

/** Whether a field says nothing: it is `*`. */
export function isOpen([first]: CronField): boolean {
  return first?.kind === 'all';
}
