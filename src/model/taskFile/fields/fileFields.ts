import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { environmentFields } from './environmentFields.ts';
import type { Field } from './field.ts';
import { scheduleFields } from './scheduleFields.ts';
import { shapeOf } from './shapeOf.ts';

/** The fields of the file itself; what it says of every task is said as by a task. */
export const fileFields = {
  id: {
    shape: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
    shown: 'all',
    description: say(
      'Identifies this executor in `EXECUTOR_ID` and `TASK_ID`. If not set, Executor makes an id of its own.',
    ),
    expected: say('a string of 1 to 64 letters, digits, ".", "_" and "-"'),
    snippet: '$1',
  },
  timezone: scheduleFields.timezone,
  env: environmentFields.env,
  envFile: environmentFields.envFile,
  tasks: {
    // Tasks are judged one by one, so that a bad one leaves the others alone.
    shape: z.record(z.string(), z.unknown()),
    shown: 'fields',
    description: say('The tasks by name. Names are not case-sensitive.'),
    expected: say('an object of tasks by name'),
    types: ['object'],
    snippet: { '${1:name}': { script: '$2' } },
  },
} satisfies Readonly<Record<string, Field>>;

/** The file, its tasks not looked at. */
export const fileShape = z.strictObject({
  // Editors write it; it says nothing to Executor.
  $schema: z.exactOptional(z.unknown()),
  ...shapeOf(fileFields).shape,
});

/** The fields of the file as they are written, its tasks not looked at yet. */
export type FileFields = z.infer<typeof fileShape>;
