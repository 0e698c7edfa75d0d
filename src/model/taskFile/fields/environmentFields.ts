import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { refuseBadEnvironment, refuseBadSecrets, refuseBadStrings } from '../rules.ts';
import type { TaskField } from './field.ts';
import { notEmpty, oneOrMore } from './values.ts';

/** The variables of a run. */
export const environmentFields = {
  env: {
    shape: z.record(z.string(), z.string().nullable()),
    default: {},
    changes: 'run',
    shown: 'nothing',
    rules: [refuseBadEnvironment, refuseBadStrings],
    description: say(
      'Environment variables. `null` removes a variable; `${env:NAME}` and `${env:NAME:-default}` insert the values of others.',
    ),
    expected: say('an object of strings by name'),
    types: ['object'],
    snippet: { '${1:NAME}': '$2' },
    control: 'parts',
  },
  envFile: {
    shape: oneOrMore,
    default: [],
    changes: 'run',
    shown: 'all',
    rules: [refuseBadStrings],
    description: say(
      'A file of environment variables, relative to the workspace folder, or an array of such files; later files override earlier ones. Files are read again at every start. `env` overrides every file.',
    ),
    expected: say('a string that is not empty, the path of a file, or an array of such strings'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '${1:.env}',
    examples: ['.env', ['.env', '.env.local']],
    control: {
      label: say('Files of variables'),
      section: 'environment',
      kind: 'files',
      picks: 'file',
      help: say(
        'Relative to the workspace folder. Later files override earlier ones. Executor reads them again at every start.',
      ),
    },
  },
  secrets: {
    shape: z.array(z.string()),
    default: [],
    changes: 'run',
    shown: 'names',
    rules: [refuseBadSecrets],
    description: say(
      'Names of environment variables whose values are kept in the secret storage of VS Code, not in the task file. The command *Set Secret…* asks for a value.',
    ),
    expected: say('an array of strings: the names of environment variables'),
    types: ['array'],
    snippet: ['$1'],
    control: 'own',
  },
} satisfies Readonly<Record<string, TaskField>>;
