import { assertNever } from '../base/assertNever.ts';

/**
 * Everything that is expected to go wrong, as facts. The wording is in `describeFailure` alone, for notifications,
 * logs and the command line alike; `reason` is also the code on the wire.
 */
export type ExecutorFailure =
  | { readonly reason: 'no-such-task'; readonly task: string }
  | { readonly reason: 'name-taken'; readonly task: string }
  | { readonly reason: 'name-invalid'; readonly task: string; readonly why: string }
  | { readonly reason: 'task-live'; readonly task: string }
  | { readonly reason: 'task-defined'; readonly task: string }
  /** Nothing of it will be due any more. */
  | { readonly reason: 'schedule-ended'; readonly task: string }
  | { readonly reason: 'task-not-running'; readonly task: string }
  | {
      readonly reason: 'dependency-failed';
      readonly task: string;
      /** The task that it waits for. */
      readonly dependency: string;
      /** What that has done, as a clause: "failed (exit 1)". */
      readonly why: string;
    }
  /** Somebody else wrote these fields since they were read. */
  | { readonly reason: 'fields-changed'; readonly task: string; readonly fields: readonly string[] }
  | { readonly reason: 'script-missing'; readonly script: string; readonly path: string }
  | { readonly reason: 'script-not-a-file'; readonly script: string; readonly path: string }
  | { readonly reason: 'script-unreadable'; readonly script: string; readonly path: string }
  | { readonly reason: 'script-outside-folder'; readonly path: string }
  | { readonly reason: 'cwd-missing'; readonly cwd: string; readonly path: string }
  | { readonly reason: 'env-file-missing'; readonly file: string; readonly path: string }
  | { readonly reason: 'env-file-unreadable'; readonly file: string; readonly path: string; readonly detail: string }
  | {
      readonly reason: 'env-file-invalid';
      /** As the task file names it. */
      readonly file: string;
      readonly path: string;
      readonly line: number;
      /** A clause that quotes no value, for that may be secret. */
      readonly message: string;
    }
  | { readonly reason: 'secret-missing'; readonly names: readonly string[] }
  | { readonly reason: 'interpreter-unknown'; readonly script: string }
  | { readonly reason: 'script-for-windows'; readonly script: string }
  | {
      readonly reason: 'interpreter-missing';
      readonly kind: string;
      /** What was looked for. */
      readonly programs: readonly string[];
      /** Where it was looked for. */
      readonly places: readonly string[];
      /** What was found but does not serve, as a clause: "node v20.1.0 is too old (22.18 is needed)". */
      readonly unfit?: string;
    }
  | {
      readonly reason: 'program-missing';
      readonly program: string;
      readonly places: readonly string[];
      /** Who named it, where that was not the task: "the setting executor.interpreters". */
      readonly by?: string;
    }
  | { readonly reason: 'not-permitted'; readonly path: string; readonly detail: string }
  | { readonly reason: 'spawn-failed'; readonly program: string; readonly detail: string }
  | { readonly reason: 'log-unwritable'; readonly path: string; readonly detail: string }
  | { readonly reason: 'log-unreadable'; readonly path: string; readonly detail: string }
  | {
      readonly reason: 'task-invalid';
      readonly task: string;
      readonly path: string;
      readonly line: number;
      readonly message: string;
    }
  | { readonly reason: 'task-file-invalid'; readonly path: string; readonly line: number; readonly message: string }
  | { readonly reason: 'task-file-unreadable'; readonly path: string; readonly detail: string }
  | {
      readonly reason: 'task-file-too-large';
      readonly path: string;
      readonly bytes: number;
      readonly limitBytes: number;
    }
  | { readonly reason: 'task-file-unwritable'; readonly path: string; readonly detail: string }
  | { readonly reason: 'held-elsewhere'; readonly pid: number | undefined; readonly where: string | undefined }
  | { readonly reason: 'no-host' }
  | { readonly reason: 'host-gone' }
  | {
      readonly reason: 'host-start-failed';
      readonly detail: string;
      /** Path of what it wrote. */ readonly log: string;
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
  | { readonly reason: 'state-replaced'; readonly path: string }
  | { readonly reason: 'state-newer'; readonly path: string; readonly version: number; readonly supported: number }
  | { readonly reason: 'state-unusable'; readonly path: string; readonly detail: string }
  | { readonly reason: 'closing' }
  | { readonly reason: 'internal'; readonly detail: string };

/** One or two sentences: what happened, why, and what to do. */
export function describeFailure(failure: ExecutorFailure): string {
  switch (failure.reason) {
    case 'no-such-task':
      return `There is no task "${failure.task}". It may have been removed or renamed; look at the list of tasks.`;
    case 'name-taken':
      return `A task named "${failure.task}" already exists (letter case makes no difference). Choose another name.`;
    case 'name-invalid':
      return `${quoted(failure.task)} cannot be a task's name: ${failure.why}. Choose another name.`;
    case 'task-live':
      return `"${failure.task}" is running. Stop it first.`;
    case 'fields-changed':
      return `The task file says something else of ${failure.task} meanwhile, in ${failure.fields.join(', ')}. Nothing was saved; look at both versions first.`;
    case 'task-not-running':
      return `"${failure.task}" is not running, so there is nothing to send a signal to. Start it first.`;
    case 'schedule-ended':
      return `The schedule of "${failure.task}" has ended: nothing of it is due any more. Write a later "end" in the task file, or take it out.`;
    case 'task-defined':
      return `"${failure.task}" stands in the task file. Remove it instead.`;
    case 'dependency-failed':
      return `"${failure.task}" waits for "${failure.dependency}", which ${failure.why.replace(/\.$/, '')}. Put that right, then start it again.`;
    case 'script-missing':
      return `The script "${failure.script}" was not found at ${failure.path}. Create it, or correct "script" in the task file.`;
    case 'script-not-a-file':
      return `The script "${failure.script}" is not a file: ${failure.path}. Name a file in "script".`;
    case 'script-unreadable':
      return `The script "${failure.script}" cannot be read: ${failure.path}. Give yourself the permission to read it.`;
    case 'script-outside-folder':
      return `${failure.path} is outside of this workspace folder. Open its folder to add it there.`;
    case 'cwd-missing':
      return `The working directory "${failure.cwd}" is not a folder: ${failure.path}. Create it, or correct "cwd" in the task file.`;
    case 'env-file-missing':
      return `The env file "${failure.file}" was not found at ${failure.path}. Create it, or correct "envFile" in the task file.`;
    case 'env-file-unreadable':
      return `The env file "${failure.file}" cannot be read: ${failure.path}: ${failure.detail}. Make it a readable file, or correct "envFile" in the task file.`;
    case 'env-file-invalid':
      return `The env file "${failure.file}" has an error: ${failure.path}, line ${String(failure.line)}: ${failure.message}. Correct the line, then start again.`;
    case 'secret-missing':
      return failure.names.length === 1
        ? `The secret ${failure.names.join()} has no value here. Set it with the command Executor: Set Secret….`
        : `The secrets ${failure.names.join(', ')} have no values here. Set them with the command Executor: Set Secret….`;
    case 'interpreter-unknown':
      return `Nothing is known to run "${failure.script}": its extension is unknown, it has no shebang line and it is not executable. Name an "interpreter" in the task file.`;
    case 'script-for-windows':
      return `"${failure.script}" is a batch file, which only Windows runs. Name an "interpreter" in the task file, or write it as a shell script.`;
    case 'interpreter-missing':
      return (
        `No interpreter for ${failure.kind} was found: looked for ${failure.programs.join(', ')} in ${failure.places.join(', ')}` +
        `${failure.unfit === undefined ? '' : `; ${failure.unfit}`}. Install one, or name one in the setting executor.interpreters or as "interpreter" in the task file.`
      );
    case 'program-missing':
      return failure.by === undefined
        ? `The program "${failure.program}" was not found in ${failure.places.join(', ')}. Install it, or ${/[/\\]/.test(failure.program) ? 'correct its path' : 'name it by its full path'}.`
        : `The program "${failure.program}", which ${failure.by} names, was not found in ${failure.places.join(', ')}. Install it, or correct ${failure.by}.`;
    case 'not-permitted':
      return `${failure.path} may not be run: ${failure.detail}. Give it the execute permission (chmod +x).`;
    case 'spawn-failed':
      return `${failure.program} could not be started: ${failure.detail}.`;
    case 'log-unwritable':
      return `The log ${failure.path} cannot be written: ${failure.detail}. Make the folder writable; nothing is run without its log.`;
    case 'log-unreadable':
      return `The log ${failure.path} cannot be read: ${failure.detail}. It may have been deleted.`;
    case 'task-invalid':
      return `"${failure.task}" is not run: ${failure.path}, line ${String(failure.line)}: ${failure.message}`;
    case 'task-file-invalid':
      return `${failure.path} has an error in line ${String(failure.line)}: ${failure.message}. Correct it first; nothing was changed.`;
    case 'task-file-unreadable':
      return `${failure.path} could not be read: ${failure.detail}. The last good definitions stay in force.`;
    case 'task-file-too-large':
      return `${failure.path} is not read: it has ${kilobytes(failure.bytes)}, and its tasks would have to wait while more than ${kilobytes(failure.limitBytes)} are read. Divide it between folders. The last good definitions stay in force.`;
    case 'task-file-unwritable':
      return `${failure.path} could not be written: ${failure.detail}. Nothing was changed.`;
    case 'held-elsewhere':
      return failure.pid === undefined
        ? `The tasks of this folder are looked after by another process, which does not say how to reach it. Start and stop them from there.`
        : `Looked after by another process (pid ${String(failure.pid)}${failure.where === undefined ? '' : ` on ${failure.where}`}), which cannot be reached from here. Start and stop tasks from there.`;
    case 'no-host':
      return `Nothing looks after the tasks of this folder at the moment. Start one of them.`;
    case 'host-gone':
      return `The process that looks after the tasks has ended; what runs goes on. Try again: it is started anew.`;
    case 'host-start-failed':
      return `The process that looks after the tasks could not be started: ${failure.detail}. What it wrote is in ${failure.log}.`;
    case 'host-other-version':
      return failure.older === 'client'
        ? `The tasks of this folder are looked after by Executor ${failure.host}, which this version (${failure.client}) does not understand. Update Executor here.`
        : `The tasks of this folder are looked after by Executor ${failure.host}, which does not understand this version (${failure.client}). Update Executor where it was started, or close that window.`;
    case 'not-a-background-host':
      return `The tasks of this folder are looked after by a window or a terminal. Close that instead.`;
    case 'untrusted':
      return `Nothing starts in Restricted Mode. Trust this folder to run its tasks.`;
    case 'state-replaced':
      return `${failure.path} was replaced while this window owned it, so nothing more is started from here; what runs goes on. Reload the window.`;
    case 'state-newer':
      return `${failure.path} was written by a newer Executor (format ${String(failure.version)}, this one knows ${String(failure.supported)}). Update Executor.`;
    case 'state-unusable':
      return `Executor's state cannot be used: ${failure.path}: ${failure.detail}.`;
    case 'closing':
      return `Executor is closing in this window; nothing is started any more.`;
    case 'internal':
      return `Something went wrong inside Executor: ${failure.detail}. Show the executor's log for the details.`;
    default:
      return assertNever(failure);
  }
}

/** A name in quotes, its end left out where it would fill the message. */
function quoted(name: string): string {
  const characters = Array.from(name);
  return characters.length > 50 ? `"${characters.slice(0, 50).join('')}…"` : `"${name}"`;
}

function kilobytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1024))} KB`;
}
