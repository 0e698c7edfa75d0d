import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { say } from '../../words/clause.ts';
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
    description: l10n.t(
      'What becomes of scheduled runs that were missed because the computer slept or nothing looked after the folder: `latest` (the default) makes up for all of them with one run, `skip` with none, `all` with one run each, the oldest first, at most 100.',
    ),
    expected: say('"latest", "skip" or "all"'),
    choices: catchUpPolicies,
    control: {
      label: l10n.t('Missed runs'),
      section: 'schedule',
      kind: 'choice',
      modes: ['schedule'],
      labels: {
        latest: l10n.t('one run for all that were missed'),
        skip: l10n.t('leave them out'),
        all: l10n.t('each of them, one after another'),
      } satisfies Record<CatchUpPolicy, string>,
    },
  },
  overlap: {
    shape: z.enum(overlapPolicies),
    default: 'skip',
    changes: 'nothing',
    shown: 'all',
    description: l10n.t(
      'What becomes of a run that is due by schedule, or because another task has ended, while the task still runs or is to be tried again: `skip` (the default) leaves it out, `queue` lets one wait, `replace` stops the live run and starts the new one.',
    ),
    expected: say('"skip", "queue" or "replace"'),
    choices: overlapPolicies,
    control: {
      label: l10n.t('While a run is live'),
      section: 'schedule',
      kind: 'choice',
      modes: ['schedule'],
      labels: {
        skip: l10n.t('leave the new run out'),
        queue: l10n.t('run it afterwards'),
        replace: l10n.t('end the live run first'),
      } satisfies Record<OverlapPolicy, string>,
    },
  },
  schedules: {
    shape: z.array(scheduleShape).refine((schedules) => schedules.length > 0),
    part: 'schedule',
    changes: 'nothing',
    shown: 'fields',
    description: l10n.t(
      'Several schedules of one task, each with `every` or `cron` and, where needed, `start`, `end`, `timezone` and `randomDelay`. The task is due whenever one of them says so; two at one moment are one run.',
    ),
    expected: say('an array of at least one object such as { "every": "1 day" }'),
    types: ['array'],
    element: { expected: say('an object such as { "every": "1 day" }'), types: ['object'] },
    snippet: [{ cron: '${1:0 9 * * MON-FRI}' }, { cron: '${2:0 12 * * SAT}' }],
    owner: say('An element of "schedules"'),
    fields: scheduleFields,
    control: {
      label: l10n.t('Several schedules'),
      section: 'schedule',
      kind: 'json',
      modes: ['schedule'],
      help: l10n.t('In JSON, instead of the fields above: `[{ "every": "1 day" }, { "cron": "0 12 * * SAT" }]`.'),
    },
  },
  retries: {
    shape: z.number().refine((value) => Number.isSafeInteger(value) && value >= 0),
    default: 0,
    changes: 'nothing',
    shown: 'all',
    description: l10n.t(
      'How often a run that failed is tried again, if it was started by a schedule or by `onSuccess` or `onFailure` of another task. `0` by default. Each try is a run of its own.',
    ),
    expected: say('a whole number of 0 or more'),
    types: ['number'],
    examples: [1, 3, 5],
    control: { label: l10n.t('Retries'), section: 'restart', kind: 'number', modes: ['schedule'] },
  },
  retryDelay: {
    shape: z.string(),
    default: '5 sec',
    part: 'retryDelayMs',
    changes: 'nothing',
    shown: 'all',
    description: l10n.t('How long each retry waits. `5 sec` by default.'),
    expected: aDuration,
    examples: ['5 sec', '1 min', '10 min'],
    control: { label: l10n.t('Delay before a retry'), section: 'restart', kind: 'text', modes: ['schedule'] },
  },
} satisfies Readonly<Record<string, TaskField>>;
