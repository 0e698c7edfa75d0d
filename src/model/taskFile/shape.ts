import * as z from 'zod';
import { catchUpPolicies } from '../schedule/catchUpPolicy.ts';
import { restartPolicies } from '../restartPolicy.ts';
import { closePolicies, dependencyConditions, notifyPolicies, overlapPolicies, stopSignals } from '../task.ts';

// Not `min`: it compares the `length` of whatever is there, and an object may have one that nothing compares with.
const text = z.string().refine((value) => value.length > 0);
const argv = z.array(z.string()).refine((value) => value.length > 0);
const environment = z.record(z.string(), z.string().nullable());
const oneOrMoreFiles = z.union([text, z.array(text)]);
const exitCode = z.number().refine((value) => Number.isInteger(value) && value >= 0 && value <= 255);

/** The fields of `backoff`. */
export const backoffShape = z.strictObject({
  initial: z.string().optional(),
  max: z.string().optional(),
  resetAfter: z.string().optional(),
  giveUpAfter: z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 1)
    .optional(),
});

/** The fields of a schedule: of a task with one, and of each element of `schedules`. */
export const scheduleShape = z.strictObject({
  every: z.string().optional(),
  cron: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  timezone: z.string().optional(),
  randomDelay: z.string().optional(),
});

/** The fields of an element of `after` that is no mere name. */
export const dependencyShape = z.strictObject({
  task: text,
  condition: z.enum(dependencyConditions).optional(),
});

/** The fields of `ready`. */
export const readyShape = z.strictObject({
  log: text.optional(),
  port: z
    .number()
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= 65_535)
    .optional(),
  command: argv.optional(),
  timeout: z.string().optional(),
});

/** The fields of a task that this version runs, by type alone; what they say together is judged elsewhere. */
export const taskShape = z.strictObject({
  script: text.optional(),
  command: z.union([text, argv]).optional(),
  shell: z.boolean().optional(),
  args: z.array(z.string()).optional(),
  interpreter: z.union([text, argv]).optional(),
  cwd: text.optional(),
  env: environment.optional(),
  envFile: oneOrMoreFiles.optional(),
  secrets: z.array(z.string()).optional(),
  restart: z.enum(restartPolicies).optional(),
  backoff: backoffShape.optional(),
  ...scheduleShape.shape,
  schedules: z
    .array(scheduleShape)
    .refine((schedules) => schedules.length > 0)
    .optional(),
  catchUp: z.enum(catchUpPolicies).optional(),
  overlap: z.enum(overlapPolicies).optional(),
  retries: z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 0)
    .optional(),
  retryDelay: z.string().optional(),
  after: z.array(z.union([text, dependencyShape])).optional(),
  ready: readyShape.optional(),
  onSuccess: z.union([text, z.array(text)]).optional(),
  onFailure: z.union([text, z.array(text)]).optional(),
  timeout: z.string().optional(),
  stopSignal: z.enum(stopSignals).optional(),
  stopTimeout: z.string().optional(),
  stopCommand: argv.optional(),
  successExitCodes: z
    .array(exitCode)
    .refine((codes) => codes.length > 0)
    .optional(),
  noRestartExitCodes: z.array(exitCode).optional(),
  watch: z.array(text).optional(),
  autoStart: z.boolean().optional(),
  onClose: z.enum(closePolicies).optional(),
  notify: z.enum(notifyPolicies).optional(),
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
  timezone: z.string().optional(),
  env: environment.optional(),
  envFile: oneOrMoreFiles.optional(),
  tasks: z.record(z.string(), z.unknown()).optional(),
});

/** A task's fields as they are written in the file. */
export type TaskFields = z.infer<typeof taskShape>;

/** The fields of the file as they are written, its tasks not looked at yet. */
export type FileFields = z.infer<typeof fileShape>;

/** Fields of a task that a later version will know; refused by name. */
export const unsupportedTaskFields: readonly string[] = ['log'];
