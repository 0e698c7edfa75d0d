import * as z from 'zod';
import { type ApprovalRequest, approvalStates } from '../model/taskFile/approval.ts';
import type { Immutable } from '../base/immutable.ts';
import type { Build } from '../model/host/build.ts';
import type { Clause } from '../model/words/clause.ts';
import { type ClientAccess, type HostFacts, hostEndings, hostModes } from '../model/host/hostFacts.ts';
import type { VariableView } from '../model/environment/environmentView.ts';
import type { HostSettings } from '../model/host/hostSettings.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import type { Notice, Summary } from '../model/notice/notice.ts';
import type {
  ExecutorView,
  HistoryRun,
  RunView,
  ScheduleView,
  TaskFileView,
  TaskStatus,
  TaskView,
} from '../model/view/taskView.ts';
import type { TaskAnswer } from '../model/view/taskAnswer.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { passingTroubles } from '../model/passingTrouble.ts';
import type { Schedule } from '../model/schedule/schedule.ts';
import { type ExitStatus, type RunOutcome, triggers } from '../model/run.ts';
import { missCauses, type Skipped, type SkippedNext, skipReasons } from '../model/schedule/skipped.ts';
import type { UpcomingTask } from '../model/schedule/upcoming.ts';
import { dependencyConditions } from '../model/task.ts';
import { sendableSignals } from '../model/sendableSignal.ts';
import { taskShape } from '../model/taskFile/fields/taskFields.ts';
import { zoneKind } from '../model/time/timeZone.ts';

/** Both sides must speak the same version; it is raised when an older side could misunderstand a newer one. */
export const protocolVersion = 8;

/**
 * A failure as it crosses the wire. Its facts are read by `describeFailure` alone, so that only the reason is checked
 * here; the other side falls back on the message it got for a reason it does not know.
 */
const failureSchema = z.looseObject({ reason: z.string() }) as unknown as z.ZodType<ExecutorFailure>;

/** Words that the reader chooses the language of. */
const clauseSchema: z.ZodType<Clause> = z.lazy(() =>
  z.union([z.string(), z.object({ say: z.string(), with: z.array(z.union([clauseSchema, z.number()])) })]),
);

const exitSchema: z.ZodType<ExitStatus> = z.union([
  z.strictObject({ code: z.number() }),
  z.strictObject({ signal: z.string() }),
]);

const outcomeSchema: z.ZodType<RunOutcome> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('succeeded'), exit: exitSchema }),
  z.object({ kind: z.literal('failed'), exit: exitSchema }),
  z.object({ kind: z.literal('timed-out'), exit: z.exactOptional(exitSchema) }),
  z.object({ kind: z.literal('stopped'), exit: z.exactOptional(exitSchema) }),
  z.object({ kind: z.literal('start-failed'), failure: failureSchema }),
  z.object({ kind: z.literal('interrupted') }),
]);

const runShape = {
  id: z.string(),
  trigger: z.enum(triggers),
  createdAt: z.number(),
  startedAt: z.exactOptional(z.number()),
  endedAt: z.exactOptional(z.number()),
  outcome: z.exactOptional(outcomeSchema),
  scheduledFor: z.exactOptional(z.number()),
  args: z.exactOptional(z.array(z.string())),
  retry: z.exactOptional(z.number()),
  cause: z.exactOptional(
    z.object({
      task: z.string(),
      run: z.string(),
      outcome: z.enum(['succeeded', 'failed', 'timed-out', 'stopped', 'start-failed', 'interrupted']),
      exit: z.exactOptional(exitSchema),
      logPath: z.string(),
    }),
  ),
  isExtra: z.exactOptional(z.literal(true)),
  pid: z.exactOptional(z.number()),
  logPath: z.string(),
};
const runSchema: z.ZodType<RunView> = z.object(runShape);
const historySchema: z.ZodType<HistoryRun> = z.object({ task: z.string(), ...runShape });
/** The rules of a schedule, which only the functions of schedules read. */
const rulesSchema = z.array(z.looseObject({ kind: z.string() })) as unknown as z.ZodType<Schedule['rules']>;

const upcomingSchema: z.ZodType<UpcomingTask> = z.object({
  task: z.string(),
  timeZone: z.string(),
  occurrences: z.array(z.number()),
  last: z.exactOptional(z.number()),
  rules: rulesSchema,
});

const skippedSchema: z.ZodType<Skipped> = z.object({
  task: z.string(),
  from: z.number(),
  to: z.number(),
  count: z.number(),
  why: z.enum(skipReasons),
  because: z.exactOptional(z.enum(missCauses)),
  seq: z.exactOptional(z.int()),
});

const skippedNextSchema: z.ZodType<SkippedNext> = z.object({
  task: z.string(),
  at: z.number(),
  timeZone: z.string(),
  next: z.exactOptional(z.number()),
});

const laterSchema: z.ZodType<LaterRun> = z.object({
  id: z.string(),
  task: z.string(),
  at: z.number(),
  timeZone: z.string(),
  askedAt: z.number(),
  args: z.exactOptional(z.array(z.string())),
});

const statusSchema: z.ZodType<TaskStatus> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({
    kind: z.literal('waiting'),
    for: z.exactOptional(z.array(z.string())),
    position: z.exactOptional(z.number()),
  }),
  z.object({ kind: z.literal('running'), since: z.number(), pid: z.number() }),
  z.object({ kind: z.literal('stopping') }),
  z.object({
    kind: z.literal('backing-off'),
    until: z.number(),
    retry: z.exactOptional(z.object({ number: z.number(), of: z.number() })),
    heldUpBy: z.exactOptional(z.enum(passingTroubles)),
  }),
  z.object({ kind: z.literal('crash-looping'), until: z.number(), shortRuns: z.number() }),
  z.object({ kind: z.literal('gave-up'), shortRuns: z.number() }),
  z.object({ kind: z.literal('blocked'), failure: failureSchema }),
  z.object({ kind: z.literal('elsewhere') }),
  z.object({ kind: z.literal('scheduled'), next: z.number(), timeZone: z.string() }),
  z.object({ kind: z.literal('stopped') }),
]);

const shownScheduleShape = { rules: rulesSchema, timeZone: z.string(), anchor: z.exactOptional(z.number()) };
const scheduleSchema: z.ZodType<ScheduleView> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('armed'), ...shownScheduleShape, next: z.number() }),
  z.object({ kind: z.enum(['paused', 'ended']), ...shownScheduleShape }),
]);

const taskSchema: z.ZodType<TaskView> = z.object({
  name: z.string(),
  description: z.exactOptional(z.string()),
  status: statusSchema,
  desired: z.enum(['up', 'down']),
  script: z.exactOptional(z.string()),
  commandLine: z.string(),
  isShell: z.exactOptional(z.literal(true)),
  isUndefined: z.boolean(),
  group: z.exactOptional(z.string()),
  runs: z.array(runSchema),
  skipped: z.exactOptional(z.array(skippedSchema)),
  hasMoreRuns: z.boolean(),
  leftovers: z.number(),
  schedule: scheduleSchema,
  later: z.exactOptional(z.array(laterSchema)),
  extraRuns: z.number(),
  isChanged: z.boolean(),
  isMuted: z.boolean(),
  secrets: z.array(z.string()),
  interpreter: z.exactOptional(clauseSchema),
  after: z.exactOptional(z.array(z.object({ task: z.string(), condition: z.enum(dependencyConditions) }))),
  isAutoStart: z.boolean(),
  approval: z.exactOptional(z.enum(['missing', 'changed', 'refused'])),
  hasUnseenFailure: z.boolean(),
});

const fileSchema: z.ZodType<TaskFileView> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent'), inForceSince: z.exactOptional(z.number()) }),
  z.object({ kind: z.literal('valid') }),
  z.object({
    kind: z.literal('invalid'),
    path: z.exactOptional(z.string()),
    line: z.number(),
    column: z.exactOptional(z.number()),
    message: clauseSchema,
    isUnread: z.exactOptional(z.literal(true)),
    inForceSince: z.exactOptional(z.number()),
  }),
]);

const executorSchema: z.ZodType<ExecutorView> = z.object({
  id: z.string(),
  readOnly: z.exactOptional(failureSchema),
  trouble: z.exactOptional(failureSchema),
  file: fileSchema,
  timeZone: z.exactOptional(z.string()),
  tasks: z.array(taskSchema),
});

const answerSchema: z.ZodType<TaskAnswer> = z.discriminatedUnion('kind', [
  z.object({
    name: z.string(),
    kind: z.enum(['already-running', 'not-running', 'paused', 'not-armed']),
  }),
  z.object({ name: z.string(), kind: z.literal('stopped'), leftovers: z.exactOptional(z.number()) }),
  z.object({ name: z.string(), kind: z.literal('started'), first: z.exactOptional(z.array(z.string())) }),
  z.object({ name: z.string(), kind: z.literal('scheduled'), next: z.number(), timeZone: z.string() }),
  z.object({ name: z.string(), kind: z.literal('failed'), failure: failureSchema }),
]);

const nothing = z.null();

/** The most rows that one answer has; to get more, ask for what is older than the last row. */
export const longestPage = 1_000;
const pageSize = z.int().min(1).max(longestPage);
/** Milliseconds since 1970 that a date can have (ECMAScript, Time Values and Time Range). */
const instant = z.number().min(-8.64e15).max(8.64e15);
/** The most lines of a log that a follower gets at first. */
const mostLines = 100_000;

/** A task to add: its fields as they are to be in the task file, whose reader judges what they say together. */
const newTaskSchema = z.object({ name: z.string(), ...taskShape.shape });

/** A task to add, or fields of one to write: what is to be there, and what was there when that was thought of. */
const savedTaskSchema = z.object({
  name: z.string(),
  isNew: z.boolean(),
  newName: z.exactOptional(z.string()),
  changes: z.array(
    z.object({ field: z.string(), value: z.exactOptional(z.unknown()), seen: z.exactOptional(z.unknown()) }),
  ),
});

/** Behind it calendars of zones end. */
const latestInstant = 8.6e15;

const taskName = z.object({ name: z.string() });
const twoNames = z.object({ name: z.string(), newName: z.string() });

/** When a task runs next, absent if nothing is due; which other tasks are started before it, absent if none is. */
const nextRunSchema = z.object({
  next: z.exactOptional(z.object({ at: z.number(), timeZone: z.string() })),
  first: z.exactOptional(z.array(z.string())),
});

const hostSettingsSchema: z.ZodType<HostSettings> = z.object({
  interpreters: z.record(z.string(), z.array(z.string())),
  choices: z.record(z.string(), z.object({ argv: z.array(z.string()), by: clauseSchema })),
  folder: z.string(),
  timeZone: z.exactOptional(z.string()),
  maxConcurrentRuns: z.number(),
  nodePath: z.exactOptional(z.string()),
  historyLimit: z.exactOptional(z.int().min(1)),
});

const approvalRequestSchema: z.ZodType<ApprovalRequest> = z.object({
  name: z.string(),
  state: z.enum(approvalStates),
  content: z.string(),
  changes: z.array(
    z.object({
      of: z.enum(['task', 'file', 'started']),
      started: z.exactOptional(z.string()),
      field: z.string(),
      before: z.exactOptional(z.unknown()),
      after: z.exactOptional(z.unknown()),
    }),
  ),
});

const summarySchema: z.ZodType<Summary> = z.object({
  since: z.number(),
  runs: z.number(),
  failed: z.array(z.string()),
  missed: z.number(),
});

const noticeBase = { task: z.string(), run: z.string(), at: z.number() };
const noticeSchema: z.ZodType<Notice> = z.discriminatedUnion('kind', [
  z.object({ ...noticeBase, kind: z.literal('failed'), how: clauseSchema }),
  z.object({ ...noticeBase, kind: z.literal('crash-looping'), shortRuns: z.number(), next: z.number() }),
  z.object({ ...noticeBase, kind: z.literal('gave-up'), shortRuns: z.number() }),
  z.object({ ...noticeBase, kind: z.literal('succeeded'), isAsked: z.boolean() }),
]);

/** One variable of a run's environment: secrets masked, and what set it. */
const variableSchema: z.ZodType<VariableView> = z.object({
  name: z.string(),
  value: z.string(),
  origin: clauseSchema,
  remark: z.exactOptional(clauseSchema),
});

/** Something that can run a script, and where it was found. */
const interpreterSchema = z.object({ argv: z.array(z.string()), where: clauseSchema });

/** Which log to follow: a task's newest run, whichever that is at each moment, or the executor's own. */
const logSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('task'), name: z.string() }),
  z.object({ kind: z.literal('executor') }),
]);

/** Which log to follow. */
export type LogSource = z.infer<typeof logSourceSchema>;

const buildSchema: z.ZodType<Build> = z.object({ version: z.string(), stamp: z.number() });

const hostFactsSchema: z.ZodType<HostFacts> = z.object({
  mode: z.enum(hostModes),
  build: buildSchema,
  pid: z.number(),
  since: z.exactOptional(z.number()),
  protocolVersion: z.number(),
});

/**
 * Every request: what is asked, what is answered, and whether a client that may only look may ask it, which is to see, and to
 * end what runs or is to run. Failures are answered as errors whose data is an `ExecutorFailure`.
 */
export const requests = {
  /**
   * Must come first: nothing else is answered before it. Stays the same in every version of the protocol, so that any two
   * builds can tell each other which they are; what else they can say to each other shows by `protocolVersion`.
   */
  'host/hello': {
    access: 'look',
    params: z.object({
      protocolVersion: z.number(),
      build: buildSchema,
      /** As `host.json` has it; not asked for inside of a process. */
      token: z.exactOptional(z.string()),
      kind: z.enum(['window', 'tool']),
      access: z.enum(['full', 'look']),
      /** Absolute path of what brought this client: while one such path exists Executor is installed. */
      installation: z.exactOptional(z.string()),
    }),
    result: hostFactsSchema,
  },
  /** This window has the focus now: what people are to be told without having asked, it tells them. */
  'host/focus': { access: 'look', params: z.object({}), result: nothing },
  /** Ends a background host that is older than the client, which starts another; runs go on meanwhile. */
  'host/retire': { access: 'full', params: z.object({ build: buildSchema }), result: nothing },
  /** Ends the host; its runs are stopped first, or go on. */
  'host/shutDown': { access: 'full', params: z.object({ stopsRuns: z.boolean() }), result: nothing },
  /** Answers everything there is to see; what changes after that follows as `executor/changed`. */
  'executor/attach': {
    access: 'look',
    params: z.object({}),
    result: z.object({
      sequence: z.number(),
      executor: executorSchema,
      summary: z.exactOptional(summarySchema),
      /** The settings in force, or those that are remembered where nobody owns the executor; absent of older hosts. */
      settings: z.exactOptional(hostSettingsSchema),
    }),
  },
  /** What this window's settings say; to be sent after the attach and whenever they change. */
  'executor/settings': { access: 'full', params: hostSettingsSchema, result: nothing },
  /** The secrets this window knows, by name; kept in memory only. */
  'executor/secrets': {
    access: 'full',
    params: z.object({ values: z.record(z.string(), z.string()) }),
    result: nothing,
  },
  /** The newest runs of all tasks, or of one, newest first; with `before`, those that are older than that run. */
  'executor/history': {
    access: 'look',
    params: z.object({ name: z.exactOptional(z.string()), count: pageSize, before: z.exactOptional(z.string()) }),
    result: z.array(historySchema),
  },
  /**
   * The newest occurrences of all tasks, or of one, that led to no run, newest first; consecutive ones count as one.
   * With `before`, those that are older than the row with that `seq`.
   */
  'executor/skipped': {
    access: 'look',
    params: z.object({ name: z.exactOptional(z.string()), count: pageSize, before: z.exactOptional(z.int()) }),
    result: z.array(skippedSchema),
  },
  /** What is due until an instant, the first `count` occurrences of each task. */
  'executor/upcoming': {
    access: 'look',
    params: z.object({ until: instant, count: pageSize }),
    result: z.array(upcomingSchema),
  },
  /** Reads the login shell's environment again; `problem` says why the host's own is used instead. */
  'executor/refreshEnvironment': {
    access: 'full',
    params: z.object({}),
    result: z.object({ problem: z.exactOptional(z.string()) }),
  },
  /** Starts an unscheduled task, or arms the schedule of a scheduled one and answers its next run. */
  'task/start': { access: 'full', params: taskName, result: nextRunSchema },
  /** One run, not restarted, nothing else changed; of a task that runs only `beside` that run. */
  'task/runNow': {
    access: 'full',
    params: z.object({ name: z.string(), args: z.exactOptional(z.array(z.string())), beside: z.boolean() }),
    result: nothing,
  },
  /** One run at an instant to come, whatever schedule the task has; `timeZone` is the one in which people read it. */
  'task/runLater': {
    access: 'full',
    params: z.object({
      name: z.string(),
      at: z.number().min(0).max(latestInstant),
      timeZone: z.string().refine((zone) => zoneKind(zone) !== 'unknown'),
      args: z.exactOptional(z.array(z.string())),
    }),
    result: laterSchema,
  },
  /** Takes back one of a task's runs to come, or all of them; answers those. */
  'task/cancelLater': {
    access: 'look',
    params: z.object({ name: z.string(), id: z.exactOptional(z.string()) }),
    result: z.array(laterSchema),
  },
  /** Ends one run: this one, else the supervised one; the schedule stays as it is. */
  'task/stopRun': {
    access: 'look',
    params: z.object({ name: z.string(), run: z.exactOptional(z.string()) }),
    result: nothing,
  },
  /** Pauses a task's schedule; its run goes on. */
  'task/pauseSchedule': { access: 'full', params: taskName, result: nothing },
  /** Skips the next run of a task's schedule; answers when that would have been due, and when the one after it is. */
  'task/skipNext': { access: 'full', params: taskName, result: skippedNextSchema },
  /** Pauses every armed schedule; one answer for each task that has a schedule. */
  'task/pauseAll': { access: 'full', params: z.object({}), result: z.array(answerSchema) },
  /** Brings back exactly what `task/pauseAll` paused. */
  'task/resumeAll': { access: 'full', params: z.object({}), result: z.array(answerSchema) },
  'task/signal': {
    access: 'full',
    params: z.object({ name: z.string(), signal: z.enum(sendableSignals) }),
    result: nothing,
  },
  /** Gives a task another name: file, state, history and logs together. */
  'task/rename': { access: 'full', params: twoNames, result: nothing },
  /** Writes a task's fields and its new name into the task file, or a new task, all or nothing; starts nothing. */
  'task/save': { access: 'full', params: savedTaskSchema, result: nothing },
  /** What a task would run, and with which environment, if the task file had this text. */
  'task/preview': {
    access: 'full',
    params: z.object({ name: z.string(), text: z.string() }),
    result: z.object({
      argv: z.array(z.string()),
      cwd: z.string(),
      why: clauseSchema,
      variables: z.array(variableSchema),
    }),
  },
  /** What could run a task's script, if the task file had this text: the one found by itself, and all of them, best first. */
  'task/interpreters': {
    access: 'full',
    params: z.object({ name: z.string(), text: z.string() }),
    result: z.object({ byItself: z.exactOptional(interpreterSchema), all: z.array(interpreterSchema) }),
  },
  /** Adds a copy of a task's definition under another name; starts nothing. */
  'task/duplicate': { access: 'full', params: twoNames, result: nothing },
  /** Drops the row of a task that is no longer in the task file and no longer runs. */
  'task/forget': { access: 'full', params: taskName, result: nothing },
  'task/mute': { access: 'full', params: z.object({ name: z.string(), isMuted: z.boolean() }), result: nothing },
  'task/markAllSeen': { access: 'full', params: z.object({}), result: nothing },
  /** The environment that a run of the task would get now. */
  'task/environment': { access: 'look', params: taskName, result: z.array(variableSchema) },
  /** Stops a task; answers when its run has ended. */
  'task/stop': { access: 'look', params: taskName, result: nothing },
  'task/restart': { access: 'full', params: taskName, result: nothing },
  'task/startAll': { access: 'full', params: z.object({}), result: z.array(answerSchema) },
  /**
   * Starts what is to start automatically and may, for a window or a terminal; where that `approvesAll`, whatever the
   * task file has now, until the host ends.
   */
  'task/autoStart': {
    access: 'full',
    params: z.object({ approvesAll: z.exactOptional(z.boolean()) }),
    result: z.array(answerSchema),
  },
  /** The tasks that want to start automatically, and what a person is to be asked about them. */
  'task/approvals': { access: 'full', params: z.object({}), result: z.array(approvalRequestSchema) },
  /** What a person has answered to that, all or nothing; starts nothing but what waits for it. */
  'task/approve': {
    access: 'full',
    params: z.object({
      answers: z.array(z.object({ name: z.string(), content: z.string(), isApproved: z.boolean() })),
    }),
    result: nothing,
  },
  'task/stopAll': { access: 'look', params: z.object({}), result: z.array(answerSchema) },
  'task/add': { access: 'full', params: z.object({ tasks: z.array(newTaskSchema) }), result: nothing },
  /** Stops a task and takes it out of the task file; its logs stay unless `deleteLogs`. */
  'task/remove': { access: 'full', params: z.object({ name: z.string(), deleteLogs: z.boolean() }), result: nothing },
  /** Somebody looked at the newest run of the task. */
  'task/markSeen': { access: 'full', params: taskName, result: nothing },
  /** From now on `log/text` brings the last lines of the log, then what is appended. */
  'log/follow': {
    access: 'look',
    params: z.object({ subscription: z.number(), source: logSourceSchema, lastLines: z.int().min(0).max(mostLines) }),
    result: nothing,
  },
  'log/unfollow': { access: 'look', params: z.object({ subscription: z.number() }), result: nothing },
} as const satisfies Readonly<Record<string, { access: ClientAccess; params: z.ZodType; result: z.ZodType }>>;

/** Every notification of the host. */
export const notifications = {
  /** The host is about to end: made room for a newer build, was told to, is needed by nobody, or closes with its window. */
  'host/ending': z.object({ why: z.enum(hostEndings) }),
  /** One task, or everything, looks different; sequence numbers are consecutive from that of the attach on. */
  'executor/changed': z.object({
    sequence: z.number(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('task'), task: taskSchema }),
      z.object({ kind: z.literal('executor'), executor: executorSchema }),
    ]),
  }),
  'log/text': z.object({ subscription: z.number(), text: z.string() }),
  /** Something a person may want to be told. */
  'executor/notice': z.object({ notice: noticeSchema }),
} as const;

/** The name of a request. */
export type RequestName = keyof typeof requests;
/** What a request asks. */
export type RequestParams<N extends RequestName> = z.infer<(typeof requests)[N]['params']>;
/** What a request answers. */
export type RequestResult<N extends RequestName> = Immutable<z.infer<(typeof requests)[N]['result']>>;
/** The name of a notification. */
export type NotificationName = keyof typeof notifications;
/** What a notification says. */
export type NotificationParams<N extends NotificationName> = z.infer<(typeof notifications)[N]>;
