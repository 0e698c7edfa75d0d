import type { Instant } from '../../base/clock.ts';
import type { AwaitedPath } from './awaitedPath.ts';
import type { ExecutorFailure } from '../failure.ts';
import type { PassingTrouble } from '../passingTrouble.ts';
import type { Backoff, RestartPolicy } from '../restartPolicy.ts';
import type { DecidedRun, ExitStatus, ProcessIdentity, RunCause, RunId, RunOutcome, Trigger } from '../run.ts';
import type { SendableSignal } from '../sendableSignal.ts';

/**
 * Why a run is being stopped: a `person` asked for it, the host is `closing`, it took longer than its `timeout`, or a
 * watched file has had a `change`.
 */
export type StopReason = 'person' | 'closing' | 'timeout' | 'change';

/** A stop, and the milliseconds that each rung of its ladder but the last may take. */
export interface StopRequest {
  readonly reason: StopReason;
  readonly timeoutMs: number;
  /** An earlier host began it; its stop command, if there is one, is not run again. */
  readonly isResumed?: true;
}

/** What tells a run from others of its task, and outlives the moment it was asked for. */
export interface RunManner {
  /** It is never restarted, and neither its start nor its end changes what the user wants of the task. */
  readonly isOnce?: true;
  /** Arguments of this run alone, after those of the task. */
  readonly args?: readonly string[];
  /** The occurrence that it is started for. */
  readonly scheduledFor?: Instant;
  /** Of a run that may be tried again: which retry it is, 0 for the first try. */
  readonly retry?: number;
  /** What made it run, where that was the end of another task's run. */
  readonly cause?: RunCause;
}

/** A run that is to start, at once or as soon as something is out of its way. */
export interface NextRun extends RunManner {
  readonly run: RunId;
  readonly trigger: Trigger;
  /** Its record, where the decision for it is on the disk already. */
  readonly decided?: DecidedRun;
  /** It is not recorded yet, but the disk knows that it is owed, so that the next host starts it where this one does not. */
  readonly isOwed?: true;
  /** It is started for another run, and nobody asked for that one at this moment. */
  readonly isUnasked?: true;
  /** How many consecutive starts that led to this one failed for something that passes by itself. */
  readonly failedStarts?: number;
}

/** What a start waits for that passes by itself. */
export interface HeldUp {
  readonly trouble: PassingTrouble;
  /** How many consecutive starts have failed for such a thing. */
  readonly failedStarts: number;
}

/** A run that failed is to be tried again. */
export interface Retry {
  readonly next: NextRun;
  readonly until: Instant;
  /** How many retries there may be. */
  readonly of: number;
}

/** Processes that an ended run has left. */
export interface Leftovers {
  readonly run: RunId;
  /** How many there were when the script had ended. */
  readonly count: number;
}

/** How far a stop has got: the stop command runs, the stop signal was sent, or SIGKILL goes to every process of the run. */
export type StopStage = 'command' | 'asked' | 'killing';

/**
 * The states of a supervisor, which keeps one task and owns at most one run of it.
 *
 * ```text
 *          start            slot-granted            started            ended, not followed
 *   idle ────────► waiting ──────────────► starting ────────► running ─────────────────────► idle
 *    ▲     └── a free slot: at once ──────────┘ │ │              │ │ ended, followed   too often short
 *    │ abandoned                                │ │ start-failed │ ├───────────► backing-off ──► gave-up
 *    ├──────────────────────────────────────────┘ └► blocked     │ │                └─ restart-due ─► waiting, starting
 *    │                                                │          │ │ stop, restart, run-timeout, files-changed
 *    │              definition-changed, path-appeared ┘          ▼ │
 *    ├── cleared ◄──────────────────────────────────────── stopping      (timed out: as ended; restart: ─► starting)
 *    │
 *   │   idle ── start, after others ──► depending ── dependencies-met ──► waiting, starting
 *   │                                       ├─ dependency-failed ──► blocked
 *   │                                       └─ stop ──► idle
 *    │
 *    │   running ── ended, tried again ──► retrying ── restart-due ──► waiting, starting
 *    │
 *    └── cleared ◄─── clearing ◄── start, restart-due or stop, while an ended run has left processes
 *                        └─► waiting, starting
 * ```
 *
 * What only passing trouble keeps from starting is not blocked, but backing off or retrying as after a run that failed.
 *
 * `shortRuns` counts the consecutive runs that were too short to end a crash loop. A run takes a slot from `starting`
 * until it is settled, and hands it to the run that a restart asked for.
 */
export type SupervisorState =
  | { readonly kind: 'idle'; readonly leftovers?: Leftovers }
  /** It could not start at all; `isWanted` says that it is tried again as soon as the reason may be gone. */
  | { readonly kind: 'blocked'; readonly failure: ExecutorFailure; readonly isWanted: boolean }
  /** So many consecutive short runs that only a person goes on. */
  | { readonly kind: 'gave-up'; readonly shortRuns: number; readonly leftovers?: Leftovers }
  /** Other tasks must be there first. */
  | { readonly kind: 'depending'; readonly next: NextRun; readonly shortRuns: number }
  /** As many runs live as may; this one is in the queue for a slot. */
  | { readonly kind: 'waiting'; readonly next: NextRun; readonly shortRuns: number }
  | (RunManner & {
      readonly kind: 'starting';
      readonly run: RunId;
      readonly shortRuns: number;
      readonly failedStarts?: number;
      readonly stop?: StopRequest;
      readonly next?: NextRun;
    })
  | (RunManner & {
      readonly kind: 'running';
      readonly run: RunId;
      readonly pid: number;
      readonly since: Instant;
      readonly shortRuns: number;
      /** Signals that a person has sent: an end by one of them is no failure. */
      readonly sent?: readonly SendableSignal[];
    })
  | (RunManner & {
      readonly kind: 'stopping';
      readonly run: RunId;
      readonly pid: number;
      readonly since: Instant;
      readonly shortRuns: number;
      readonly reason: StopReason;
      readonly stage: StopStage;
      /** Milliseconds that the stop signal has before SIGKILL. */
      readonly timeoutMs: number;
      /** It was its timeout that ended it, no matter who asked for a stop after that. */
      readonly hasTimedOut?: true;
      /** The script has ended; processes of its run may be left. */
      readonly end?: { readonly at: Instant; readonly exit?: ExitStatus };
      /** How many processes even SIGKILL has left; known once it was tried. */
      readonly survivors?: number;
      readonly next?: NextRun;
    })
  | {
      readonly kind: 'backing-off';
      readonly until: Instant;
      readonly shortRuns: number;
      readonly heldUp?: HeldUp;
      readonly leftovers?: Leftovers;
    }
  /** Ended with a failure, or held up, and to be tried again at `until`. */
  | (Retry & {
      readonly kind: 'retrying';
      readonly shortRuns: number;
      readonly heldUp?: HeldUp;
      readonly leftovers?: Leftovers;
    })
  | {
      readonly kind: 'clearing';
      readonly run: RunId;
      readonly stage: Exclude<StopStage, 'command'>;
      readonly shortRuns: number;
      readonly next?: NextRun;
    };

/** What can happen to a supervisor. */
export type SupervisorEvent =
  | ({ readonly kind: 'start' } & NextRun)
  /** A retry that an earlier host owed. */
  | ({ readonly kind: 'retry-owed' } & Retry)
  /** The task is wanted again: stopped first if it lives, without delay. `run` is the new one's. */
  | ({ readonly kind: 'restart'; readonly timeoutMs: number } & NextRun)
  /** A run that an earlier host left unsettled was found, perhaps in the middle of a stop. */
  | ({
      readonly kind: 'adopt';
      readonly run: RunId;
      readonly stop?: StopRequest;
      readonly next?: NextRun;
    } & RunManner)
  | { readonly kind: 'stop'; readonly reason: 'person' | 'closing'; readonly timeoutMs: number }
  /** A person sends a signal, which need not end the run. */
  | { readonly kind: 'signal'; readonly run: RunId; readonly signal: SendableSignal }
  /** Everything is there that this run waits for. */
  | { readonly kind: 'dependencies-met'; readonly run: RunId }
  /** It waits in vain. */
  | { readonly kind: 'dependency-failed'; readonly run: RunId; readonly failure: ExecutorFailure }
  /** As many runs as may live have made room for this one. */
  | { readonly kind: 'slot-granted'; readonly run: RunId }
  | {
      readonly kind: 'started';
      readonly run: RunId;
      readonly at: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
    }
  /** The run never became the script, and never will; `isLeft` where an earlier owner had decided it. */
  | { readonly kind: 'abandoned'; readonly run: RunId; readonly at: Instant; readonly isLeft?: true }
  | { readonly kind: 'start-failed'; readonly run: RunId; readonly at: Instant; readonly failure: ExecutorFailure }
  | {
      readonly kind: 'ended';
      readonly run: RunId;
      readonly at: Instant;
      readonly exit?: ExitStatus;
      readonly leftovers: number;
    }
  /** The stop command of this run has ended, or could not be run. */
  | { readonly kind: 'stop-command-ended'; readonly run: RunId }
  /** Nothing but the shim is left in the group of this run. */
  | { readonly kind: 'group-gone'; readonly run: RunId }
  /** SIGKILL went to everything of this run; this many processes survive it. */
  | { readonly kind: 'cleared'; readonly run: RunId; readonly survivors: number }
  | { readonly kind: 'stop-timeout'; readonly run: RunId }
  /** The run has taken as long as it may. */
  | { readonly kind: 'run-timeout'; readonly run: RunId; readonly timeoutMs: number }
  /** A watched file was written; `next` is the run to come. */
  | {
      readonly kind: 'files-changed';
      readonly run: RunId;
      readonly next: RunId;
      readonly file: string;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'restart-due'; readonly run: RunId }
  /** What a blocked task waits for is there; `run` is the run to come. */
  | { readonly kind: 'path-appeared'; readonly run: RunId }
  /** The definition differs; `hasReturned` says that there was none. `run` is for the run that may follow. */
  | { readonly kind: 'definition-changed'; readonly run: RunId; readonly hasReturned: boolean };

/** What the supervisor is to do about it, in this order. */
export type SupervisorEffect =
  /** Record the run, and unless it is for once the desired state `up`, in one durable transaction; then spawn. */
  | ({ readonly kind: 'launch' } & NextRun)
  | { readonly kind: 'adopt'; readonly run: RunId }
  | { readonly kind: 'abandon' }
  | {
      readonly kind: 'record-started';
      readonly run: RunId;
      readonly at: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
    }
  /** Persist that the run is being stopped, and until when it may take, so that the next host goes on with it. */
  | { readonly kind: 'record-stopping'; readonly run: RunId; readonly timeoutMs: number; readonly hasTimedOut?: true }
  /** Say that a changed file restarts the run. */
  | { readonly kind: 'record-change'; readonly run: RunId; readonly file: string }
  /** Start the command that asks the run to end. */
  | { readonly kind: 'run-stop-command'; readonly run: RunId; readonly pid: number }
  /** End that command with all it has started. */
  | { readonly kind: 'end-stop-command' }
  /** Send the stop signal to the run's group. */
  | { readonly kind: 'signal' }
  /** Send a signal that a person chose. */
  | { readonly kind: 'send'; readonly signal: SendableSignal }
  | { readonly kind: 'await-group' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'arm-stop-timer'; readonly run: RunId; readonly delayMs: number }
  | { readonly kind: 'cancel-stop-timer' }
  | { readonly kind: 'arm-run-timer'; readonly run: RunId; readonly delayMs: number }
  | { readonly kind: 'cancel-run-timer' }
  | { readonly kind: 'arm-restart-timer'; readonly delayMs: number }
  | { readonly kind: 'cancel-restart-timer' }
  | { readonly kind: 'watch-files'; readonly run: RunId }
  | { readonly kind: 'unwatch-files' }
  | { readonly kind: 'watch-path'; readonly awaited: AwaitedPath }
  | { readonly kind: 'unwatch-path' }
  /** Wait for other tasks, starting those that are not there; say so when they are, or will not be. */
  | {
      readonly kind: 'await-dependencies';
      readonly run: RunId;
      readonly trigger: Trigger;
      readonly isUnasked?: true;
    }
  | { readonly kind: 'leave-dependencies' }
  /** Take a slot, free or not. */
  | { readonly kind: 'take-slot' }
  /** Wait in the queue for a slot. */
  | { readonly kind: 'request-slot'; readonly run: RunId }
  /** Give the slot back, or leave the queue. */
  | { readonly kind: 'release-slot' }
  | {
      readonly kind: 'settle';
      readonly run: RunId;
      readonly at: Instant;
      readonly outcome: RunOutcome;
      readonly leftovers: number;
      /** It is to be tried again; that this is owed is recorded in the same transaction. */
      readonly retry?: Retry;
      /** Another run follows by itself. */
      readonly isFollowed?: true;
    }
  /** A run that was owed will not be started. */
  | { readonly kind: 'forgive'; readonly run: RunId }
  /** Take a run back that never began: whether another takes its place is decided beside the supervisor. */
  | { readonly kind: 'withdraw'; readonly run: RunId }
  /** Persist the desired state. */
  | { readonly kind: 'desire-up' }
  | { readonly kind: 'desire-down' };

/** What decides beside state and event. */
export interface StepContext {
  readonly now: Instant;
  /** Of the run while one lives, else of the definition in force. */
  readonly restart: RestartPolicy;
  readonly backoff: Backoff;
  readonly successExitCodes: readonly number[];
  readonly noRestartExitCodes: readonly number[];
  /** Milliseconds that a run may take; any time where undefined. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds that processes left by an ended run have before SIGKILL. */
  readonly stopTimeoutMs: number;
  readonly hasStopCommand: boolean;
  /** The platform knows signals; where not, nothing but a stop command asks a run to end. */
  readonly hasSignals: boolean;
  /** A change of some file restarts the run. */
  readonly watchesFiles: boolean;
  /** The task is in the task file. */
  readonly isDefined: boolean;
  /** The user wants the task up. */
  readonly isWanted: boolean;
  /** The run is one beside the task's own: it says nothing about what the user wants, and is never restarted. */
  readonly isExtra: boolean;
  readonly hasFreeSlot: boolean;
  /** Tasks are not there that must be before this one starts. */
  readonly hasUnmet: boolean;
  /** How often a run that may be tried again is. */
  readonly retries: number;
  readonly retryDelayMs: number;
  /** The id of a run that follows this event by itself. */
  readonly nextId: RunId;
  /** From −1 to 1. */
  readonly jitter: number;
}

/** A new state and what to do on the way to it. */
export interface Step {
  readonly state: SupervisorState;
  readonly effects: readonly SupervisorEffect[];
}

/** The state of one kind. */
export type StateOf<K extends SupervisorState['kind']> = Extract<SupervisorState, { kind: K }>;

/** The event of one kind. */
export type EventOf<K extends SupervisorEvent['kind']> = Extract<SupervisorEvent, { kind: K }>;

/** What events mean in a state; those that are not there mean nothing, or cannot be. */
export type Reactions<S extends SupervisorState> = {
  readonly [K in SupervisorEvent['kind']]?: (state: S, event: EventOf<K>, context: StepContext) => Step;
};

type EffectByKind = { readonly [E in SupervisorEffect as E['kind']]: E };

/** The effect of one kind. */
export type EffectOf<K extends SupervisorEffect['kind']> = EffectByKind[K];

const liveKinds: Readonly<Record<SupervisorState['kind'], boolean>> = {
  depending: true,
  waiting: true,
  starting: true,
  running: true,
  stopping: true,
  clearing: true,
  idle: false,
  blocked: false,
  'gave-up': false,
  'backing-off': false,
  retrying: false,
};

/** Whether a run exists or is about to, or processes of one are being ended. */
export function isLive({ kind }: SupervisorState): boolean {
  return liveKinds[kind];
}

/** Whether a run that is due now would come on top of another one: one lives, or is to be tried again. */
export function isBusy(state: SupervisorState): boolean {
  return isLive(state) || state.kind === 'retrying';
}
