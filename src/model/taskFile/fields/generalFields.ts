import * as z from 'zod';
import { type Clause, say } from '../../words/clause.ts';
import { closePolicies, type ClosePolicy, notifyPolicies, type NotifyPolicy } from '../../task.ts';
import { refuseBadGroup } from '../rules.ts';
import type { TaskField } from './field.ts';

/** What a task is to people, and when it starts and ends by itself. */
export const generalFields = {
  autoStart: {
    shape: z.boolean(),
    default: false,
    changes: 'nothing',
    shown: 'all',
    description: say(
      'Whether the task starts (or its schedule begins) when a window opens its folder or you run `executor up`. It does not start if you stopped it last, or until you approve its definition, in VS Code or with `executor approve`.',
    ),
    expected: say('true or false'),
    types: ['boolean'],
    snippet: true,
    control: { label: say('Start it when the folder is opened'), section: 'more', kind: 'flag' },
  },
  onClose: {
    shape: z.enum(closePolicies),
    default: 'keep',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'What happens to a run when the last window of its folder closes: `keep` (the default) keeps it running, `stop` ends it 30 seconds later, unless a window is open again.',
    ),
    expected: say('"keep" or "stop"'),
    choices: closePolicies,
    control: {
      label: say('When the last window closes'),
      section: 'stop',
      kind: 'choice',
      labels: { keep: say('keep it running'), stop: say('stop it') } satisfies Record<ClosePolicy, Clause>,
    },
  },
  notify: {
    shape: z.enum(notifyPolicies),
    default: 'failure',
    changes: 'nothing',
    shown: 'all',
    description: say(
      'When you get a notification about the task: after a `failure` (the default), `always`, that is after a success as well, or `never`.',
    ),
    expected: say('"failure", "always" or "never"'),
    choices: notifyPolicies,
    control: {
      label: say('Notify'),
      section: 'more',
      kind: 'choice',
      labels: {
        failure: say('after a failure'),
        always: say('after every run'),
        never: say('never'),
      } satisfies Record<NotifyPolicy, Clause>,
    },
  },
  group: {
    shape: z.string(),
    changes: 'nothing',
    shown: 'all',
    rules: [refuseBadGroup],
    description: say('The group that shows the task in the side bar. Without it, the task appears above all groups.'),
    expected: say('a string: the name of a group'),
    snippet: '$1',
    control: { label: say('Group'), section: 'more', kind: 'text' },
  },
} satisfies Readonly<Record<string, TaskField>>;
