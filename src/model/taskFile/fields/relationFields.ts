import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { dependencyConditions } from '../../task.ts';
import type { PartField, TaskField } from './field.ts';
import { shapeOf } from './shapeOf.ts';
import { aDuration, argv, notEmpty, oneOrMore, text } from './values.ts';

const dependencyFields = {
  task: {
    shape: text,
    shown: 'all',
    description: say('The name of the task to wait for.'),
    expected: say('a string: the name of a task'),
  },
  condition: {
    shape: z.enum(dependencyConditions),
    shown: 'all',
    description: say(
      'What to wait for: that the task is running (`started`), that its latest run `succeeded`, or that it is `ready` as its own `ready` defines it.',
    ),
    expected: say('"started", "succeeded" or "ready"'),
    choices: dependencyConditions,
  },
} satisfies Readonly<Record<string, PartField>>;

const dependencyShape = shapeOf(dependencyFields).extend({ task: text });

const readyFields = {
  log: {
    shape: text,
    shown: 'nothing',
    description: say(
      'Text that appears in the log of the run, or a regular expression between slashes, such as `/listening on \\d+/i`.',
    ),
    expected: say('a string that is not empty: a text, or a regular expression between slashes'),
  },
  port: {
    shape: z.number().refine((value) => Number.isInteger(value) && value >= 1 && value <= 65_535),
    shown: 'all',
    description: say('A TCP port of this machine that accepts connections.'),
    expected: say('a whole number from 1 to 65535'),
    types: ['number'],
    examples: [8080, 5432],
  },
  command: {
    shape: argv,
    shown: 'program',
    description: say('A program and its arguments. It exits with 0 as soon as the task is ready. No shell reads them.'),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array'],
    snippet: ['$1'],
  },
  timeout: {
    shape: z.string(),
    shown: 'all',
    description: say('How long it may take to become ready. `1 min` by default.'),
    expected: aDuration,
    examples: ['1 min', '10 sec', '5 min'],
  },
} satisfies Readonly<Record<string, PartField>>;

const readyShape = shapeOf(readyFields);

/** How a task stands to other tasks. */
export const relationFields = {
  after: {
    shape: z.array(z.union([text, dependencyShape])),
    default: [],
    changes: 'start',
    shown: 'all',
    description: say(
      'The tasks that this one waits for before it starts: names, or objects with a `condition`: `started` (the default), `succeeded` or `ready`. Starting this task starts them as needed.',
    ),
    expected: say('an array of names, or of objects such as { "task": "db", "condition": "ready" }'),
    types: ['array'],
    element: {
      expected: say('the name of a task, or an object such as { "task": "db", "condition": "ready" }'),
      types: ['string', 'object'],
    },
    snippet: ['${1:name}'],
    owner: say('An element of "after"'),
    fields: dependencyFields,
    control: { label: say('After other tasks'), section: 'chain', kind: 'lines' },
  },
  ready: {
    shape: readyShape,
    changes: 'nothing',
    shown: 'fields',
    description: say(
      'When this task counts as ready for tasks that wait for it with `after`: one of `log`, `port` and `command`, and optionally a `timeout`.',
    ),
    expected: say('an object such as { "port": 8080 }'),
    types: ['object'],
    snippet: { port: '${1:8080}' },
    owner: '"ready"',
    fields: readyFields,
    control: { label: say('Ready when'), section: 'chain', kind: 'json' },
  },
  onSuccess: {
    shape: oneOrMore,
    default: [],
    changes: 'nothing',
    shown: 'all',
    description: say(
      'The tasks to run after this one succeeds: a name or an array of names. `EXECUTOR_CAUSE_TASK` and related variables tell them why they run.',
    ),
    expected: say('the name of a task, or an array of such names'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
    control: { label: say('Run after a success'), section: 'chain', kind: 'lines' },
  },
  onFailure: {
    shape: oneOrMore,
    default: [],
    changes: 'nothing',
    shown: 'all',
    description: say(
      'The tasks to run after this one fails and is neither retried nor restarted: a name or an array of names.',
    ),
    expected: say('the name of a task, or an array of such names'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
    control: { label: say('Run after a failure'), section: 'chain', kind: 'lines' },
  },
} satisfies Readonly<Record<string, TaskField>>;
