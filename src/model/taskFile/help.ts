import * as l10n from '@vscode/l10n';
import { type Clause, say } from '../words/clause.ts';
import { catchUpPolicies } from '../schedule/catchUpPolicy.ts';
import type { NodeType } from 'jsonc-parser';
import { restartPolicies } from '../restartPolicy.ts';
import { closePolicies, dependencyConditions, notifyPolicies, overlapPolicies, stopSignals } from '../task.ts';

/** What is said of a field: to people who hover over it, who complete it, and who got it wrong. */
export interface FieldHelp {
  readonly description: string;
  /** After "must be". */
  readonly expected: Clause;
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
export const aDuration = say('a string with a duration, such as "10 sec"');

const notEmpty = { expected: say('a string that is not empty') };
const anExitCode: Pick<FieldHelp, 'expected' | 'types'> = {
  expected: say('a whole number from 0 to 255'),
  types: ['number'],
};

/** Fields whose values are completed with what they come to at that moment, and not from the schema. */
export const completedFields = ['every', 'cron', 'start', 'timezone'] as const;

/** A field whose values are completed so. */
export type CompletedField = (typeof completedFields)[number];

/** The help for each field, by name; those of the file and of a task with the same name are the same. */
export const fieldHelp: Readonly<Record<string, FieldHelp>> = {
  id: {
    description: l10n.t(
      'Names this executor in `EXECUTOR_ID` and `TASK_ID`. Without it, Executor makes an id of its own.',
    ),
    expected: say('a string of 1 to 64 letters, digits, ".", "_" and "-"'),
    snippet: '$1',
  },
  tasks: {
    description: l10n.t('The tasks by name. Names are compared without regard to letter case.'),
    expected: say('an object of tasks by name'),
    types: ['object'],
    snippet: { '${1:name}': { script: '$2' } },
  },
  script: {
    description: l10n.t(
      'Path of the script to run, relative to the workspace folder. Its interpreter is found by the shebang line and the extension. Use `command` instead for a program that is no script.',
    ),
    expected: say('a string that is not empty: the path of a script'),
    snippet: '$1',
  },
  command: {
    description: l10n.t(
      'The program to run and its arguments, one string each. No shell reads them. With `"shell": true` it is one string, a line that a shell reads, in which `$${NAME}` is its `${NAME}`.',
    ),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array', 'string'],
    snippet: ['$1'],
  },
  shell: {
    description: l10n.t(
      'Whether `command` is a line for a shell, with pipes, redirections and `$NAME`: `sh -c`, on Windows `cmd /c`. `args` are `"$@"` in it, and on Windows they stand at its end. Put the value of a variable into the line as `"$NAME"`, not as `${env:NAME}`, which the shell would read as a part of the line.',
    ),
    expected: say('true or false'),
    types: ['boolean'],
    snippet: true,
  },
  args: {
    description: l10n.t('Further arguments for the script or the command, one string each.'),
    expected: say('an array of strings'),
    types: ['array'],
    snippet: ['$1'],
  },
  interpreter: {
    description: l10n.t(
      'The program that runs the script: a name or a path, or an array with arguments that go before the script.',
    ),
    expected: say('a string, or an array of strings with its arguments'),
    types: ['string', 'array'],
    snippet: '$1',
    examples: ['python3', 'Rscript', ['python3', '-X', 'dev']],
  },
  cwd: {
    description: l10n.t(
      'The working directory, relative to the workspace folder. The workspace folder itself by default.',
    ),
    expected: say('a string that is not empty: the path of a folder'),
    snippet: '$1',
  },
  env: {
    description: l10n.t(
      'Environment variables. `null` takes a variable away; `${env:NAME}` and `${env:NAME:-default}` are the values of others.',
    ),
    expected: say('an object of strings by name'),
    types: ['object'],
    snippet: { '${1:NAME}': '$2' },
  },
  envFile: {
    description: l10n.t(
      'A file of environment variables, relative to the workspace folder, or an array of such files, of which later ones count more. Files are read anew at every start. What `env` says counts more than any file beside it.',
    ),
    expected: say('a string that is not empty, the path of a file, or an array of such strings'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '${1:.env}',
    examples: ['.env', ['.env', '.env.local']],
  },
  secrets: {
    description: l10n.t(
      'Names of environment variables whose values are kept out of the task file, in the secret storage of VS Code. The command *Set Secret…* asks for a value.',
    ),
    expected: say('an array of strings: the names of environment variables'),
    types: ['array'],
    snippet: ['$1'],
  },
  restart: {
    description: l10n.t(
      'When Executor starts the task again after a run has ended by itself: `never` (the default with a schedule), after a failure (`on-failure`, the default without one), or `always`. What you stop stays stopped.',
    ),
    expected: say('"never", "on-failure" or "always"'),
    examples: [...restartPolicies],
  },
  backoff: {
    description: l10n.t(
      'How long a restart waits: `initial` at first, twice as long after each further short run, never longer than `max`.',
    ),
    expected: say('an object such as { "initial": "1 sec", "max": "1 min" }'),
    types: ['object'],
    snippet: { initial: '${1:1 sec}', max: '${2:1 min}' },
    fields: {
      initial: {
        description: l10n.t('The delay before the first restart. `1 sec` by default; `0 sec` restarts at once.'),
        expected: aDuration,
        examples: ['1 sec', '10 sec', '0 sec'],
      },
      max: {
        description: l10n.t('The longest delay before a restart. `1 min` by default.'),
        expected: aDuration,
        examples: ['1 min', '5 min', '1 hour'],
      },
      resetAfter: {
        description: l10n.t(
          'After a run of at least this length, delays begin with `initial` again. `1 min` by default.',
        ),
        expected: aDuration,
        examples: ['1 min', '10 min', '1 hour'],
      },
      giveUpAfter: {
        description: l10n.t(
          'After this many runs in a row that were shorter than `resetAfter`, the task is not started again until you start it. Without it, Executor never gives up.',
        ),
        expected: say('a whole number of 1 or more'),
        types: ['number'],
        examples: [5, 10, 100],
      },
    },
  },
  every: {
    description: l10n.t(
      'Runs the task on a schedule, such as every `5 min`, `1 day` or `2 weeks`. Days and longer keep to the time of day in `timezone`; hours and shorter count real time.',
    ),
    expected: say('a string with a period, such as "1 day"'),
    examples: ['5 min', '1 hour', '1 day', '1 week', '1 month'],
  },
  cron: {
    description: l10n.t(
      'Runs the task at the times of a cron expression: minute, hour, day of the month, month and day of the week, with seconds in front if there are six fields. Names, lists, ranges, steps, `L`, `W`, `#` and words such as `@daily` are known. If both days are given, either is enough.',
    ),
    expected: say('a string with a cron expression, such as "0 9 * * MON-FRI"'),
    examples: ['0 9 * * MON-FRI', '*/5 9-17 * * *', '0 8 * * MON#1', '0 18 L * *', '@hourly'],
  },
  start: {
    description: l10n.t(
      'The first time the task is due, such as `2021-02-27T13:00:00`, by the clocks of `timezone` unless it ends in `Z` or an offset. Later times of `every` count from it; without it, they count from when the schedule is first started. With `cron` nothing is due before it.',
    ),
    expected: say('a string with date and time, such as "2021-02-27T13:00:00"'),
    examples: ['2021-02-27T13:00:00', '2021-02-27'],
  },
  end: {
    description: l10n.t(
      'Nothing is due after it. Written as `start` is; a time that is due at this very moment still counts.',
    ),
    expected: say('a string with date and time, such as "2021-02-27T13:00:00"'),
    examples: ['2031-12-31T23:59:59', '2031-12-31'],
  },
  randomDelay: {
    description: l10n.t(
      'Each scheduled run waits for a time that is chosen at random, shorter than this and never as long as until the next one. It is the same for a task and a time whenever it is asked for.',
    ),
    expected: aDuration,
    examples: ['1 min', '10 min', '1 hour'],
  },
  schedules: {
    description: l10n.t(
      'Several schedules of one task, each with `every` or `cron` and, where needed, `start`, `end`, `timezone` and `randomDelay`. The task is due whenever one of them says so; two at one moment are one run.',
    ),
    expected: say('an array of at least one object such as { "every": "1 day" }'),
    types: ['array'],
    element: { expected: say('an object such as { "every": "1 day" }'), types: ['object'] },
    snippet: [{ cron: '${1:0 9 * * MON-FRI}' }, { cron: '${2:0 12 * * SAT}' }],
  },
  catchUp: {
    description: l10n.t(
      'What becomes of scheduled runs that were missed because the computer slept or nothing looked after the folder: `latest` (the default) makes up for all of them with one run, `skip` with none, `all` with one run each, the oldest first, at most 100.',
    ),
    expected: say('"latest", "skip" or "all"'),
    examples: [...catchUpPolicies],
  },
  timezone: {
    description: l10n.t(
      'The time zone whose calendar and clocks schedules go by, as the IANA database names it. Where a task has none, that of the file counts, then the setting `executor.timezone`, then that of this machine.',
    ),
    expected: say('a string with the name of a time zone, such as "Europe/Berlin"'),
    examples: ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'],
  },
  overlap: {
    description: l10n.t(
      'What becomes of a run that is due by schedule, or because another task has ended, while the task still runs or is to be tried again: `skip` (the default) leaves it out, `queue` lets one wait, `replace` stops the live run and starts the new one.',
    ),
    expected: say('"skip", "queue" or "replace"'),
    examples: [...overlapPolicies],
  },
  retries: {
    description: l10n.t(
      'How often a run that failed is tried again, if it was started by a schedule or by `onSuccess` or `onFailure` of another task. `0` by default. Each try is a run of its own.',
    ),
    expected: say('a whole number of 0 or more'),
    types: ['number'],
    examples: [1, 3, 5],
  },
  retryDelay: {
    description: l10n.t('How long each retry waits. `5 sec` by default.'),
    expected: aDuration,
    examples: ['5 sec', '1 min', '10 min'],
  },
  after: {
    description: l10n.t(
      'The tasks that must be there before this one starts: names, or objects with a `condition`: `started` (the default), `succeeded` or `ready`. Starting this task starts those of them that are not there.',
    ),
    expected: say('an array of names, or of objects such as { "task": "db", "condition": "ready" }'),
    types: ['array'],
    element: {
      expected: say('the name of a task, or an object such as { "task": "db", "condition": "ready" }'),
      types: ['string', 'object'],
    },
    snippet: ['${1:name}'],
    fields: {
      task: { description: l10n.t('The name of the task to wait for.'), expected: say('a string: the name of a task') },
      condition: {
        description: l10n.t(
          'What to wait for: that the task runs (`started`), that its newest run `succeeded`, or that it is `ready` as its own `ready` says.',
        ),
        expected: say('"started", "succeeded" or "ready"'),
        examples: [...dependencyConditions],
      },
    },
  },
  ready: {
    description: l10n.t(
      'When this task counts as ready for those that wait for it with `after`: one of `log`, `port` and `command`, and a `timeout`.',
    ),
    expected: say('an object such as { "port": 8080 }'),
    types: ['object'],
    snippet: { port: '${1:8080}' },
    fields: {
      log: {
        description: l10n.t(
          'A text that appears in the log of its run, or a regular expression between slashes, such as `/listening on \\d+/i`.',
        ),
        expected: say('a string that is not empty: a text, or a regular expression between slashes'),
      },
      port: {
        description: l10n.t('A TCP port of this machine that accepts connections.'),
        expected: say('a whole number from 1 to 65535'),
        types: ['number'],
        examples: [8080, 5432],
      },
      command: {
        description: l10n.t(
          'A program and its arguments that exits with 0 as soon as the task is ready. No shell reads them.',
        ),
        expected: say('an array of strings: the program and its arguments'),
        types: ['array'],
        snippet: ['$1'],
      },
      timeout: {
        description: l10n.t('How long it may take to become ready. `1 min` by default.'),
        expected: aDuration,
        examples: ['1 min', '10 sec', '5 min'],
      },
    },
  },
  onSuccess: {
    description: l10n.t(
      'The tasks to run when a run of this one has succeeded: a name or an array of names. They are told by `EXECUTOR_CAUSE_TASK` and its like.',
    ),
    expected: say('the name of a task, or an array of such names'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
  },
  onFailure: {
    description: l10n.t(
      'The tasks to run when a run of this one has failed and is neither retried nor restarted: a name or an array of names.',
    ),
    expected: say('the name of a task, or an array of such names'),
    types: ['string', 'array'],
    element: notEmpty,
    snippet: '$1',
  },
  timeout: {
    description: l10n.t(
      'How long a run may take. A longer one is stopped as Stop does it, and counts as a failure. Without it, a run may take any time.',
    ),
    expected: aDuration,
    examples: ['10 min', '1 hour', '1 day'],
  },
  stopSignal: {
    description: l10n.t('The signal that asks the task to end. `SIGTERM` by default. It does not apply on Windows.'),
    expected: say('one of {0}', stopSignals.join(', ')),
    examples: [...stopSignals],
  },
  stopTimeout: {
    description: l10n.t(
      'How long a stopping task may take before it is killed, such as `500 ms` or `1 min`. `10 sec` by default.',
    ),
    expected: aDuration,
    examples: ['10 sec', '500 ms', '1 min'],
  },
  stopCommand: {
    description: l10n.t(
      'A program and its arguments that asks the task to end, run before `stopSignal` is sent. No shell reads them.',
    ),
    expected: say('an array of strings: the program and its arguments'),
    types: ['array'],
    snippet: ['$1'],
  },
  successExitCodes: {
    description: l10n.t(
      'The exit codes that are no failure. `[0]` by default; `0` must be named as well if it is one of them.',
    ),
    expected: say('an array of at least one whole number from 0 to 255'),
    types: ['array'],
    element: anExitCode,
    examples: [[0], [0, 3]],
  },
  noRestartExitCodes: {
    description: l10n.t('The exit codes after which the task is not started again, whatever `restart` says.'),
    expected: say('an array of whole numbers from 0 to 255'),
    types: ['array'],
    element: anExitCode,
    examples: [[2], [64, 78]],
  },
  watch: {
    description: l10n.t(
      'Files whose change restarts the task while it runs: globs relative to the workspace folder, with forward slashes.',
    ),
    expected: say('an array of strings: globs such as "src/**/*.py"'),
    types: ['array'],
    element: notEmpty,
    snippet: ['${1:src/**}'],
  },
  autoStart: {
    description: l10n.t(
      'Whether the task starts when its folder is opened in a window, or by `executor up`; a schedule begins. Not where a person has stopped it last, and not before a person has approved its definition: VS Code asks, and `executor approve` does.',
    ),
    expected: say('true or false'),
    types: ['boolean'],
    snippet: true,
  },
  onClose: {
    description: l10n.t(
      'What becomes of a run when the last window of its folder is closed: `keep` (the default) lets it go on, `stop` ends it 30 seconds later, unless a window is open again.',
    ),
    expected: say('"keep" or "stop"'),
    examples: [...closePolicies],
  },
  notify: {
    description: l10n.t(
      'When a notification tells about the task: after a `failure` (the default), `always`, that is after a success as well, or `never`.',
    ),
    expected: say('"failure", "always" or "never"'),
    examples: [...notifyPolicies],
  },
  group: {
    description: l10n.t(
      'The group of the side bar that the task stands in. Without it, the task stands above all groups.',
    ),
    expected: say('a string: the name of a group'),
    snippet: '$1',
  },
};
