import { assertNever } from '../base/assertNever.ts';
import type { ExecutorFailure, PassingFailure } from './failure.ts';
import { kilobytes, tooLargeClause } from './oversize.ts';
import { passingClause } from './passingTrouble.ts';
import { previewLine } from './schedule/scheduleText.ts';
import { mostSkips } from './schedule/skipped.ts';
import { type Clause, say, word } from './words/clause.ts';
import { adviceForPath, adviceForProgram, adviceForScript } from './words/shellHabits.ts';

/** One or two sentences: what happened, why, and what to do. */
export function describeFailure(failure: ExecutorFailure): string {
  return word(failureClause(failure));
}

/** The same, for those who word it in another language. */
export function failureClause(failure: ExecutorFailure): Clause {
  switch (failure.reason) {
    case 'no-such-task':
      return say('There is no task "{0}". It may have been removed or renamed; check the task list.', failure.task);
    case 'name-taken':
      return say(
        'A task named "{0}" already exists (names are not case-sensitive). Choose another name.',
        failure.task,
      );
    case 'name-invalid':
      return say('{0} is not a valid task name: {1}. Choose another name.', quoted(failure.task), failure.why);
    case 'task-live':
      return say('"{0}" is running. Stop it first.', failure.task);
    case 'fields-changed':
      return say(
        '{0} has changed in the task file in the meantime, in {1}. Nothing was saved; compare both versions first.',
        failure.task,
        failure.fields.join(', '),
      );
    case 'time-passed': {
      const [at, now] = [failure.at, failure.now].map((each) => previewLine(each, failure.timeZone));
      return say('{0} has passed: it is now {1}. {2}', at ?? '', now ?? '', say('Write a later time.'));
    }
    case 'too-many-later':
      return say(
        '"{1}" already has {0} later runs, which is the maximum. Cancel some of them first.',
        failure.most,
        failure.task,
      );
    case 'task-not-running':
      return say('"{0}" is not running, so it cannot receive a signal. Start it first.', failure.task);
    case 'not-ended':
      return say(
        'Some processes of "{0}" could not be ended. They may belong to another user, who must end them: {1}.',
        failure.task,
        failure.processes.join(', '),
      );
    case 'no-signals':
      return say(
        'Windows has no signals, so none can be sent to "{0}". Stop ends it; a "stopCommand" can ask it to end first.',
        failure.task,
      );
    case 'schedule-ended':
      return say(
        'The schedule of "{0}" has ended: it has no more runs due. Write a later "end" in the task file, or remove it.',
        failure.task,
      );
    case 'nothing-to-skip':
      return nothingToSkip(failure);
    case 'task-defined':
      return say('"{0}" is still in the task file. Remove it instead.', failure.task);
    case 'dependency-failed':
      return dependencyFailed(failure);
    case 'not-approved':
      return failure.task === failure.by
        ? say(
            '"{0}" starts automatically, but its current definition has not been approved. Start it yourself, or approve it (executor approve).',
            failure.task,
          )
        : say(
            '"{0}" is started by "{1}", which starts automatically, but their current definitions have not been approved. Start it yourself, or approve "{1}" (executor approve).',
            failure.task,
            failure.by,
          );
    case 'approval-outdated':
      return say(
        '"{0}" has changed in the task file in the meantime. Nothing was approved; review the change first.',
        failure.task,
      );
    case 'script-missing':
      return scriptMissing(failure);
    case 'script-not-a-file':
      return say('The script "{0}" is not a file: {1}. Set "script" to a file.', failure.script, failure.path);
    case 'script-unreadable':
      return failure.detail === undefined
        ? say('The script "{0}" cannot be read: {1}. Give yourself read permission.', failure.script, failure.path)
        : say(
            'The script "{0}" cannot be read: {1}: {2}. Fix that, or set another "script" in the task file.',
            failure.script,
            failure.path,
            failure.detail,
          );
    case 'script-outside-folder':
      return say('{0} is outside this workspace folder. Open its folder to add it there.', failure.path);
    case 'cwd-missing':
      return cwdMissing(failure);
    case 'env-file-missing':
      return envFileMissing(failure);
    case 'env-file-unreadable':
      return say(
        'The env file "{0}" cannot be read: {1}: {2}. Put a readable file there, or fix "envFile" in the task file.',
        failure.file,
        failure.path,
        failure.detail,
      );
    case 'env-file-invalid':
      return failure.column === undefined
        ? say(
            'The env file "{0}" has an error: {1}, line {2}: {3}. Fix the line, then start again.',
            failure.file,
            failure.path,
            failure.line,
            failure.message,
          )
        : say(
            'The env file "{0}" has an error: {1}, line {2}, column {3}: {4}. Fix the line, then start again.',
            failure.file,
            failure.path,
            failure.line,
            failure.column,
            failure.message,
          );
    case 'secret-missing':
      return failure.names.length === 1
        ? say('The secret {0} has no value here. Set it with the command Executor: Set Secret….', failure.names.join())
        : say(
            'The secrets {0} have no values here. Set them with the command Executor: Set Secret….',
            failure.names.join(', '),
          );
    case 'interpreter-unknown':
      return say(
        'Executor does not know how to run "{0}": its extension is unknown, it has no shebang line and it is not executable. Name an "interpreter" in the task file.',
        failure.script,
      );
    case 'script-for-windows':
      return say(
        '"{0}" is a batch file, which runs only on Windows. Name an "interpreter" in the task file, or rewrite it as a shell script.',
        failure.script,
      );
    case 'line-break-for-cmd':
      return say(
        'The command or an argument contains a line break, and cmd.exe stops reading there. Write it on one line, or use a script.',
      );
    case 'interpreter-missing':
      return interpreterMissing(failure);
    case 'program-missing':
      return failure.by === undefined
        ? programMissing(failure)
        : say(
            'The program "{0}" from {1} was not found in {2}. Install it, or fix {1}.',
            failure.program,
            failure.by,
            failure.places.join(', '),
          );
    case 'program-unfit':
      return failure.program === failure.path
        ? say('{0} cannot be run: {1}. Fix that, or use another program.', failure.program, failure.why)
        : say(
            '{0} ({1}) cannot be run: {2}. Fix that, or use another program.',
            failure.program,
            failure.path,
            failure.why,
          );
    case 'environment-broken':
      return say(
        'The environment "{0}" cannot run anything: {1} points to {2}, which does not exist. Recreate the environment, or set another "interpreter" in the task file.',
        failure.environment,
        failure.path,
        failure.target,
      );
    case 'not-permitted':
      return say('{0} cannot be run: {1}. Give it execute permission (chmod +x).', failure.path, failure.detail);
    case 'spawn-failed':
      return say('{0} could not be started: {1}.', failure.program, failure.detail);
    case 'too-large':
      return tooLargeClause(failure);
    case 'passing-trouble':
      return failure.isTriedAgain
        ? say(
            'Nothing can be started right now because {0}: {1}. Executor will try again automatically.',
            ...troubleFacts(failure),
          )
        : say(
            'Nothing can be started right now because {0}: {1}. Start it again when that has passed.',
            ...troubleFacts(failure),
          );
    case 'log-unwritable':
      return say(
        'The log {0} cannot be written: {1}. Make the folder writable; nothing runs without a log.',
        failure.path,
        failure.detail,
      );
    case 'log-unreadable':
      return say('The log {0} cannot be read: {1}. It may have been deleted.', failure.path, failure.detail);
    case 'task-invalid':
      return say('"{0}" cannot run: {1}, line {2}: {3}', failure.task, failure.path, failure.line, failure.message);
    case 'task-file-invalid':
      return failure.column === undefined
        ? say(
            '{0} has an error on line {1}: {2} Fix it first. Nothing was changed.',
            failure.path,
            failure.line,
            failure.message,
          )
        : say(
            '{0}:{1}:{2} has an error: {3} Fix it first. Nothing was changed.',
            failure.path,
            failure.line,
            failure.column,
            failure.message,
          );
    case 'task-file-unreadable':
      return say('{0} could not be read: {1}. Put a readable file there.', failure.path, failure.detail);
    case 'task-file-too-large':
      return say(
        '{0} is not read: it has {1}, and its tasks would have to wait while Executor reads more than {2}. Split it across folders.',
        failure.path,
        kilobytes(failure.bytes),
        kilobytes(failure.limitBytes),
      );
    case 'task-file-unwritable':
      return say('{0} could not be written: {1}. Nothing was changed.', failure.path, failure.detail);
    case 'held-elsewhere':
      return failure.pid === undefined
        ? say(
            'Another process manages the tasks of this folder and does not say how to reach it. Start and stop tasks from there.',
          )
        : heldBy(failure.pid, failure);
    case 'no-host':
      return say('Nothing manages the tasks of this folder right now. Start one of them.');
    case 'host-gone':
      return say('The host process has ended; running tasks keep running. Try again to start a new one.');
    case 'node-too-old':
      return say(
        '{0} is Node {1}, but the host process needs {2} or newer. Choose another one in the setting executor.nodePath.',
        failure.path,
        failure.version,
        failure.oldest,
      );
    case 'host-start-failed':
      return say('The host process could not start: {0}. Its output is in {1}.', failure.detail, failure.log);
    case 'host-other-version':
      return failure.older === 'client'
        ? say(
            'Executor {0} manages the tasks of this folder, and this version ({1}) does not understand it. Update Executor here.',
            failure.host,
            failure.client,
          )
        : say(
            'Executor {0} manages the tasks of this folder and does not understand this version ({1}). Update Executor where it was started, or close that window.',
            failure.host,
            failure.client,
          );
    case 'not-a-background-host':
      return say('A window or a terminal manages the tasks of this folder. Close that instead.');
    case 'untrusted':
      return say('Nothing starts in Restricted Mode. Trust this folder to run its tasks.');
    case 'no-home':
      return say(
        'Executor has no place for its state: HOME is not an absolute path, and the system knows no home directory for this user. Set HOME or XDG_STATE_HOME to an absolute path.',
      );
    case 'state-replaced':
      return say(
        '{0} was replaced while this window was using it, so nothing more starts from here; running tasks keep running. Reload the window.',
        failure.path,
      );
    case 'state-newer':
      return failure.needed === undefined
        ? say(
            '{0} was written by a newer Executor (format {1}, this one knows {2}). Update Executor.',
            failure.path,
            failure.version,
            failure.supported,
          )
        : say(
            '{0} was written by a newer Executor (format {1}, this one knows {2}). Update Executor to {3} or newer.',
            failure.path,
            failure.version,
            failure.supported,
            failure.needed,
          );
    case 'state-unusable':
      return say("Executor's state cannot be used: {0}: {1}.", failure.path, failure.detail);
    case 'state-foreign':
      return say(
        '{0} belongs to another user (uid {1}), who could decide what runs as you. Take ownership of it, or set XDG_STATE_HOME to another place.',
        failure.path,
        failure.owner,
      );
    case 'runs-in-old-folder':
      return say(
        '"{0}" was started when this folder was {1}, so it is not started a second time. Take over from there first: Executor: Take Over from Old Folder…, or executor take-over.',
        failure.task,
        failure.folder,
      );
    case 'no-old-folder':
      return say('No folder is known to have been renamed or moved to this one, so there is nothing to take over.');
    case 'folder-in-use':
      return failure.isLive
        ? say('Tasks in this folder are running, so nothing was taken over from {0}. Stop them first.', failure.folder)
        : say(
            'This folder has its own history and states, which those of {0} would replace, so nothing was taken over. To replace them: executor take-over --replace.',
            failure.folder,
          );
    case 'installation-incomplete':
      return say(
        'Executor is incomplete: {0} is missing. Its files belong together in one folder; reinstall Executor, or copy the whole folder.',
        failure.path,
      );
    case 'closing':
      return say('Executor is closing in this window. Nothing more will start.');
    case 'file-unreadable':
      return say('{0} cannot be read: {1}. Put a readable file there.', failure.path, failure.detail);
    case 'not-importable':
      return say('Nothing can be imported from {0}: {1}.', failure.path, failure.detail);
    case 'crontab-unreadable':
      return say('Your crontab cannot be read. {0}', failure.detail);
    case 'ends-hosts':
      return say(
        '"{0}" no longer starts automatically: the process that manages the tasks ended twice in a row while starting or watching this one. Change the task, or start it yourself to try again.',
        failure.task,
      );
    case 'internal':
      return say('Something went wrong inside Executor: {0}. See the Executor log for details.', failure.detail);
    default:
      return assertNever(failure);
  }
}

function troubleFacts({ detail, trouble }: PassingFailure): [Clause, Clause] {
  return [passingClause(trouble), detail];
}

function nothingToSkip({ task, why }: ExecutorFailure & { reason: 'nothing-to-skip' }): Clause {
  switch (why) {
    case 'unscheduled':
      return say('"{0}" has no schedule, so there is no next run to skip.', task);
    case 'paused':
      return say('The schedule of "{0}" is paused, so there is no next run to skip. Start the schedule first.', task);
    case 'too-many':
      return say('You have already skipped the next {0} runs of "{1}". Pause its schedule instead.', mostSkips, task);
  }
}

function dependencyFailed({ dependency, task, why }: ExecutorFailure & { reason: 'dependency-failed' }): Clause {
  // A failure of that task is a sentence with its own full stop.
  return word(why).endsWith('.')
    ? say('"{0}" waits for "{1}", which {2} Fix that, then start it again.', task, dependency, why)
    : say('"{0}" waits for "{1}", which {2}. Fix that, then start it again.', task, dependency, why);
}

function interpreterMissing({
  kind,
  origin,
  places,
  programs,
  unfit,
}: ExecutorFailure & { reason: 'interpreter-missing' }): Clause {
  const where = places.join(', ');
  const [program = '', ...others] = programs;
  const lookedFor = say('No interpreter for {0} was found: looked for {1} in {2}', kind, programs.join(', '), where);
  const isAlone = origin !== undefined && unfit === undefined && others.length === 0;
  const missing = isAlone ? say('{0} was not found: looked in {1}', program, where) : lookedFor;
  const advice =
    origin === undefined
      ? say('Install one, or name one in the setting executor.interpreters or as "interpreter" in the task file.')
      : say(
          'Install {0} from {1}, or name an interpreter in the setting executor.interpreters or as "interpreter" in the task file.',
          origin.product,
          origin.address,
        );
  return unfit === undefined ? say('{0}. {1}', missing, advice) : say('{0}; {1}. {2}', missing, unfit, advice);
}

function scriptMissing({ detail, path, script }: ExecutorFailure & { reason: 'script-missing' }): Clause {
  if (detail !== undefined) {
    return say(
      'The script "{0}" cannot be reached at {1}: {2}. Fix that, or change "script" in the task file.',
      script,
      path,
      detail,
    );
  }
  const advice = adviceForScript(script, isPosixPath(path));
  return advice === undefined
    ? say('The script "{0}" was not found at {1}. Create it, or fix "script" in the task file.', script, path)
    : say('The script "{0}" was not found at {1}. {2}', script, path, advice);
}

function cwdMissing({ cwd, detail, path }: ExecutorFailure & { reason: 'cwd-missing' }): Clause {
  if (detail !== undefined) {
    return say(
      'The working directory "{0}" cannot be reached: {1}: {2}. Fix that, or change "cwd" in the task file.',
      cwd,
      path,
      detail,
    );
  }
  const advice = adviceForPath(cwd, isPosixPath(path));
  return advice === undefined
    ? say('The working directory "{0}" is not a folder: {1}. Create it, or fix "cwd" in the task file.', cwd, path)
    : say('The working directory "{0}" is not a folder: {1}. {2}', cwd, path, advice);
}

function envFileMissing({ file, path }: ExecutorFailure & { reason: 'env-file-missing' }): Clause {
  const advice = adviceForPath(file, isPosixPath(path));
  return advice === undefined
    ? say('The env file "{0}" was not found at {1}. Create it, or fix "envFile" in the task file.', file, path)
    : say('The env file "{0}" was not found at {1}. {2}', file, path, advice);
}

function programMissing({
  args = [],
  places: folders,
  program,
}: ExecutorFailure & { reason: 'program-missing' }): Clause {
  const places = folders.join(', ');
  const advice = adviceForProgram(program, args, folders.every(isPosixPath));
  if (advice !== undefined) return say('The program "{0}" was not found in {1}. {2}', program, places, advice);
  return /[/\\]/.test(program)
    ? say('The program "{0}" was not found in {1}. Install it, or fix its path.', program, places)
    : say('The program "{0}" was not found in {1}. Install it, or give its full path.', program, places);
}

function heldBy(
  pid: number,
  { silence, where }: Pick<ExecutorFailure & { reason: 'held-elsewhere' }, 'silence' | 'where'>,
): Clause {
  if (silence === 'suspended') {
    return say(
      'Managed by another process (pid {0}), which is suspended and does not answer. Resume it: kill -CONT {0}',
      pid,
    );
  }
  if (silence === 'hung') {
    return say(
      'Managed by another process (pid {0}), which does not answer. If that continues, end it (kill -KILL {0}): running tasks keep running.',
      pid,
    );
  }
  return where === undefined
    ? say('Managed by another process (pid {0}), which cannot be reached from here. Start and stop tasks there.', pid)
    : say(
        'Managed by another process (pid {0} on {1}), which cannot be reached from here. Start and stop tasks there.',
        pid,
        where,
      );
}

function isPosixPath(path: string): boolean {
  return path.startsWith('/');
}

/** A name in quotes, its end left out where it would fill the message. */
function quoted(name: string): string {
  const characters = Array.from(name);
  return characters.length > 50 ? `"${characters.slice(0, 50).join('')}…"` : `"${name}"`;
}
