import * as l10n from '@vscode/l10n';
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
    description: l10n.t(
      'How long a run may take. A longer run is stopped as with Stop and counts as a failure. If not set, there is no limit.',
    ),
    expected: aDuration,
    examples: ['10 min', '1 hour', '1 day'],
    control: { label: l10n.t('Time limit'), section: 'stop', kind: 'text', placeholder: l10n.t('none') },
  },
  stopCommand: {
    shape: argv,
    changes: 'run',
    shown: 'program',
    rules: [refuseBadStrings],
    description: l10n.t(
      'A program and its arguments, run to ask the task to end before `stopSignal` is sent. No shell reads them.',
    ),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array'],
    snippet: ['$1'],
    control: {
      label: l10n.t('Stop command'),
      section: 'stop',
      kind: 'words',
      help: l10n.t(
        'Asks the task to end before the stop signal is sent. Written as in a terminal, but no shell reads it.',
      ),
    },
  },
  stopSignal: {
    shape: z.enum(stopSignals),
    default: 'SIGTERM',
    changes: 'run',
    shown: 'all',
    description: l10n.t('The signal that asks the task to end. `SIGTERM` by default. Not used on Windows.'),
    expected: say('one of {0}', stopSignals.join(', ')),
    choices: stopSignals,
    control: { label: l10n.t('Stop signal'), section: 'stop', kind: 'choice' },
  },
  stopTimeout: {
    shape: z.string(),
    default: '10 sec',
    part: 'stopTimeoutMs',
    changes: 'run',
    shown: 'all',
    description: l10n.t(
      'How long a stopping task may take before it is killed, such as `500 ms` or `1 min`. `10 sec` by default.',
    ),
    expected: aDuration,
    examples: ['10 sec', '500 ms', '1 min'],
    control: { label: l10n.t('Kill it after'), section: 'stop', kind: 'text' },
  },
} satisfies Readonly<Record<string, TaskField>>;
