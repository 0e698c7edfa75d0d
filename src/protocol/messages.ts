import * as z from 'zod';
import type { ExecutorView, RunView, TaskFileView, TaskStatus, TaskView } from '../model/taskView.ts';
import type { TaskAnswer } from '../model/taskAnswer.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { restartPolicies } from '../model/restartPolicy.ts';
import type { ExitStatus, RunOutcome } from '../model/run.ts';

/** Both sides must speak the same version; it is raised when an older side could misunderstand a newer one. */
export const protocolVersion = 1;

/**
 * A failure as it crosses the wire. Its facts are read by `describeFailure` alone, so that only the reason is checked
 * here; the other side falls back on the message it got for a reason it does not know.
 */
const failureSchema = z.looseObject({ reason: z.string() }) as unknown as z.ZodType<ExecutorFailure>;

const exitSchema: z.ZodType<ExitStatus> = z.union([
  z.strictObject({ code: z.number() }),
  z.strictObject({ signal: z.string() }),
]);

const outcomeSchema: z.ZodType<RunOutcome> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('succeeded'), exit: exitSchema }),
  z.object({ kind: z.literal('failed'), exit: exitSchema }),
  z.object({ kind: z.literal('stopped'), exit: z.exactOptional(exitSchema) }),
  z.object({ kind: z.literal('start-failed'), failure: failureSchema }),
  z.object({ kind: z.literal('interrupted') }),
]);

const runSchema: z.ZodType<RunView> = z.object({
  id: z.string(),
  trigger: z.enum(['manual', 'restart', 'autostart', 'api']),
  createdAt: z.number(),
  startedAt: z.exactOptional(z.number()),
  endedAt: z.exactOptional(z.number()),
  outcome: z.exactOptional(outcomeSchema),
  logPath: z.string(),
});

const statusSchema: z.ZodType<TaskStatus> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('running'), since: z.number(), pid: z.number() }),
  z.object({ kind: z.literal('stopping') }),
  z.object({ kind: z.literal('backing-off'), until: z.number() }),
  z.object({ kind: z.literal('crash-looping'), until: z.number(), shortRuns: z.number() }),
  z.object({ kind: z.literal('blocked'), failure: failureSchema }),
  z.object({ kind: z.literal('elsewhere') }),
  z.object({ kind: z.literal('stopped') }),
]);

const taskSchema: z.ZodType<TaskView> = z.object({
  name: z.string(),
  status: statusSchema,
  script: z.exactOptional(z.string()),
  commandLine: z.string(),
  isUndefined: z.boolean(),
  group: z.exactOptional(z.string()),
  runs: z.array(runSchema),
  hasMoreRuns: z.boolean(),
  leftovers: z.number(),
  hasUnseenFailure: z.boolean(),
});

const fileSchema: z.ZodType<TaskFileView> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('valid') }),
  z.object({ kind: z.literal('invalid'), line: z.number(), message: z.string() }),
]);

const executorSchema: z.ZodType<ExecutorView> = z.object({
  id: z.string(),
  readOnly: z.exactOptional(failureSchema),
  file: fileSchema,
  tasks: z.array(taskSchema),
});

const answerSchema: z.ZodType<TaskAnswer> = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), kind: z.enum(['started', 'already-running', 'stopped', 'not-running']) }),
  z.object({ name: z.string(), kind: z.literal('failed'), failure: failureSchema }),
]);

const nothing = z.null();
/** A script to add: its path is relative to the workspace folder, its restart policy is written out. */
const newScriptSchema = z.object({ name: z.string(), script: z.string(), restart: z.enum(restartPolicies) });

/** A script to add as a task. */
export type NewScript = z.infer<typeof newScriptSchema>;

const taskName = z.object({ name: z.string() });

/** Which log to follow: a task's newest run, whichever that is at each moment, or the executor's own. */
const logSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), name: z.string() }),
  z.object({ kind: z.literal('executor') }),
]);

/** Which log to follow. */
export type LogSource = z.infer<typeof logSourceSchema>;

/** Every request: what is asked, and what is answered. Failures are answered as errors whose data is an `ExecutorFailure`. */
export const requests = {
  /** Must come first. Answers everything there is to see; what changes after that follows as `executor/changed`. */
  'executor/attach': {
    params: z.object({ protocolVersion: z.number() }),
    result: z.object({ sequence: z.number(), executor: executorSchema }),
  },
  'task/start': { params: taskName, result: nothing },
  'task/stop': { params: taskName, result: nothing },
  'task/restart': { params: taskName, result: nothing },
  'task/startAll': { params: z.object({}), result: z.array(answerSchema) },
  'task/stopAll': { params: z.object({}), result: z.array(answerSchema) },
  /** The newest runs of a task, newest first. */
  'task/runs': { params: z.object({ name: z.string(), count: z.number() }), result: z.array(runSchema) },
  'task/add': {
    params: z.object({ tasks: z.array(newScriptSchema) }),
    result: nothing,
  },
  'task/remove': { params: z.object({ name: z.string(), deleteLogs: z.boolean() }), result: nothing },
  /** Somebody looked at the newest run of the task. */
  'task/markSeen': { params: taskName, result: nothing },
  /** From now on `log/text` brings the last lines of the log, then what is appended. */
  'log/follow': {
    params: z.object({ subscription: z.number(), source: logSourceSchema, lastLines: z.number() }),
    result: nothing,
  },
  'log/unfollow': { params: z.object({ subscription: z.number() }), result: nothing },
} as const;

/** Every notification of the host. */
export const notifications = {
  /** One task, or everything, looks different; sequence numbers are consecutive from that of the attach on. */
  'executor/changed': z.object({
    sequence: z.number(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('task'), task: taskSchema }),
      z.object({ kind: z.literal('executor'), executor: executorSchema }),
    ]),
  }),
  'log/text': z.object({ subscription: z.number(), text: z.string() }),
} as const;

/** The name of a request. */
export type RequestName = keyof typeof requests;
/** What a request asks. */
export type RequestParams<N extends RequestName> = z.infer<(typeof requests)[N]['params']>;
/** What a request answers. */
export type RequestResult<N extends RequestName> = z.infer<(typeof requests)[N]['result']>;
/** The name of a notification. */
export type NotificationName = keyof typeof notifications;
/** What a notification says. */
export type NotificationParams<N extends NotificationName> = z.infer<(typeof notifications)[N]>;
