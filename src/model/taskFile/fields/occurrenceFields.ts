import * as z from 'zod';
import { type Clause, say } from '../../words/clause.ts';
import { catchUpPolicies, type CatchUpPolicy } from '../../schedule/catchUpPolicy.ts';
import { overlapPolicies, type OverlapPolicy } from '../../task.ts';
import type { TaskField } from './field.ts';
import { scheduleFields } from './scheduleFields.ts';
import { shapeOf } from './shapeOf.ts';
import { aDuration } from './values.ts';

const scheduleShape = shapeOf(scheduleFields);

/** What becomes of runs that are due. */
export const occurrenceFields = {
  catchUp: {
    shape: z.enum(catchUpPolicies),
    default: 'latest',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'What happens to scheduled runs that were missed because the computer was asleep or nothing managed the folder: `latest` (the default) catches up on all of them with one run, `skip` with none, `all` with one run each, oldest first, at most 100.',
    ),
    expected: say('"latest", "skip" or "all"'),
    choices: catchUpPolicies,
    control: {
      label: say('Missed runs'),
      section: 'schedule',
      kind: 'choice',
      modes: ['schedule'],
      labels: {
        latest: say('one run for all of them'),
        skip: say('skip them'),
        all: say('each of them, one after another'),
      } satisfies Record<CatchUpPolicy, Clause>,
    },
  },
  overlap: {
    shape: z.enum(overlapPolicies),
    default: 'skip',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'What happens to a run that is due by schedule, or because another task has ended, while the task is still running or waiting for a retry: `skip` (the default) skips it, `queue` lets one wait, `replace` stops the current run and starts the new one.',
    ),
    expected: say('"skip", "queue" or "replace"'),
    choices: overlapPolicies,
    control: {
      label: say('If it is still running'),
      section: 'schedule',
      kind: 'choice',
      modes: ['schedule'],
      labels: {
        skip: say('skip the new run'),
        queue: say('run it afterwards'),
        replace: say('stop the current run first'),
      } satisfies Record<OverlapPolicy, Clause>,
    },
  },
  schedules: {
    shape: z.array(scheduleShape).refine((schedules) => schedules.length > 0),
    part: 'schedule',
    changes: 'nothing',
    shown: 'fields',
    description: say(
      'Several schedules for one task, each with `every` or `cron` and optionally `start`, `end`, `timezone` and `randomDelay`. The task is due whenever any of them is; if two are due at the same moment, the task runs once.',
    ),
    expected: say('an array of at least one object such as { "every": "1 day" }'),
    types: ['array'],
    element: { expected: say('an object such as { "every": "1 day" }'), types: ['object'] },
    snippet: [{ cron: '${1:0 9 * * MON-FRI}' }, { cron: '${2:0 12 * * SAT}' }],
    owner: say('An element of "schedules"'),
    fields: scheduleFields,
    control: {
      label: say('Several schedules'),
      section: 'schedule',
      kind: 'json',
      modes: ['schedule'],
      help: say('In JSON, instead of the fields above: `[{ "every": "1 day" }, { "cron": "0 12 * * SAT" }]`.'),
    },
  },
  retries: {
    shape: z.number().refine((value) => Number.isSafeInteger(value) && value >= 0),
    default: 0,
    changes: 'nothing',
    shown: 'all',
    description: say(
      'How often to retry a failed run that was started by a schedule or by `onSuccess` or `onFailure` of another task. `0` by default. Each retry is a separate run.',
    ),
    expected: say('a whole number of 0 or more'),
    types: ['number'],
    examples: [1, 3, 5],
    control: { label: say('Retries'), section: 'restart', kind: 'number', modes: ['schedule'] },
  },
  retryDelay: {
    shape: z.string(),
    default: '5 sec',
    part: 'retryDelayMs',
    changes: 'nothing',
    shown: 'all',
    description: say('How long each retry waits. `5 sec` by default.'),
    expected: aDuration,
    examples: ['5 sec', '1 min', '10 min'],
    control: { label: say('Delay before a retry'), section: 'restart', kind: 'text', modes: ['schedule'] },
  },
} satisfies Readonly<Record<string, TaskField>>;
