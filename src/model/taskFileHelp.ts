import { catchUpPolicies } from './catchUpPolicy.ts';
import type { NodeType } from 'jsonc-parser';
import { restartPolicies } from './restartPolicy.ts';
import { closePolicies, dependencyConditions, notifyPolicies, overlapPolicies, stopSignals } from './task.ts';

/** What is said of a field: to people who hover over it, who complete it, and who got it wrong. */
export interface FieldHelp {
  readonly description: string;
  /** After "must be". */
  readonly expected: string;
  /** The types that its value may have; a string where absent. */
  readonly types?: readonly NodeType[];
  /** Of a field that may be an array: what each element must be; a string where absent. */
  readonly element?: Pick<FieldHelp, 'expected' | 'types'>;
  /** Completed in the editor as the field's value, in the form of a snippet. */
  readonly snippet?: unknown;
  readonly examples?: readonly unknown[];
  /** Of a field that is an object: its own fields. */
  readonly fields?: Readonly<Record<string, FieldHelp>>;
}

/** What a field with a duration must be. */
export const aDuration = 'a string with a duration, such as "10 sec"';

const notEmpty = { expected: 'a string that is not empty' };
const anExitCode: Pick<FieldHelp, 'expected' | 'types'> = {
  expected: 'a whole number from 0 to 255',
  types: ['number'],
};

/** Fields whose values are completed with what they come to at that moment, and not from the schema. */
export const completedFields = ['every', 'cron', 'start', 'timezone'] as const;

/** A field whose values are completed so. */
export type CompletedField = (typeof completedFields)[number];

/** The help for each field, by name; those of the file and of a task with the same name are the same. */
export const fieldHelp: Readonly<Record<string, FieldHelp>> = {
  id: {
    description: 'Names this executor in `EXECUTOR_ID` and `TASK_ID`. Without it, Executor makes an id of its own.',
    expected: 'a string of 1 to 64 letters, digits, ".", "_" and "-"',
    snippet: '$1',
  },
  tasks: {
    description: 'The tasks by name. Names are compared without regard to letter case.',
    expected: 'an object of tasks by name',
    types: ['object'],
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
    types: ['array'],
    snippet: ['$1'],
  },
  args: {
    description: 'Further arguments for the script or the command, one string each.',
    expected: 'an array of strings',
    types: ['array'],
    snippet: ['$1'],
  },
  interpreter: {
    description:
      'The program that runs the script: a name or a path, or an array with arguments that go before the script.',
    expected: 'a string, or an array of strings with its arguments',
    types: ['string', 'array'],
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
    types: ['object'],
    snippet: { '${1:NAME}': '$2' },
  },
  envFile: {
    description:
      'A file of environment variables, relative to the workspace folder, or an array of such files, of which later ones count more. Files are read anew at every start. What `env` says counts more than any file beside it.',
    expected: 'a string that is not empty, the path of a file, or an array of such strings',
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '${1:.env}',
    examples: ['.env', ['.env', '.env.local']],
  },
  secrets: {
    description:
      'Names of environment variables whose values are kept out of the task file, in the secret storage of VS Code. The command *Set Secret…* asks for a value.',
    expected: 'an array of strings: the names of environment variables',
    types: ['array'],
    snippet: ['$1'],
  },
  restart: {
    description:
      'When Executor starts the task again after a run has ended by itself: `never` (the default with a schedule), after a failure (`on-failure`, the default without one), or `always`. What you stop stays stopped.',
    expected: '"never", "on-failure" or "always"',
    examples: [...restartPolicies],
  },
  backoff: {
    description:
      'How long a restart waits: `initial` at first, twice as long after each further short run, never longer than `max`.',
    expected: 'an object such as { "initial": "1 sec", "max": "1 min" }',
    types: ['object'],
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
      giveUpAfter: {
        description:
          'After this many runs in a row that were shorter than `resetAfter`, the task is not started again until you start it. Without it, Executor never gives up.',
        expected: 'a whole number of 1 or more',
        types: ['number'],
        examples: [5, 10, 100],
      },
    },
  },
  every: {
    description:
      'Runs the task on a schedule, such as every `5 min`, `1 day` or `2 weeks`. Days and longer keep to the time of day in `timezone`; hours and shorter count real time.',
    expected: 'a string with a period, such as "1 day"',
    examples: ['5 min', '1 hour', '1 day', '1 week', '1 month'],
  },
  cron: {
    description:
      'Runs the task at the times of a cron expression: minute, hour, day of the month, month and day of the week, with seconds in front if there are six fields. Names, lists, ranges, steps, `L`, `W`, `#` and words such as `@daily` are known. If both days are given, either is enough.',
    expected: 'a string with a cron expression, such as "0 9 * * MON-FRI"',
    examples: ['0 9 * * MON-FRI', '*/5 9-17 * * *', '0 8 * * MON#1', '0 18 L * *', '@hourly'],
  },
  start: {
    description:
      'The first time the task is due, such as `2021-02-27T13:00:00`, by the clocks of `timezone` unless it ends in `Z` or an offset. Later times of `every` count from it; without it, they count from when the schedule is first started. With `cron` nothing is due before it.',
    expected: 'a string with date and time, such as "2021-02-27T13:00:00"',
    examples: ['2021-02-27T13:00:00', '2021-02-27'],
  },
  end: {
    description: 'Nothing is due after it. Written as `start` is; a time that is due at this very moment still counts.',
    expected: 'a string with date and time, such as "2021-02-27T13:00:00"',
    examples: ['2031-12-31T23:59:59', '2031-12-31'],
  },
  randomDelay: {
    description:
      'Each scheduled run waits for a time that is chosen at random, shorter than this and never as long as until the next one. It is the same for a task and a time whenever it is asked for.',
    expected: aDuration,
    examples: ['1 min', '10 min', '1 hour'],
  },
  schedules: {
    description:
      'Several schedules of one task, each with `every` or `cron` and, where needed, `start`, `end`, `timezone` and `randomDelay`. The task is due whenever one of them says so; two at one moment are one run.',
    expected: 'an array of at least one object such as { "every": "1 day" }',
    types: ['array'],
    element: { expected: 'an object such as { "every": "1 day" }', types: ['object'] },
    snippet: [{ cron: '${1:0 9 * * MON-FRI}' }, { cron: '${2:0 12 * * SAT}' }],
  },
  catchUp: {
    description:
      'What becomes of scheduled runs that were missed because the computer slept or nothing looked after the folder: `latest` (the default) makes up for all of them with one run, `skip` with none, `all` with one run each, the oldest first, at most 100.',
    expected: '"latest", "skip" or "all"',
    examples: [...catchUpPolicies],
  },
  timezone: {
    description:
      'The time zone whose calendar and clocks schedules go by, as the IANA database names it. Where a task has none, that of the file counts, then the setting `executor.timezone`, then that of this machine.',
    expected: 'a string with the name of a time zone, such as "Europe/Berlin"',
    examples: ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'],
  },
  overlap: {
    description:
      'What becomes of a run that is due by schedule, or because another task has ended, while the task still runs or is to be tried again: `skip` (the default) leaves it out, `queue` lets one wait, `replace` stops the live run and starts the new one.',
    expected: '"skip", "queue" or "replace"',
    examples: [...overlapPolicies],
  },
  retries: {
    description:
      'How often a run that failed is tried again, if it was started by a schedule or by `onSuccess` or `onFailure` of another task. `0` by default. Each try is a run of its own.',
    expected: 'a whole number of 0 or more',
    types: ['number'],
    examples: [1, 3, 5],
  },
  retryDelay: {
    description: 'How long each retry waits. `5 sec` by default.',
    expected: aDuration,
    examples: ['5 sec', '1 min', '10 min'],
  },
  after: {
    description:
      'The tasks that must be there before this one starts: names, or objects with a `condition`: `started` (the default), `succeeded` or `ready`. Starting this task starts those of them that are not there.',
    expected: 'an array of names, or of objects such as { "task": "db", "condition": "ready" }',
    types: ['array'],
    element: {
      expected: 'the name of a task, or an object such as { "task": "db", "condition": "ready" }',
      types: ['string', 'object'],
    },
    snippet: ['${1:name}'],
    fields: {
      task: { description: 'The name of the task to wait for.', expected: 'a string: the name of a task' },
      condition: {
        description:
          'What to wait for: that the task runs (`started`), that its newest run `succeeded`, or that it is `ready` as its own `ready` says.',
        expected: '"started", "succeeded" or "ready"',
        examples: [...dependencyConditions],
      },
    },
  },
  ready: {
    description:
      'When this task counts as ready for those that wait for it with `after`: one of `log`, `port` and `command`, and a `timeout`.',
    expected: 'an object such as { "port": 8080 }',
    types: ['object'],
    snippet: { port: '${1:8080}' },
    fields: {
      log: {
        description:
          'A text that appears in the log of its run, or a regular expression between slashes, such as `/listening on \\d+/i`.',
        expected: 'a string that is not empty: a text, or a regular expression between slashes',
      },
      port: {
        description: 'A TCP port of this machine that accepts connections.',
        expected: 'a whole number from 1 to 65535',
        types: ['number'],
        examples: [8080, 5432],
      },
      command: {
        description: 'A program and its arguments that exits with 0 as soon as the task is ready. No shell reads them.',
        expected: 'an array of strings: the program and its arguments',
        types: ['array'],
        snippet: ['$1'],
      },
      timeout: {
        description: 'How long it may take to become ready. `1 min` by default.',
        expected: aDuration,
        examples: ['1 min', '10 sec', '5 min'],
      },
    },
  },
  onSuccess: {
    description:
      'The tasks to run when a run of this one has succeeded: a name or an array of names. They are told by `EXECUTOR_CAUSE_TASK` and its like.',
    expected: 'the name of a task, or an array of such names',
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
  },
  onFailure: {
    description:
      'The tasks to run when a run of this one has failed and is neither retried nor restarted: a name or an array of names.',
    expected: 'the name of a task, or an array of such names',
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
  },
  timeout: {
    description:
      'How long a run may take. A longer one is stopped as Stop does it, and counts as a failure. Without it, a run may take any time.',
    expected: aDuration,
    examples: ['10 min', '1 hour', '1 day'],
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
  stopCommand: {
    description:
      'A program and its arguments that asks the task to end, run before `stopSignal` is sent. No shell reads them.',
    expected: 'an array of strings: the program and its arguments',
    types: ['array'],
    snippet: ['$1'],
  },
  successExitCodes: {
    description:
      'The exit codes that are no failure. `[0]` by default; `0` must be named as well if it is one of them.',
    expected: 'an array of at least one whole number from 0 to 255',
    types: ['array'],
    element: anExitCode,
    examples: [[0], [0, 3]],
  },
  noRestartExitCodes: {
    description: 'The exit codes after which the task is not started again, whatever `restart` says.',
    expected: 'an array of whole numbers from 0 to 255',
    types: ['array'],
    element: anExitCode,
    examples: [[2], [64, 78]],
  },
  watch: {
    description:
      'Files whose change restarts the task while it runs: globs relative to the workspace folder, with forward slashes.',
    expected: 'an array of strings: globs such as "src/**/*.py"',
    types: ['array'],
    element: notEmpty,
    snippet: ['${1:src/**}'],
  },
  autoStart: {
    description:
      'Whether the task starts when its folder is opened in a window, or by `executor up`; a schedule begins. Not where a person has stopped it last. VS Code asks once for each folder.',
    expected: 'true or false',
    types: ['boolean'],
    snippet: true,
  },
  onClose: {
    description:
      'What becomes of a run when the last window of its folder is closed: `keep` (the default) lets it go on, `stop` ends it 30 seconds later, unless a window is open again.',
    expected: '"keep" or "stop"',
    examples: [...closePolicies],
  },
  notify: {
    description:
      'When a notification tells about the task: after a `failure` (the default), `always`, that is after a success as well, or `never`.',
    expected: '"failure", "always" or "never"',
    examples: [...notifyPolicies],
  },
  group: {
    description: 'The group of the side bar that the task stands in. Without it, the task stands above all groups.',
    expected: 'a string: the name of a group',
    snippet: '$1',
  },
};
