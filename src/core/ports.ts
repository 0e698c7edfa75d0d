import type { Clock, Instant } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import type { AwaitedPath } from '../model/supervisor/awaitedPath.ts';
import type { EnvFile } from '../model/environment/envFile.ts';
import type { BaseEnvironment } from '../model/environment/environment.ts';
import type { CausedUntil } from '../model/schedule/catchUp.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { HostSettings } from '../model/host/hostSettings.ts';
import type { ApprovalRecord } from '../model/taskFile/approval.ts';
import type { Incident } from '../model/notice/incident.ts';
import type { LoginLimits } from '../model/environment/loginLimits.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import type {
  DecidedRun,
  ExitStatus,
  ProcessIdentity,
  RunId,
  RunOutcome,
  RunRecord,
  StopInProgress,
} from '../model/run.ts';
import type { SendableSignal } from '../model/sendableSignal.ts';
import type { Skipped } from '../model/schedule/skipped.ts';
import type { NextRun, Retry } from '../model/supervisor/state.ts';
import type { Clause } from '../model/words/clause.ts';
import type { Argv } from '../model/words/argv.ts';
import type { ReadinessSign, StopSignal, TaskDefinition } from '../model/task.ts';

/** What most parts of an executor need of the world. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly logs: RunLogs;
  readonly journal: Journal;
}

/** Environment variables with their values, by name. */
export type Variables = Readonly<Record<string, string>>;

/** What a task's program turned out to be on this machine, at this moment. */
export interface ResolvedProgram {
  /** The first element is an absolute path, so that exit 126 and 127 are the script's own. */
  readonly argv: Argv;
  /** Absolute path of an existing folder. */
  readonly cwd: string;
  /** Why this program was taken, for people: "python3 from the shebang line, found on PATH". */
  readonly why: Clause;
  /** Its words are to be given to Windows as they stand, with no quotes but their own. */
  readonly isVerbatim?: true;
}

/** Something that can run a script: the program with the arguments that go before the script. */
export interface FoundInterpreter {
  readonly argv: Argv;
  /** Where it was found, for people: "found on PATH". */
  readonly where: Clause;
}

/** The interpreters that there are for a script. */
export interface FoundInterpreters {
  /** The one that is taken where the task names none; absent if none can be found. */
  readonly byItself?: FoundInterpreter;
  /** All of them, best first. */
  readonly all: readonly FoundInterpreter[];
}

/** Finds script, working directory and interpreter of a definition; asked again at every start. */
export interface ProgramResolver {
  /** For a start: programs may be asked for their version. `env` is the environment of the run to come: its PATH counts. */
  resolve(definition: TaskDefinition, env: Variables): Promise<Result<ResolvedProgram, ExecutorFailure>>;
  /** What `resolve` would answer, as far as files tell; runs nothing. */
  foresee(definition: TaskDefinition, env: Variables): Promise<Result<ResolvedProgram, ExecutorFailure>>;
  /** Every interpreter for the script of a definition, whichever the definition names; none for a command. Runs nothing. */
  interpreters(definition: TaskDefinition, env: Variables): Promise<Result<FoundInterpreters, ExecutorFailure>>;
}

/** Reads the environment that runs build on, once per host. */
export interface EnvironmentSource {
  /** Read at the first call. Never rejects. */
  get(): Promise<BaseEnvironment>;
  /** Reads it again. Never rejects. */
  refresh(): Promise<BaseEnvironment>;
}

/** The files of variables that `envFile` names; read again at every start. */
export interface EnvFileReader {
  /** `files` are paths, absolute or relative to the workspace folder; answers the first failure, or all files in order. */
  read(files: readonly string[]): Promise<Result<readonly EnvFile[], ExecutorFailure>>;
}

/** A command to be run beside a run, to ask it to end, say. */
export interface CommandPlan {
  /** The run that it is about; whatever the command leaves is found by that. */
  readonly run: RunId;
  /** The first element is an absolute path. */
  readonly argv: Argv;
  /** Absolute path. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited beside it. */
  readonly env: Variables;
  /** The run's log, an existing file, which standard output and standard error append to. */
  readonly logPath: string;
}

/** Everything needed to start one run. */
export interface LaunchPlan extends CommandPlan {
  /** On Windows the words of `argv` make its command line as they stand. */
  readonly isVerbatim?: true;
  /** What it may do, on POSIX; what the host may, if absent. */
  readonly limits?: LoginLimits;
}

/** How a start went: the claim decides, once and for ever. */
export type StartReport =
  /** The script is (or was) there: `pid` is its own, `shim` leads its group and session. */
  | { readonly kind: 'started'; readonly at: Instant; readonly pid: number; readonly shim: ProcessIdentity }
  /** It never became the script, and never will. */
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'failed'; readonly failure: ExecutorFailure };

/** How a started run ended; without `exit` nobody can know the exit status. */
export interface RunEnd {
  readonly at: Instant;
  readonly exit?: ExitStatus;
  /** How many processes of the run were alive when its script had ended. */
  readonly leftovers: number;
}

/** A process of a run, for people. */
export interface FoundProcess {
  readonly pid: number;
  /** Its command line, or the name of its program where that cannot be read. */
  readonly command: string;
}

/** The processes of a run whose script has ended, or may have. */
export interface LeftProcesses {
  readonly run: RunId;
  /** How many there are now, the shim aside. Never rejects. */
  count(): Promise<number>;
  /**
   * Sends the signal that asks the run to end to its group, if a process in it is verified to be the recorded one, or one that
   * was noted while the script lived; then lets what is suspended of the group go on, so that it can end.
   */
  ask(signal: StopSignal): Promise<void>;
  /** Resolves when no process but the shim is left in the run's group. Never rejects. */
  groupGone(): Promise<void>;
  /**
   * Sends SIGKILL to every process of the run but its shim until none is left: its group, its session, descendants noted
   * while they lived, and, as the last resort, those that carry its id in their environment. The latter are handed to
   * `announce` before the first of them is killed. Answers what survives all the same.
   */
  kill(announce: (found: readonly FoundProcess[]) => void): Promise<readonly FoundProcess[]>;
}

/** A run that was launched or adopted, whichever host launched it. What it takes from `LeftProcesses` needs its start to be reported. */
export interface RunProcess extends LeftProcesses {
  /** Settles once; never rejects. */
  readonly started: Promise<StartReport>;
  /** Resolves after `started` said that the run started and its script has ended; never rejects. */
  readonly ended: Promise<RunEnd>;
  /**
   * There while the run is on another machine or in another pid namespace, so that nobody here can signal it or see it end.
   * Once a person says that it is over, it ends without an exit status.
   */
  readonly elsewhere?: { readonly giveUp: () => void } | undefined;
  /**
   * Takes the claim so that a start that has not become the script yet never will; then `started` says `abandoned`.
   * Does nothing where the script was first.
   */
  abandon(): Promise<void>;
  /** Sends a signal to the run's group, to which `ask` would send one. */
  signal(signal: SendableSignal): Promise<void>;
}

/** A run that is settled, and has left processes. */
export interface LeavingRun extends Pick<
  Extract<RunRecord, { state: 'running' }>,
  'id' | 'task' | 'startedAt' | 'pid' | 'shim'
> {
  /** How many processes there were at the last look. */
  readonly leftovers: number;
}

/** How a command ended; one that was cut off took longer than it may. */
export type CommandEnd =
  | { readonly kind: 'ended'; readonly exit: ExitStatus }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'cut-off' };

/** Starts runs, and finds again those that an earlier host started. */
export interface Launcher {
  /** Whether processes of this platform can be asked by signals. */
  readonly hasSignals: boolean;
  launch(plan: LaunchPlan): RunProcess;
  /** A recorded run that has not been settled; its end, or that it never started, is reported like any other. */
  adopt(record: RunRecord): RunProcess;
  /**
   * Finds again what a settled run has left: `gone` where the machine was started again since, `elsewhere` where it is
   * out of our sight.
   */
  recall(run: LeavingRun): LeftProcesses | 'gone' | 'elsewhere';
  /**
   * Runs a command in a group of its own, and resolves when it has ended or `cutOff` aborts, which kills that group.
   * Never rejects.
   */
  command(plan: CommandPlan, cutOff: AbortSignal): Promise<CommandEnd>;
  /** Forgets what is kept on disk about runs that are settled and will stay so, even if the power fails. */
  forget(runs: readonly RunId[]): void;
  /** Forgets what earlier hosts have kept about runs, long ago, except for those that are not settled. */
  tidy(unsettled: ReadonlySet<RunId>): Promise<void>;
  /** Stops watching; leaves every run alone. */
  dispose(): void;
}

/** Tells when something is there that was missing. */
export interface PathWatch {
  /**
   * Calls `callback` once when there is such a file or folder. What is there already when this is called, although it was
   * missing an instant ago, may be told seconds later.
   */
  appears(awaited: AwaitedPath, callback: () => void): Disposable;
}

/** Tells when files of the workspace folder are written, created or deleted. */
export interface FileWatch {
  /**
   * Calls `onChange` with the path of each file that changes, relative to the workspace folder with forward slashes, and
   * matches one of the globs; `onProblem` at most once, where not everything can be watched. Never throws.
   */
  watch(globs: readonly string[], onChange: (file: string) => void, onProblem: (detail: string) => void): Disposable;
}

/** Who waits for a sign in a log; told once, of either. */
export interface SignListener {
  readonly onFound: () => void;
  /** Whether the sign is there cannot be found out, and is not tried again; the clause goes on from a task's name. */
  readonly onUnknown: (why: Clause) => void;
}

/** Looks for the signs by which running tasks show that they are ready. */
export interface ReadinessProbe {
  /** A path that swallows what is written there. */
  readonly nowhere: string;
  /** Calls `onFound` once when the script of a run has written the sign into its log, be it before this was called. */
  log(path: string, sign: Extract<ReadinessSign, { readonly kind: 'log' }>, listener: SignListener): Disposable;
  /** Whether a TCP port of this machine accepts connections now. Never rejects. */
  port(port: number): Promise<boolean>;
}

/** The logs of runs, one file each. */
export interface RunLogs {
  /** Where the log of this run belongs; a pure question. */
  pathFor(task: string, run: RunId, createdAt: Instant): string;
  /** Creates the file with its header. Never overwrites one. */
  create(path: string, header: string): Promise<Result<void, ExecutorFailure>>;
  /** Appends whole lines, on a line of their own; `render` is told whether the last line had no end until then. */
  append(path: string, render: (isLineOpen: boolean) => string): Promise<Result<void, ExecutorFailure>>;
  /** Moves the logs of a task to where those of another name belong; answers the new paths of those that moved. */
  move(paths: readonly string[], to: string): Promise<ReadonlyMap<string, string>>;
  /** Deletes these logs and the folders left empty by it. */
  remove(paths: readonly string[]): Promise<void>;
}

/** What the user wants of a task. */
export type DesiredState = 'up' | 'down';

/** What the store remembers of a task's schedule. */
export interface ScheduleState {
  readonly mode: 'armed' | 'paused';
  /** It was paused by *Pause All*, so that *Resume All* arms it again. */
  readonly isPausedTogether?: true;
  /** The schedule as it was written when this was last decided: an edit is noticed by it. */
  readonly written: string;
  /** The periods as they were written when `anchor` was set. */
  readonly every: string;
  /** The instant of the first arming, from which periods count where the schedule names no start. */
  readonly anchor: Instant;
  /** Every occurrence until then is decided. */
  readonly cursor: Instant;
  /** Missed occurrences that are to be caught up still, oldest first; absent if there are none. */
  readonly owed?: readonly Instant[];
  /** What kept these from starting, oldest first. */
  readonly owedBecause?: readonly CausedUntil[];
  /**
   * Until when occurrences had been decided while the clock was ahead, before `cursor` was set back: one of these that has a run does not
   * run again.
   */
  readonly horizon?: Instant;
  /** Occurrences to come that a person has skipped, in their order; absent if there are none. */
  readonly skips?: readonly Instant[];
}

/** An occurrence that is decided: the schedule's new state, and the run it leads to, if it leads to one. */
export interface ScheduleDecision {
  readonly task: string;
  readonly schedule: ScheduleState;
  readonly run?: DecidedRun;
  /** A run that was decided and never began, which this decision takes the place of; it leaves the history. */
  readonly withdrawn?: RunId;
  /** Occurrences that it decided to pass over, oldest first. */
  readonly skipped?: readonly Skipped[];
}

/** What becomes of a run that was asked for at an instant: it leads to a run, or to the row that says why there is none. */
export interface LaterDecision {
  readonly later: LaterRun;
  readonly run?: DecidedRun;
  readonly skipped?: Skipped;
}

/** A run that is to come, and not recorded as one yet: begun by this host or, where it ends before, by the next. */
export interface OwedRun {
  readonly task: string;
  readonly next: NextRun;
  /** Of a retry: from when on, and how many there may be. */
  readonly retry?: Pick<Retry, 'until' | 'of'>;
}

/** What became of a history that was too long. */
export interface HistoryTrim {
  /** The logs of the runs that have gone. */
  readonly logs: readonly string[];
  /** Nothing is left to do. */
  readonly isDone: boolean;
}

/**
 * The durable memory of one executor. Every method that must precede a spawn is on disk when it returns; what others write
 * may get there later, in its order, where the disk refuses for a while.
 */
export interface Store {
  /** The id for an executor whose file names none; made once. */
  readonly executorId: string;
  /**
   * Records a decided run and, where it `setsUp`, the desired state `up` in one durable transaction; a failure means: start
   * nothing. It may take the place of a run that never began, which leaves the history.
   */
  begin(
    run: DecidedRun,
    options: { readonly setsUp: boolean; readonly withdraws?: RunId },
  ): Result<void, ExecutorFailure>;
  markRunning(run: RunId, started: { at: Instant; pid: number; shim: ProcessIdentity }): void;
  /** Records a stop that is under way. */
  markStopping(run: RunId, stopping: StopInProgress): void;
  /**
   * Records the end and, in the same transaction, which runs that makes owed; answers the run as it was until then, or
   * undefined if no such run is unsettled.
   */
  settle(
    run: RunId,
    end: { at: Instant; outcome: RunOutcome; leftovers?: number },
    owes?: (record: RunRecord) => readonly OwedRun[],
  ): RunRecord | undefined;
  /** This many processes of a settled run are left now. */
  setLeftovers(run: RunId, count: number): void;
  /** Settled runs that have left processes, as far as is known. */
  leavingRuns(): readonly LeavingRun[];
  /** The runs that are owed, oldest first. One that begins is no longer owed. */
  owed(): readonly OwedRun[];
  /** A run is no longer owed, without having begun. */
  forgive(run: RunId): void;
  desired(task: string): DesiredState;
  setDesired(task: string, desired: DesiredState): void;
  /** Runs in state `starting` or `running`, oldest first. */
  unsettledRuns(): readonly RunRecord[];
  /** The newest runs of a task, newest first; those that are older than the run `before` where one is named. */
  recentRuns(task: string, count: number, before?: RunId): readonly RunRecord[];
  /** The newest runs of all tasks, newest first. */
  newestRuns(count: number, before?: RunId): readonly RunRecord[];
  /** The run of a task that somebody looked at last; a failure older than that is no news. */
  seenRun(task: string): RunId | undefined;
  markSeen(task: string, run: RunId): void;
  schedule(task: string): ScheduleState | undefined;
  /** Whether a run of the task was begun for an occurrence. */
  hasRunFor(task: string, occurrence: Instant): boolean;
  /** Durable when it returns; undefined takes the state away. */
  setSchedule(task: string, schedule: ScheduleState | undefined): void;
  /** Records all occurrences that are due at one waking, with their runs, in one durable transaction. */
  decide(decisions: readonly ScheduleDecision[]): Result<void, ExecutorFailure>;
  /** The runs that people have asked for at an instant and that are not decided, the earliest first. */
  laterRuns(): readonly LaterRun[];
  /** Records one more; durable when it returns. */
  addLater(later: LaterRun): Result<void, ExecutorFailure>;
  /** Takes some of them back, durably. */
  cancelLater(ids: readonly string[]): Result<void, ExecutorFailure>;
  /** Records what has become of them, with their runs, in one durable transaction. */
  decideLater(decisions: readonly LaterDecision[]): Result<void, ExecutorFailure>;
  /** Records again one whose run was decided and never began: that run leaves the history, durably. */
  returnLater(later: LaterRun, withdrawn: RunId): Result<void, ExecutorFailure>;
  /** Records occurrences that lead to no run; consecutive ones of one task and reason, with no run between, become one row. */
  noteSkipped(skipped: Skipped): void;
  /** The newest rows of a task's skipped occurrences, newest first. */
  recentSkipped(task: string, count: number, before?: number): readonly Skipped[];
  /** The same of all tasks. */
  newestSkipped(count: number, before?: number): readonly Skipped[];
  /** How many runs were missed while no window was open. */
  missedUnattended(): number;
  setMissedUnattended(count: number): void;
  /** A person has stopped the task last, so that nothing but a person starts it again. */
  isStoppedByUser(task: string): boolean;
  setStoppedByUser(task: string, isStopped: boolean): void;
  /** What a person has answered about a task that wants to start automatically. */
  approval(task: string): ApprovalRecord | undefined;
  /** Durable when it returns. */
  setApproval(task: string, approval: ApprovalRecord): void;
  /**
   * The task whose automatic start has brought this one up, or armed it: its own name, or that of one that starts it;
   * undefined if a person has started it last.
   */
  broughtBy(task: string): string | undefined;
  setBroughtBy(task: string, by: string | undefined): void;
  isMuted(task: string): boolean;
  setMuted(task: string, isMuted: boolean): void;
  incident(task: string): Incident | undefined;
  setIncident(task: string, incident: Incident | undefined): void;
  /**
   * Writes what the disk has refused, where it takes that now. Fails where it does not, and where the state on the disk is
   * no longer what was opened. Answers how often so far it took something late.
   */
  check(): Result<number, ExecutorFailure>;
  /** The names of all tasks that have a history or an armed schedule, or are to run later. */
  knownTasks(): readonly string[];
  /** What the settings of a window said last. */
  settings(): HostSettings;
  setSettings(settings: HostSettings): void;
  /** Until when a window was there to see what happened. */
  attendedUntil(): Instant | undefined;
  setAttendedUntil(instant: Instant): void;
  /** How many runs ended after an instant. */
  countEndedAfter(instant: Instant): number;
  /** Whether a run of the task failed after an instant; one that was tried again counts as its last try did. */
  hasFailedAfter(task: string, instant: Instant): boolean;
  /**
   * Deletes the oldest rows of the history beyond `limit`, looking at no more than `most` of each kind. Of each task the newest
   * hundred stay, its last success, its last failure, and what is not settled.
   */
  trimHistory(limit: number, most: number): HistoryTrim;
  /** Gives a task's state and history another name, durably; `moved` maps the paths of its logs to new ones. */
  rename(from: string, to: string, moved: ReadonlyMap<string, string>): void;
  /** The paths of a task's logs, oldest first. */
  logPaths(task: string): readonly string[];
  /** Forgets a task and its history; answers the paths of its logs. */
  forget(task: string): readonly string[];
}

/** A task that is being started. */
export interface StartAttempt {
  /** Hosts have died of it: it is not to be started. */
  readonly isRefused: boolean;
  /** Resolves when it may be started: those under suspicion come one after another. */
  readonly turn: Promise<void>;
  /** It has started, or cannot be, and the host lives. */
  end(): void;
}

/** Knows on whose behalf things are done, and which tasks earlier hosts were at when they died. */
export interface Suspicion {
  /** Does something for a task: whatever nobody catches of what that leads to, now or later, is put down to it. */
  onBehalfOf<T>(task: string, work: () => T): T;
  /** A task is about to be started; `isAsked` where a person wants it now, whatever has happened before. */
  begin(task: string, isAsked: boolean): StartAttempt;
  /** Hosts have died of it: nothing of it is touched unless a person asks for that. */
  isRefused(task: string): boolean;
  /** The task is another one by now. */
  pardon(task: string): void;
}

/** The text of the task file. */
export interface TaskFileStorage {
  /** Absolute path, for messages. */
  readonly path: string;
  /** The text, or undefined if there is no file. */
  read(): Promise<Result<string | undefined, ExecutorFailure>>;
  /** Replaces the text atomically, creating file and folder as needed. */
  write(text: string): Promise<Result<void, ExecutorFailure>>;
  /** The file may have changed, no matter who changed it. */
  readonly onDidChange: Event<void>;
}

/** The text of definitions, and when it came into force. */
export interface KeptDefinitions {
  readonly text: string;
  readonly since: Instant;
}

/** Remembers the definitions in force, for when the task file cannot be used. */
export interface DefinitionMemory {
  /** What was kept last; undefined if nothing was, or nothing that can be read. */
  recall(): Promise<KeptDefinitions | undefined>;
  /** Puts them in the place of what was kept, whole or not at all. Never rejects. */
  keep(kept: KeptDefinitions): Promise<void>;
}

/** The executor's own log: every decision, as facts. */
export interface Journal {
  record(entry: JournalEntry): void;
}

/** One decision: what happened, to which task and run, with further facts. */
export interface JournalEntry {
  readonly level: 'info' | 'warning' | 'error';
  /** A stable word: `run-started`, `task-added`. */
  readonly event: string;
  readonly task?: string;
  readonly run?: RunId;
  /** A sentence for people. */
  readonly message: string;
}
