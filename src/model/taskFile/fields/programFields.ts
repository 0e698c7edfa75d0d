import * as z from 'zod';
import { say } from '../../words/clause.ts';
import { refuseBadDescription, refuseBadStrings } from '../rules.ts';
import type { TaskField } from './field.ts';
import { argv, text } from './values.ts';

/** What a task is for, what it runs, and where. */
export const programFields = {
  description: {
    shape: z.string(),
    changes: 'nothing',
    shown: 'nothing',
    rules: [refuseBadDescription],
    description: say(
      'What the task is for, in one line of up to 1000 characters. It comes first in the tooltip and in `executor show`.',
    ),
    expected: say('a string: what the task is for'),
    snippet: '$1',
    control: { label: say('Description'), section: 'what', kind: 'text' },
  },
  script: {
    shape: text,
    part: 'program',
    changes: 'run',
    shown: 'all',
    rules: [refuseBadStrings],
    description: say(
      'Path of the script to run, relative to the workspace folder. Executor finds its interpreter from the shebang line and the extension. For a program that is not a script, use `command`.',
    ),
    expected: say('a string that is not empty: the path of a script'),
    snippet: '$1',
    control: {
      label: say('Script'),
      section: 'what',
      kind: 'text',
      placeholder: 'jobs/report.py',
      picks: 'file',
      program: 'script',
      help: say(
        'Relative to the workspace folder. Executor finds the interpreter from the shebang line and the extension.',
      ),
    },
  },
  command: {
    shape: z.union([text, argv]),
    part: 'program',
    changes: 'run',
    shown: 'program',
    rules: [refuseBadStrings],
    description: say(
      'The program to run and its arguments, one string each. No shell reads them. With `"shell": true` it is one string, a line for a shell; write `$${NAME}` there for the shell’s `${NAME}`.',
    ),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array', 'string'],
    snippet: ['$1'],
    control: {
      label: say('Command'),
      section: 'what',
      kind: 'words',
      placeholder: 'uvicorn app:app --port 8000',
      program: 'command',
      help: say(
        'The program and its arguments, as in a terminal: quotes keep words together. No shell reads the line unless you ask for one.',
      ),
    },
  },
  shell: {
    shape: z.boolean(),
    part: 'program',
    changes: 'run',
    shown: 'all',
    description: say(
      'Whether a shell reads `command`, with pipes, redirections and `$NAME`: `sh -c`, or `cmd /c` on Windows. `args` become `"$@"` in the line; on Windows they are appended to it. Write a variable as `"$NAME"`, not as `${env:NAME}`: the shell would read its value as part of the line.',
    ),
    expected: say('true or false'),
    types: ['boolean'],
    snippet: true,
    control: {
      label: say('Run the command in a shell'),
      section: 'what',
      kind: 'flag',
      program: 'command',
      help: say('For pipes, redirections and `$NAME`: `sh -c`, on Windows `cmd /c`. It gets the arguments as `"$@"`.'),
    },
  },
  args: {
    shape: z.array(z.string()),
    default: [],
    changes: 'run',
    shown: 'nothing',
    rules: [refuseBadStrings],
    description: say('Further arguments for the script or the command, one string each.'),
    expected: say('an array of strings'),
    types: ['array'],
    snippet: ['$1'],
    control: {
      label: say('Arguments'),
      section: 'what',
      kind: 'words',
      placeholder: "--verbose 'two words'",
      help: say('Write them as in a terminal: quotes keep words together. No shell reads them.'),
    },
  },
  interpreter: {
    shape: z.union([text, argv]),
    part: 'program',
    changes: 'run',
    shown: 'program',
    rules: [refuseBadStrings],
    description: say(
      'The program that runs the script: a name or a path, or an array with arguments that go before the script.',
    ),
    expected: say('a string, or an array of strings with its arguments'),
    types: ['string', 'array'],
    snippet: '$1',
    examples: ['python3', 'Rscript', ['python3', '-X', 'dev']],
    control: {
      label: say('Interpreter'),
      section: 'environment',
      kind: 'program',
      placeholder: say('found automatically'),
      picks: 'interpreter',
      program: 'script',
      help: say(
        'The program that runs the script, with any arguments that go before the script. If empty, Executor finds it.',
      ),
    },
  },
  cwd: {
    shape: text,
    changes: 'run',
    shown: 'all',
    rules: [refuseBadStrings],
    description: say(
      'The working directory, relative to the workspace folder. The workspace folder itself by default.',
    ),
    expected: say('a string that is not empty: the path of a folder'),
    snippet: '$1',
    control: { label: say('Working directory'), section: 'environment', kind: 'text', picks: 'folder' },
  },
} satisfies Readonly<Record<string, TaskField>>;
