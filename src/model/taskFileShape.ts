import * as z from 'zod';
import { restartPolicies } from './restartPolicy.ts';
import { stopSignals } from './task.ts';

// Not `min`: it compares the `length` of whatever is there, and an object may have one that nothing compares with.
const text = z.string().refine((value) => value.length > 0);
const argv = z.array(z.string()).refine((value) => value.length > 0);
const environment = z.record(z.string(), z.string().nullable());

/** The fields of `backoff`, each a duration. */
export const backoffShape = z.strictObject({
  initial: z.string().optional(),
  max: z.string().optional(),
  resetAfter: z.string().optional(),
});

/** The fields of a task that this version runs, by type alone; what they say together is judged elsewhere. */
export const taskShape = z.strictObject({
  script: text.optional(),
  command: argv.optional(),
  args: z.array(z.string()).optional(),
  interpreter: z.union([text, argv]).optional(),
  cwd: text.optional(),
  env: environment.optional(),
  restart: z.enum(restartPolicies).optional(),
  backoff: backoffShape.optional(),
  stopSignal: z.enum(stopSignals).optional(),
  stopTimeout: z.string().optional(),
  group: z.string().optional(),
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
  ...['noRestartExitCodes', 'after', 'ready', 'onSuccess', 'onFailure', 'watch', 'autoStart', 'onClose'],
  ...['log', 'notify'],
];

/** Fields of `backoff` that a later version will know; refused by name. */
export const unsupportedBackoffFields: readonly string[] = ['giveUpAfter'];

/** Fields of the file that a later version will know; refused by name. */
export const unsupportedFileFields: readonly string[] = ['timezone', 'envFile'];
