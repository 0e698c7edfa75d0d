import type { Instant } from '../base/clock.ts';
import type { TooLarge } from './oversize.ts';
import type { PassingTrouble } from './passingTrouble.ts';
import type { Clause } from './words/clause.ts';

/**
 * Everything that is expected to go wrong, as facts. The wording is in `describeFailure` alone, for notifications,
 * logs and the command line alike; `reason` is also the code on the wire.
 */
export type ExecutorFailure =
  | { readonly reason: 'no-such-task'; readonly task: string }
  | { readonly reason: 'name-taken'; readonly task: string }
  | { readonly reason: 'name-invalid'; readonly task: string; readonly why: Clause }
  | { readonly reason: 'task-live'; readonly task: string }
  | { readonly reason: 'task-defined'; readonly task: string }
  /** Nothing of it will be due any more. */
  | { readonly reason: 'schedule-ended'; readonly task: string }
  /** It has no next run that could be skipped. */
  | { readonly reason: 'nothing-to-skip'; readonly task: string; readonly why: SkipRefusal }
  /** A run was asked for at an instant that is not to come, in the zone in which people read it. */
  | { readonly reason: 'time-passed'; readonly at: Instant; readonly now: Instant; readonly timeZone: string }
  /** This many runs of it are to come already. */
  | { readonly reason: 'too-many-later'; readonly task: string; readonly most: number }
  | { readonly reason: 'task-not-running'; readonly task: string }
  /** Processes of it are there although SIGKILL was sent, or might not be sent. */
  | { readonly reason: 'not-ended'; readonly task: string; readonly processes: readonly string[] }
  /** The platform has none. */
  | { readonly reason: 'no-signals'; readonly task: string }
  | {
      readonly reason: 'dependency-failed';
      readonly task: string;
      /** The task that it waits for. */
      readonly dependency: string;
      /** What that has done, as a clause: "failed (exit 1)". */
      readonly why: Clause;
    }
  /** It starts automatically, or `by` does and starts it, and nobody has agreed to what the task file says now. */
  | { readonly reason: 'not-approved'; readonly task: string; readonly by: string }
  /** The task file says something else by now than what was agreed to. */
  | { readonly reason: 'approval-outdated'; readonly task: string }
  /** Somebody else wrote these fields since they were read. */
  | { readonly reason: 'fields-changed'; readonly task: string; readonly fields: readonly string[] }
  /** `detail` says why it cannot be reached, where there may be one. */
  | { readonly reason: 'script-missing'; readonly script: string; readonly path: string; readonly detail?: Clause }
  | { readonly reason: 'script-not-a-file'; readonly script: string; readonly path: string }
  | { readonly reason: 'script-unreadable'; readonly script: string; readonly path: string; readonly detail?: Clause }
  | { readonly reason: 'script-outside-folder'; readonly path: string }
  | { readonly reason: 'cwd-missing'; readonly cwd: string; readonly path: string; readonly detail?: Clause }
  | { readonly reason: 'env-file-missing'; readonly file: string; readonly path: string }
  | { readonly reason: 'env-file-unreadable'; readonly file: string; readonly path: string; readonly detail: Clause }
  | {
      readonly reason: 'env-file-invalid';
      /** As the task file names it. */
      readonly file: string;
      readonly path: string;
      readonly line: number;
      /** Absent if an earlier version has found it. */
      readonly column?: number;
      /** A clause that quotes no value, for that may be secret. */
      readonly message: Clause;
    }
  | { readonly reason: 'secret-missing'; readonly names: readonly string[] }
  | { readonly reason: 'interpreter-unknown'; readonly script: string }
  | { readonly reason: 'script-for-windows'; readonly script: string }
  /** The line of a shell, or an argument for it, has more than one line. */
  | { readonly reason: 'line-break-for-cmd' }
  | {
      readonly reason: 'interpreter-missing';
      readonly kind: Clause;
      /** What was looked for. */
      readonly programs: readonly string[];
      /** Where it was looked for. */
      readonly places: readonly string[];
      /** What brings one, and where to get it. */
      readonly origin?: { readonly product: string; readonly address: string };
      /** What was found but does not serve, as a clause: "node v20.1.0 is too old (22.18 is needed)". */
      readonly unfit?: Clause;
    }
  | {
      readonly reason: 'program-missing';
      readonly program: string;
      readonly places: readonly string[];
      /** Its arguments, where they may tell that a shell was to read it. */
      readonly args?: readonly string[];
      /** Who named it, where that was not the task: "the setting executor.interpreters". */
      readonly by?: Clause;
    }
  /** It is there, and the system would not run it; `why` is a clause about it. */
  | { readonly reason: 'program-unfit'; readonly program: string; readonly path: string; readonly why: Clause }
  | {
      readonly reason: 'environment-broken';
      /** Of the project, from the workspace folder: ".venv". */
      readonly environment: string;
      /** Absolute path of the program in it. */
      readonly path: string;
      /** Absolute path to which that leads, and where nothing is. */
      readonly target: string;
    }
  | { readonly reason: 'not-permitted'; readonly path: string; readonly detail: Clause }
  | { readonly reason: 'spawn-failed'; readonly program: string; readonly detail: Clause }
  | TooLarge
  /** Something keeps a start from succeeding that passes by itself. */
  | {
      readonly reason: 'passing-trouble';
      readonly trouble: PassingTrouble;
      /** What the platform said, and of which file. */
      readonly detail: Clause;
      /** Nobody has to start it again. */
      readonly isTriedAgain?: true;
    }
  | { readonly reason: 'log-unwritable'; readonly path: string; readonly detail: Clause }
  | { readonly reason: 'log-unreadable'; readonly path: string; readonly detail: Clause }
  | {
      readonly reason: 'task-invalid';
      readonly task: string;
      readonly path: string;
      readonly line: number;
      readonly message: Clause;
    }
  | {
      readonly reason: 'task-file-invalid';
      readonly path: string;
      readonly line: number;
      readonly column?: number;
      readonly message: Clause;
    }
  | { readonly reason: 'task-file-unreadable'; readonly path: string; readonly detail: Clause }
  | {
      readonly reason: 'task-file-too-large';
      readonly path: string;
      readonly bytes: number;
      readonly limitBytes: number;
    }
  | { readonly reason: 'task-file-unwritable'; readonly path: string; readonly detail: Clause }
  | {
      readonly reason: 'held-elsewhere';
      readonly pid: number | undefined;
      readonly where: Clause | undefined;
      /** It lives on this machine, and says nothing: until somebody lets it go on, or for nobody knows what. */
      readonly silence?: 'suspended' | 'hung';
    }
  | { readonly reason: 'no-host' }
  | { readonly reason: 'host-gone' }
  | {
      readonly reason: 'host-start-failed';
      readonly detail: Clause;
      /** Path of what it wrote. */ readonly log: string;
    }
  | {
      readonly reason: 'node-too-old';
      /** Of the program. */
      readonly path: string;
      readonly version: string;
      readonly oldest: string;
    }
  | {
      readonly reason: 'host-other-version';
      /** Versions of Executor, for people. */
      readonly host: string;
      readonly client: string;
      /** Who has to be brought up to date. */
      readonly older: 'host' | 'client';
    }
  | { readonly reason: 'not-a-background-host' }
  | { readonly reason: 'untrusted' }
  /** Nothing names an absolute path under which state could be kept. */
  | { readonly reason: 'no-home' }
  | { readonly reason: 'state-replaced'; readonly path: string }
  | {
      readonly reason: 'state-newer';
      readonly path: string;
      readonly version: number;
      readonly supported: number;
      /** The version of Executor that is needed; absent if nothing says. */
      readonly needed?: string;
    }
  | { readonly reason: 'state-unusable'; readonly path: string; readonly detail: Clause }
  /** Somebody else could decide what is run from there. */
  | { readonly reason: 'state-foreign'; readonly path: string; readonly owner: number }
  /** This folder had another name when the task was begun, and a host or nobody manages that still. */
  | { readonly reason: 'runs-in-old-folder'; readonly task: string; readonly folder: string }
  /** Nothing is known of a folder that was renamed to this one. */
  | { readonly reason: 'no-old-folder' }
  /** This folder has a history of its own already, and perhaps runs that live. */
  | { readonly reason: 'folder-in-use'; readonly folder: string; readonly isLive: boolean }
  /** A file that Executor itself consists of is not there. */
  | { readonly reason: 'installation-incomplete'; readonly path: string }
  | { readonly reason: 'closing' }
  /** A file that a person has pointed to. */
  | { readonly reason: 'file-unreadable'; readonly path: string; readonly detail: Clause }
  /** The same, and it can be read, but not as what tasks are imported from. */
  | { readonly reason: 'not-importable'; readonly path: string; readonly detail: Clause }
  | { readonly reason: 'crontab-unreadable'; readonly detail: Clause }
  /** Hosts have ended while the task was being started or watched. */
  | { readonly reason: 'ends-hosts'; readonly task: string }
  | { readonly reason: 'internal'; readonly detail: Clause };

/** Why there is no run to skip: the task has no schedule, its schedule is paused, or this many runs are skipped already. */
export type SkipRefusal = 'unscheduled' | 'paused' | 'too-many';

/** A failure that passes by itself. */
export type PassingFailure = ExecutorFailure & { readonly reason: 'passing-trouble' };

/** The same, of a task that is tried again without anybody asking. */
export function triedAgain(failure: PassingFailure): PassingFailure {
  return { ...failure, isTriedAgain: true };
}
