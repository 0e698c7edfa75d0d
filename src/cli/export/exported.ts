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
      return [
        'every',
        `${by} cannot say this period: it comes round neither with the day nor with the week or the year.`,
      ];
    case 'special-days':
      return ['cron', `${by} cannot say these days of the month.`];
    case 'seconds':
      return ['cron', `${by} knows no seconds: it runs at the beginning of the minute.`];
    case 'several-seconds':
      return ['cron', `${by} knows no seconds, and this is due several times a minute.`];
    case 'start':
      return ['start', `${by} knows no start: it runs before it as well.`];
    case 'end':
      return ['end', `${by} knows no end: it runs after it as well. Take it out by then.`];
    case 'anchor':
      return [
        'every',
        'It counts from when its schedule is first started, which it never was. Here it counts from midnight.',
      ];
    case 'clock-changes':
      return ['timezone', `Where clocks in ${timeZone} are changed, ${by} skips or repeats other runs than Executor.`];
    case 'zone':
      return [
        'timezone',
        `CRON_TZ is understood by cronie alone. Other crons go by the zone of the machine, not by ${timeZone}.`,
      ];
    case 'random-delay':
      return ['randomDelay', `${by} knows no random delay: it runs on the minute.`];
    case 'timer-start':
      return ['every', `${by} counts this period from when its timer is started, and anew after each boot.`];
    case 'several-rules':
      return ['schedules', `Where several of these schedules are due at one time, ${by} runs it once for each.`];
    case 'shared-delay':
      return ['randomDelay', `${by} has one random delay for all schedules of a task: the longest.`];
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
            `The values of ${secrets.join(', ')} are not exported: ${by} has to be given them in a file that only you can read.`,
          ] as const,
        ]
      : []),
    ...(after.length > 0
      ? [['after', `${by} waits for no other task: ${after.map(({ task }) => task).join(', ')}.`] as const]
      : []),
    ...(onSuccess.length > 0 ? [['onSuccess', `${by} runs no other task after a success.`] as const] : []),
    ...(onFailure.length > 0 ? [['onFailure', `${by} runs no other task after a failure.`] as const] : []),
    ...(watch.length > 0 ? [['watch', `${by} does not restart it when files change.`] as const] : []),
    ...(strings.includes('${env:')
      ? [['env', 'What stands in place of ${env:…} is what this terminal has now.'] as const]
      : []),
  ];
}
