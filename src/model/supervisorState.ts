import type { Instant } from '../base/clock.ts';
import type { ExecutorFailure } from './failure.ts';
import type { Backoff, RestartPolicy } from './restartPolicy.ts';
import type { ExitStatus, ProcessIdentity, RunId, RunOutcome, Trigger } from './run.ts';

/** Why a run is being stopped: a `person` asked for it, or the host is `closing`. The first reason counts. */
export type StopReason = 'person' | 'closing';

/** A stop and the milliseconds it leaves the run between `stopSignal` and SIGKILL. */
export interface StopRequest {
  readonly reason: StopReason;
  readonly timeoutMs: number;
}

/** A run that is to start as soon as nothing is left of the one before. */
export interface NextRun {
  readonly run: RunId;
  readonly trigger: Trigger;
}

/** Processes that an ended run has left. */
export interface Leftovers {
  readonly run: RunId;
  /** How many there were when the script had ended. */
  readonly count: number;
}

/** How far a stop has got: the stop signal was sent, or SIGKILL goes to every process of the run. */
export type StopStage = 'asked' | 'killing';

/**
 * The states of a supervisor, which keeps one task and owns at most one run of it.
 *
 * ```text
 *             start                started               ended, not followed
 *   idle ────────────► starting ────────────► running ──────────────────────────► idle
 *    ▲                  │    │                 │    │ ended, followed
 *    │ abandoned        │    │ start-failed    │    └──────────────► backing-off ── restart-due ─► starting
 *    ├──────────────────┘    └──► blocked      │ stop, restart            │ stop
 *    │                                         ▼                          └─► idle
 *    ├───── cleared ◄──────────────────── stopping        (a restart: ─► starting)
 *    │
 *    └───── cleared ◄──── clearing ◄── start, restart-due or stop, while an ended run has left processes
 *                            └─► starting
 * ```
 *
 * `shortRuns` counts the runs in a row that were too short to end a crash loop.
 */
export type SupervisorState =
  | { readonly kind: 'idle'; readonly leftovers?: Leftovers }
  | { readonly kind: 'blocked'; readonly failure: ExecutorFailure }
  | {
      readonly kind: 'starting';
      readonly run: RunId;
      readonly shortRuns: number;
      readonly stop?: StopRequest;
      readonly next?: NextRun;
    }
  | {
      readonly kind: 'running';
      readonly run: RunId;
      readonly pid: number;
      readonly since: Instant;
      readonly shortRuns: number;
    }
  | {
      readonly kind: 'stopping';
      readonly run: RunId;
      readonly pid: number;
      readonly since: Instant;
      readonly reason: StopReason;
      readonly stage: StopStage;
      /** The script has ended; processes of its run may be left. */
      readonly end?: { readonly at: Instant; readonly exit?: ExitStatus };
      /** How many processes even SIGKILL has left; known once it was tried. */
      readonly survivors?: number;
      readonly next?: NextRun;
    }
  | {
      readonly kind: 'backing-off';
      readonly until: Instant;
      readonly shortRuns: number;
      readonly leftovers?: Leftovers;
    }
  | {
      readonly kind: 'clearing';
      readonly run: RunId;
      readonly stage: StopStage;
      readonly shortRuns: number;
      readonly next?: NextRun;
    };

/** What can happen to a supervisor. */
export type SupervisorEvent =
  | { readonly kind: 'start'; readonly run: RunId; readonly trigger: Trigger }
  /** A person wants the task anew: stopped first if it lives, without delay. `run` is the new one's. */
  | { readonly kind: 'restart'; readonly run: RunId; readonly timeoutMs: number }
  /** A run that an earlier host left unsettled was found, perhaps in the middle of a stop. */
  | { readonly kind: 'adopt'; readonly run: RunId; readonly stop?: StopRequest; readonly next?: NextRun }
  | ({ readonly kind: 'stop' } & StopRequest)
  | {
      readonly kind: 'started';
      readonly run: RunId;
      readonly at: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
    }
  | { readonly kind: 'abandoned'; readonly run: RunId; readonly at: Instant }
  | { readonly kind: 'start-failed'; readonly run: RunId; readonly at: Instant; readonly failure: ExecutorFailure }
  | {
      readonly kind: 'ended';
      readonly run: RunId;
      readonly at: Instant;
      readonly exit?: ExitStatus;
      readonly leftovers: number;
    }
  /** Nothing but the shim is left in the group of this run. */
  | { readonly kind: 'group-gone'; readonly run: RunId }
  /** SIGKILL went to everything of this run; so many processes survive it. */
  | { readonly kind: 'cleared'; readonly run: RunId; readonly survivors: number }
  | { readonly kind: 'stop-timeout'; readonly run: RunId }
  | { readonly kind: 'restart-due'; readonly run: RunId }
  | { readonly kind: 'definition-changed' };

/** What the supervisor is to do about it, in this order. */
export type SupervisorEffect =
  /** Record the run and the desired state `up` in one durable transaction, then spawn. */
  | { readonly kind: 'launch'; readonly run: RunId; readonly trigger: Trigger }
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
  | { readonly kind: 'record-stopping'; readonly run: RunId; readonly timeoutMs: number }
  | { readonly kind: 'signal' }
  | { readonly kind: 'await-group' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'arm-stop-timer'; readonly run: RunId; readonly delayMs: number }
  | { readonly kind: 'cancel-stop-timer' }
  | { readonly kind: 'arm-restart-timer'; readonly delayMs: number }
  | { readonly kind: 'cancel-restart-timer' }
  | {
      readonly kind: 'settle';
      readonly run: RunId;
      readonly at: Instant;
      readonly outcome: RunOutcome;
      readonly leftovers: number;
    }
  /** Persist the desired state `down`. */
  | { readonly kind: 'desire-down' };

/** What decides beside state and event. */
export interface StepContext {
  readonly now: Instant;
  readonly restart: RestartPolicy;
  readonly backoff: Backoff;
  /** Milliseconds that processes left by an ended run have before SIGKILL. */
  readonly stopTimeoutMs: number;
  /** From −1 to 1. */
  readonly jitter: number;
}

/** A new state and what to do on the way to it. */
export interface Step {
  readonly state: SupervisorState;
  readonly effects: readonly SupervisorEffect[];
}

/** Whether a run exists or is about to, or processes of one are being ended. */
export function isLive({ kind }: SupervisorState): boolean {
  return kind === 'starting' || kind === 'running' || kind === 'stopping' || kind === 'clearing';
}
