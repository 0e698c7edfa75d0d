import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { say } from '../../words/clause.ts';
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
    description: l10n.t(
      'Whether the task starts (or its schedule begins) when a window opens its folder or you run `executor up`. It does not start if you stopped it last, or until you approve its definition, in VS Code or with `executor approve`.',
    ),
    expected: say('true or false'),
    types: ['boolean'],
    snippet: true,
    control: { label: l10n.t('Start it when the folder is opened'), section: 'more', kind: 'flag' },
  },
  onClose: {
    shape: z.enum(closePolicies),
    default: 'keep',
    changes: 'nothing',
    shown: 'all',
    description: l10n.t(
      'What happens to a run when the last window of its folder closes: `keep` (the default) keeps it running, `stop` ends it 30 seconds later, unless a window is open again.',
    ),
    expected: say('"keep" or "stop"'),
    choices: closePolicies,
    control: {
      label: l10n.t('When the last window closes'),
      section: 'stop',
      kind: 'choice',
      labels: { keep: l10n.t('keep it running'), stop: l10n.t('stop it') } satisfies Record<ClosePolicy, string>,
    },
  },
  notify: {
    shape: z.enum(notifyPolicies),
    default: 'failure',
    changes: 'nothing',
    shown: 'all',
    description: l10n.t(
      'When you get a notification about the task: after a `failure` (the default), `always`, that is after a success as well, or `never`.',
    ),
    expected: say('"failure", "always" or "never"'),
    choices: notifyPolicies,
    control: {
      label: l10n.t('Notify'),
      section: 'more',
      kind: 'choice',
      labels: {
        failure: l10n.t('after a failure'),
        always: l10n.t('after every run'),
        never: l10n.t('never'),
      } satisfies Record<NotifyPolicy, string>,
    },
  },
  group: {
    shape: z.string(),
    changes: 'nothing',
    shown: 'all',
    rules: [refuseBadGroup],
    description: l10n.t(
      'The group that shows the task in the side bar. Without it, the task appears above all groups.',
    ),
    expected: say('a string: the name of a group'),
    snippet: '$1',
    control: { label: l10n.t('Group'), section: 'more', kind: 'text' },
  },
} satisfies Readonly<Record<string, TaskField>>;
