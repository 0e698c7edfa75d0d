import { restartPolicies } from './restartPolicy.ts';
import { stopSignals } from './task.ts';

/** What is said of a field: to people who hover over it, who complete it, and who got it wrong. */
export interface FieldHelp {
  readonly description: string;
  /** After "must be". */
  readonly expected: string;
  /** Completed in the editor as the field's value, in the form of a snippet. */
  readonly snippet?: unknown;
  readonly examples?: readonly unknown[];
  /** Of a field that is an object: its own fields. */
  readonly fields?: Readonly<Record<string, FieldHelp>>;
}

const aDuration = 'a string with a duration, such as "10 sec"';

/** The help for each field, by name; `env` is the same in the file and in a task. */
export const fieldHelp: Readonly<Record<string, FieldHelp>> = {
  id: {
    description: 'Names this executor in `EXECUTOR_ID` and `TASK_ID`. Without it, Executor makes an id of its own.',
    expected: 'a string of 1 to 64 letters, digits, ".", "_" and "-"',
    snippet: '$1',
  },
  tasks: {
    description: 'The tasks by name. Names are compared without regard to letter case.',
    expected: 'an object of tasks by name',
    snippet: { '${1:name}': { script: '$2' } },
  },
  script: {
    description:
      'Path of the script to run, relative to the workspace folder. Its interpreter is found by the shebang line and the extension. Use `command` instead for a program that is no script.',
    expected: 'a string that is not empty: the path of a script',
    snippet: '$1',
  },
  command: {
    description: 'The program to run and its arguments, one string each. No shell reads them.',
    expected: 'an array of strings: the program and its arguments',
    snippet: ['$1'],
  },
  args: {
    description: 'Further arguments for the script or the command, one string each.',
    expected: 'an array of strings',
    snippet: ['$1'],
  },
  interpreter: {
    description:
      'The program that runs the script: a name or a path, or an array with arguments that go before the script.',
    expected: 'a string, or an array of strings with its arguments',
    snippet: '$1',
    examples: ['python3', 'Rscript', ['python3', '-X', 'dev']],
  },
  cwd: {
    description: 'The working directory, relative to the workspace folder. The workspace folder itself by default.',
    expected: 'a string that is not empty: the path of a folder',
    snippet: '$1',
  },
  env: {
    description: 'Environment variables. `null` takes a variable away.',
    expected: 'an object of strings by name',
    snippet: { '${1:NAME}': '$2' },
  },
  restart: {
    description:
      'When Executor starts the task again after a run has ended by itself: `never`, after a failure (`on-failure`, the default), or `always`. What you stop stays stopped.',
    expected: '"never", "on-failure" or "always"',
    examples: [...restartPolicies],
  },
  backoff: {
    description:
      'How long a restart waits: `initial` at first, twice as long after each further short run, never longer than `max`.',
    expected: 'an object such as { "initial": "1 sec", "max": "1 min" }',
    snippet: { initial: '${1:1 sec}', max: '${2:1 min}' },
    fields: {
      initial: {
        description: 'The delay before the first restart. `1 sec` by default; `0 sec` restarts at once.',
        expected: aDuration,
        examples: ['1 sec', '10 sec', '0 sec'],
      },
      max: {
        description: 'The longest delay before a restart. `1 min` by default.',
        expected: aDuration,
        examples: ['1 min', '5 min', '1 hour'],
      },
      resetAfter: {
        description: 'After a run of at least this length, delays begin with `initial` again. `1 min` by default.',
        expected: aDuration,
        examples: ['1 min', '10 min', '1 hour'],
      },
    },
  },
  stopSignal: {
    description: 'The signal that asks the task to end. `SIGTERM` by default. It does not apply on Windows.',
    expected: `one of ${stopSignals.join(', ')}`,
    examples: [...stopSignals],
  },
  stopTimeout: {
    description:
      'How long a stopping task may take before it is killed, such as `500 ms` or `1 min`. `10 sec` by default.',
    expected: aDuration,
    examples: ['10 sec', '500 ms', '1 min'],
  },
  group: {
    description: 'The group of the side bar that the task stands in. Without it, the task stands above all groups.',
    expected: 'a string: the name of a group',
    snippet: '$1',
  },
};
