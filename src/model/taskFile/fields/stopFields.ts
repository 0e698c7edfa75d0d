import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { stopSignals } from '../../task.ts';
import { refuseBadStrings } from '../rules.ts';
import type { TaskField } from './field.ts';
import { aDuration, argv } from './values.ts';

/** How a run ends, unless by itself. */
export const stopFields = {
  timeout: {
    shape: z.string(),
    part: 'timeoutMs',
    changes: 'run',
    shown: 'all',
    description: say(
      'How long a run may take. A longer run is stopped as with Stop and counts as a failure. If not set, there is no limit.',
    ),
    expected: aDuration,
    examples: ['10 min', '1 hour', '1 day'],
    control: { label: say('Time limit'), section: 'stop', kind: 'text', placeholder: say('none') },
  },
  stopCommand: {
    shape: argv,
    changes: 'run',
    shown: 'program',
    rules: [refuseBadStrings],
    description: say(
      'A program and its arguments, run to ask the task to end before `stopSignal` is sent. No shell reads them.',
    ),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array'],
    snippet: ['$1'],
    control: {
      label: say('Stop command'),
      section: 'stop',
      kind: 'words',
      help: say(
        'Asks the task to end before the stop signal is sent. Written as in a terminal, but no shell reads it.',
      ),
    },
  },
  stopSignal: {
    shape: z.enum(stopSignals),
    default: 'SIGTERM',
    changes: 'run',
    shown: 'all',
    description: say('The signal that asks the task to end. `SIGTERM` by default. Not used on Windows.'),
    expected: say('one of {0}', stopSignals.join(', ')),
    choices: stopSignals,
    control: { label: say('Stop signal'), section: 'stop', kind: 'choice' },
  },
  stopTimeout: {
    shape: z.string(),
    default: '10 sec',
    part: 'stopTimeoutMs',
    changes: 'run',
    shown: 'all',
    description: say(
      'How long a stopping task may take before it is killed, such as `500 ms` or `1 min`. `10 sec` by default.',
    ),
    expected: aDuration,
    examples: ['10 sec', '500 ms', '1 min'],
    control: { label: say('Kill it after'), section: 'stop', kind: 'text' },
  },
} satisfies Readonly<Record<string, TaskField>>;
