import * as z from 'zod';
import { say } from '../../words/clause.ts';
import type { TaskField } from './field.ts';
import { aDuration } from './values.ts';

/** When a schedule is due: of a task with one, and of each element of `schedules`. */
export const scheduleFields = {
  every: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'Runs the task on a schedule, such as every `5 min`, `1 day` or `2 weeks`. Periods of a day or longer keep the time of day in `timezone`; hours and shorter count elapsed time.',
    ),
    expected: say('a string with a period, such as "1 day"'),
    examples: ['5 min', '1 hour', '1 day', '1 week', '1 month'],
    isCompleted: true,
    control: {
      key: 'recurrence',
      label: say('How often'),
      section: 'when',
      kind: 'text',
      placeholder: '1 day',
      modes: ['schedule'],
      help: say('A period such as `5 min`, `1 day` or `2 weeks`, or a cron expression such as `0 9 * * MON-FRI`.'),
    },
  },
  cron: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'Runs the task at the times of a cron expression: minute, hour, day of the month, month and day of the week, with seconds in front if there are six fields. Names, lists, ranges, steps, `L`, `W`, `#` and words such as `@daily` are supported. If you give both days, either one is enough.',
    ),
    expected: say('a string with a cron expression, such as "0 9 * * MON-FRI"'),
    examples: ['0 9 * * MON-FRI', '*/5 9-17 * * *', '0 8 * * MON#1', '0 18 L * *', '@hourly'],
    isCompleted: true,
    control: 'own',
  },
  start: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'The first time the task is due, such as `2021-02-27T13:00:00`, in `timezone` unless it ends in `Z` or an offset. `every` counts from it; without it, `every` counts from when the schedule is first started. With `cron`, nothing is due before it.',
    ),
    expected: say('a string with date and time, such as "2021-02-27T13:00:00"'),
    examples: ['2021-02-27T13:00:00', '2021-02-27'],
    isCompleted: true,
    control: {
      label: say('From'),
      section: 'when',
      kind: 'text',
      placeholder: '2026-02-27T13:00:00',
      modes: ['schedule'],
      help: say(
        'Date and time in the time zone below. If empty, a period counts from the first start of its schedule.',
      ),
    },
  },
  end: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'Nothing is due after it. Written like `start`; a run that is due at exactly this time still starts.',
    ),
    expected: say('a string with date and time, such as "2021-02-27T13:00:00"'),
    examples: ['2031-12-31T23:59:59', '2031-12-31'],
    control: {
      label: say('Until'),
      section: 'schedule',
      kind: 'text',
      placeholder: '2031-12-31',
      modes: ['schedule'],
      help: say('Date and time. Nothing is due after it.'),
    },
  },
  timezone: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'The time zone of schedules, as an IANA name. A task without one uses that of the file, then the setting `executor.timezone`, then that of this machine.',
    ),
    expected: say('a string with the name of a time zone, such as "Europe/Berlin"'),
    examples: ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'],
    isCompleted: true,
    control: {
      label: say('Time zone'),
      section: 'when',
      kind: 'zone',
      modes: ['schedule'],
      help: say(
        'An IANA name. If empty, the time zone of the task file applies, then that of the setting, then that of the machine.',
      ),
    },
  },
  randomDelay: {
    shape: z.string(),
    part: 'schedule',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'Each scheduled run starts after a random delay, which is shorter than this and than the time until the next run. For the same task and time it is always the same.',
    ),
    expected: aDuration,
    examples: ['1 min', '10 min', '1 hour'],
    control: {
      label: say('Random delay'),
      section: 'schedule',
      kind: 'text',
      placeholder: '10 min',
      modes: ['schedule'],
    },
  },
} satisfies Readonly<Record<string, TaskField>>;
