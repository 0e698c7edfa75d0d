import * as z from 'zod';
import { stopSignals } from './task.ts';

const text = z.string().min(1);
const argv = z.array(z.string()).min(1);
const environment = z.record(z.string(), z.string().nullable());

/** The fields of a task that this version runs, by type alone; what they say together is judged elsewhere. */
export const taskShape = z.strictObject({
  script: text.optional(),
  command: argv.optional(),
  args: z.array(z.string()).optional(),
  interpreter: z.union([text, argv]).optional(),
  cwd: text.optional(),
  env: environment.optional(),
  restart: z.enum(['never']).optional(),
  stopSignal: z.enum(stopSignals).optional(),
  stopTimeout: z.string().optional(),
});

/** The fields of the file itself. Tasks are judged one by one, so that a bad one leaves the others alone. */
export const fileShape = z.strictObject({
  // Editors write it; it says nothing to Executor.
  $schema: z.unknown().optional(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional(),
  env: environment.optional(),
  tasks: z.record(z.string(), z.unknown()).optional(),
});

/** A task's fields as they are written in the file. */
export type TaskFields = z.infer<typeof taskShape>;

/** The fields of the file as they are written, its tasks not looked at yet. */
export type FileFields = z.infer<typeof fileShape>;

/** Fields of a task that a later version will know; refused by name. */
export const unsupportedTaskFields: readonly string[] = [
  ...['envFile', 'secrets', 'shell', 'every', 'cron', 'schedules', 'start', 'end', 'timezone', 'randomDelay'],
  ...['catchUp', 'overlap', 'retries', 'retryDelay', 'timeout', 'stopCommand', 'successExitCodes'],
  ...['noRestartExitCodes', 'backoff', 'after', 'ready', 'onSuccess', 'onFailure', 'watch', 'autoStart', 'onClose'],
  ...['log', 'notify', 'group'],
];

/** Fields of the file that a later version will know; refused by name. */
export const unsupportedFileFields: readonly string[] = ['timezone', 'envFile'];

/** What is said of a field: to people who hover over it, who complete it, and who got it wrong. */
export interface FieldHelp {
  readonly description: string;
  /** After "must be". */
  readonly expected: string;
  /** Completed in the editor as the field's value, in the form of a snippet. */
  readonly snippet?: unknown;
  readonly examples?: readonly unknown[];
}

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
    description: 'Whether Executor starts the task again after its end. This version knows only `never`.',
    expected: '"never"',
    examples: ['never'],
  },
  stopSignal: {
    description: 'The signal that asks the task to end. `SIGTERM` by default. It does not apply on Windows.',
    expected: `one of ${stopSignals.join(', ')}`,
    examples: [...stopSignals],
  },
  stopTimeout: {
    description:
      'How long a stopping task may take before it is killed, such as `500 ms` or `1 min`. `10 sec` by default.',
    expected: 'a string with a duration, such as "10 sec"',
    examples: ['10 sec', '500 ms', '1 min'],
  },
};
