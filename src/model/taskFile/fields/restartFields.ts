import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { restartPolicies } from '../../restartPolicy.ts';
import { refuseBadGlobs } from '../watch.ts';
import type { PartField, TaskField } from './field.ts';
import { shapeOf } from './shapeOf.ts';
import { aDuration, anExitCode, exitCode, notEmpty, text } from './values.ts';

const backoffFields = {
  initial: {
    shape: z.string(),
    default: '1 sec',
    shown: 'all',
    description: say('The delay before the first restart. `1 sec` by default; `0 sec` restarts at once.'),
    expected: aDuration,
    examples: ['1 sec', '10 sec', '0 sec'],
    control: { label: say('First delay'), section: 'restart', kind: 'text', modes: ['keep'] },
  },
  max: {
    shape: z.string(),
    default: '1 min',
    shown: 'all',
    description: say('The longest delay before a restart. `1 min` by default.'),
    expected: aDuration,
    examples: ['1 min', '5 min', '1 hour'],
    control: { label: say('Longest delay'), section: 'restart', kind: 'text', modes: ['keep'] },
  },
  resetAfter: {
    shape: z.string(),
    default: '1 min',
    shown: 'all',
    description: say('After a run of at least this length, delays start from `initial` again. `1 min` by default.'),
    expected: aDuration,
    examples: ['1 min', '10 min', '1 hour'],
    control: { label: say('Reset delay after'), section: 'restart', kind: 'text', modes: ['keep'] },
  },
  giveUpAfter: {
    shape: z.number().refine((value) => Number.isSafeInteger(value) && value >= 1),
    shown: 'all',
    description: say(
      'After this many runs in a row shorter than `resetAfter`, the task stays stopped until you start it. If not set, Executor never gives up.',
    ),
    expected: say('a whole number of 1 or more'),
    types: ['number'],
    examples: [5, 10, 100],
    control: {
      label: say('Give up after'),
      section: 'restart',
      kind: 'number',
      placeholder: say('never'),
      modes: ['keep'],
    },
  },
} satisfies Readonly<Record<string, PartField>>;

const backoffShape = shapeOf(backoffFields);

/** What follows the end of a run. */
export const restartFields = {
  restart: {
    shape: z.enum(restartPolicies),
    changes: 'run',
    shown: 'all',
    description: say(
      'When Executor restarts the task after a run ends by itself: `never` (the default with a schedule), `on-failure`, that is after a failure (the default without one), or `always`. What you stop stays stopped.',
    ),
    expected: say('"never", "on-failure" or "always"'),
    choices: restartPolicies,
    control: {
      label: say('Start it again'),
      section: 'when',
      kind: 'choice',
      modes: ['keep'],
      help: say('What you stop stays stopped.'),
      labels: { 'on-failure': say('after a failure'), always: say('whenever it ends') },
    },
  },
  backoff: {
    shape: backoffShape,
    changes: 'run',
    shown: 'all',
    description: say(
      'How long a restart waits: `initial` at first, then twice as long after each further short run, up to `max`.',
    ),
    expected: say('an object such as { "initial": "1 sec", "max": "1 min" }'),
    types: ['object'],
    snippet: { initial: '${1:1 sec}', max: '${2:1 min}' },
    owner: '"backoff"',
    fields: backoffFields,
    control: 'parts',
  },
  successExitCodes: {
    shape: z.array(exitCode).refine((codes) => codes.length > 0),
    default: [0],
    changes: 'run',
    shown: 'all',
    description: say(
      'The exit codes that count as success. `[0]` by default; a list of your own must include `0` if it still counts.',
    ),
    expected: say('an array of at least one whole number from 0 to 255'),
    types: ['array'],
    element: anExitCode,
    examples: [[0], [0, 3]],
    control: {
      label: say('Success exit codes'),
      section: 'restart',
      kind: 'numbers',
      help: say('Separated by commas. Include `0` if it counts as success.'),
    },
  },
  noRestartExitCodes: {
    shape: z.array(exitCode),
    default: [],
    changes: 'run',
    shown: 'all',
    description: say('The exit codes after which the task is not restarted, whatever `restart` says.'),
    expected: say('an array of whole numbers from 0 to 255'),
    types: ['array'],
    element: anExitCode,
    examples: [[2], [64, 78]],
    control: {
      label: say('Exit codes that prevent a restart'),
      section: 'restart',
      kind: 'numbers',
      modes: ['keep'],
      help: say('Separated by commas. After one of these, it is not restarted.'),
    },
  },
  watch: {
    shape: z.array(text),
    default: [],
    changes: 'run',
    shown: 'all',
    rules: [refuseBadGlobs],
    description: say(
      'Files that restart the running task when they change: globs relative to the workspace folder, with forward slashes.',
    ),
    expected: say('an array of strings: globs such as "src/**/*.py"'),
    types: ['array'],
    element: notEmpty,
    snippet: ['${1:src/**}'],
    control: { label: say('Restart on changes to'), section: 'restart', kind: 'lines', placeholder: 'src/**/*.py' },
  },
} satisfies Readonly<Record<string, TaskField>>;
