import type { ScheduleLoss } from '../../model/export/calendarLine.ts';
import type { ExportSubject } from '../../host/read/exportSubjects.ts';

/** Something that a task says and that another scheduler does not do, or does otherwise. */
export interface Remark {
  readonly task: string;
  /** The field of the task file that it is about. */
  readonly field: string;
  /** A whole sentence. */
  readonly message: string;
}

/** A file that another scheduler reads. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** What another scheduler is to be told. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly remarks: readonly Remark[];
  /** The tasks of which nothing could be told. */
  readonly left: readonly string[];
}

/** What is remarked of a task: the field, and the sentence. */
export type TaskRemark = readonly [field: string, message: string];

/** A task to export, and the instant at which its schedule was first started. */
export interface Exportable extends ExportSubject {
  readonly anchor: number | undefined;
}

/** What cannot be told of a schedule; `by` names the other scheduler. */
export function scheduleRemark(loss: ScheduleLoss, by: string, timeZone: string): TaskRemark {
  switch (loss) {
    case 'period':
      return ['every', `${by} cannot express this period: it does not divide the day, the week or the year.`];
    case 'special-days':
      return ['cron', `${by} cannot express these days of the month.`];
    case 'seconds':
      return ['cron', `${by} does not support seconds: it runs at the start of the minute.`];
    case 'several-seconds':
      return ['cron', `${by} does not support seconds, but this is due several times a minute.`];
    case 'start':
      return ['start', `${by} does not support a start: it also runs before that time.`];
    case 'end':
      return ['end', `${by} does not support an end: it also runs after that time. Remove it by then.`];
    case 'anchor':
      return [
        'every',
        'It counts from the first start of its schedule, which was never started. Here it counts from midnight.',
      ];
    case 'clock-changes':
      return ['timezone', `When clocks change in ${timeZone}, ${by} skips or repeats different runs than Executor.`];
    case 'zone':
      return [
        'timezone',
        `Only cronie understands CRON_TZ. Other crons use the time zone of the machine, not ${timeZone}.`,
      ];
    case 'random-delay':
      return ['randomDelay', `${by} does not support a random delay: it runs on the minute.`];
    case 'timer-start':
      return ['every', `${by} counts this period from the start of its timer, and again after each boot.`];
    case 'several-rules':
      return ['schedules', `When several of these schedules are due at the same time, ${by} runs it once for each.`];
    case 'shared-delay':
      return ['randomDelay', `${by} uses one random delay for all schedules of a task: the longest.`];
  }
}

/** What is lost whichever scheduler takes over. */
export function commonRemarks({ definition }: ExportSubject, by: string): readonly TaskRemark[] {
  const { after, env, onFailure, onSuccess, secrets, watch } = definition;
  const strings = JSON.stringify([definition.program, definition.args, definition.cwd, env, definition.envFile]);
  return [
    ...(secrets.length > 0
      ? [
          [
            'secrets',
            `The values of ${secrets.join(', ')} are not exported. Give them to ${by} in a file that only you can read.`,
          ] as const,
        ]
      : []),
    ...(after.length > 0
      ? [['after', `${by} does not wait for other tasks: ${after.map(({ task }) => task).join(', ')}.`] as const]
      : []),
    ...(onSuccess.length > 0 ? [['onSuccess', `${by} does not run another task after a success.`] as const] : []),
    ...(onFailure.length > 0 ? [['onFailure', `${by} does not run another task after a failure.`] as const] : []),
    ...(watch.length > 0 ? [['watch', `${by} does not restart it when files change.`] as const] : []),
    ...(strings.includes('${env:')
      ? [['env', '${env:…} is replaced by its current value in this terminal.'] as const]
      : []),
  ];
}
