import type { Instant } from '../../base/clock.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { oldNotes } from '../listText.ts';
import type { Surroundings } from '../../host/read/surroundings.ts';
import { word } from '../../model/words/clause.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { type PassingTrouble, troubleWaitWords } from '../../model/passingTrouble.ts';
import type { Diagnostic } from '../../model/taskFile/diagnostic.ts';
import { taskFileNote, taskFileProblem } from '../../model/view/taskFileState.ts';
import type { TaskFileView } from '../../model/view/taskView.ts';

/** How one thing stands: in order, in order with a caveat, or in the way of what Executor is for. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly about:
    | 'node'
    | 'state'
    | 'builds'
    | 'file system'
    | 'sockets'
    | 'host'
    | 'task file'
    | 'tasks'
    | 'after logout'
    | 'sleep'
    | 'time zone';
  /** What was found, and what to do about it. */
  readonly message: string;
}

/** Everything that is judged. */
export interface DoctorFacts {
  readonly now: Instant;
  readonly platform: NodeJS.Platform;
  /** "24.1.0" */
  readonly nodeVersion: string;
  readonly surroundings: Surroundings;
  /** Whether processes of this user go on after the logout, as `loginctl` tells; undefined if there is none. */
  readonly isLingering: boolean | undefined;
  /** Who manages the folder. */
  readonly host:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'alive';
        readonly mode: string;
        readonly pid: number;
        readonly version: string;
        /** What its runs have from the process that started it, as clauses. */
        readonly burdens: readonly string[];
      }
    | { readonly kind: 'unreachable'; readonly why: string };
  /** Why the host cannot write its state. */
  readonly trouble?: ExecutorFailure;
  /** What this folder was before it was renamed. */
  readonly oldFolder: OldFolder | undefined;
  readonly taskFile: TaskFileView | undefined;
  /** What works in it but is hardly meant. */
  readonly taskFileWarnings?: readonly Pick<Diagnostic, 'line' | 'message'>[];
  /** How many schedules are started. */
  readonly armed: number;
  /** The tasks that cannot start for something that passes. */
  readonly heldUp: readonly { readonly name: string; readonly by: PassingTrouble }[];
}

/** File systems whose locks are not to be relied on, or that several machines share, by Linux's numbers. */
const sharedFileSystems: ReadonlyMap<number, string> = new Map([
  [0x69_69, 'NFS'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB'],
  [0x01_02_19_97, '9p'],
  [0x65_73_55_46, 'FUSE'],
  [0x0b_d0_0b_d0, 'Lustre'],
  [0x47_50_46_53, 'GPFS'],
  [0x00_c3_64_00, 'Ceph'],
]);

/** Judges what was found, most fundamental first. */
export function judge(facts: DoctorFacts): readonly Finding[] {
  return [
    nodeFinding(facts),
    stateFinding(facts),
    buildsFinding(facts),
    fileSystemFinding(facts),
    socketFinding(facts),
    hostFinding(facts),
    ...oldFolderFinding(facts),
    taskFileFinding(facts),
    ...taskFileWarnings(facts),
    ...heldUpFinding(facts),
    logoutFinding(facts),
    sleepFinding(facts),
    ...zoneFinding(facts),
  ];
}

/** One that is too old would not have come here. */
function nodeFinding({ nodeVersion }: DoctorFacts): Finding {
  return { level: 'ok', about: 'node', message: `Node ${nodeVersion}` };
}

function stateFinding({ surroundings: { stateFolder, stateProblem }, trouble }: DoctorFacts): Finding {
  if (trouble) return { level: 'fail', about: 'state', message: describeFailure(trouble) };
  if (stateFolder === undefined)
    return { level: 'fail', about: 'state', message: describeFailure({ reason: 'no-home' }) };
  return stateProblem === undefined
    ? { level: 'ok', about: 'state', message: `State is kept in ${stateFolder}` }
    : {
        level: 'fail',
        about: 'state',
        message: `State cannot be kept in ${stateFolder}: ${stateProblem}. Make it writable, or set XDG_STATE_HOME to another folder.`,
      };
}

function buildsFinding({ surroundings: { damagedBuilds, missingFiles } }: DoctorFacts): Finding {
  const about = 'builds';
  const [path] = missingFiles;
  if (path !== undefined)
    return { level: 'fail', about, message: describeFailure({ reason: 'installation-incomplete', path }) };
  return damagedBuilds.length === 0
    ? { level: 'ok', about, message: 'The copies of the background host are intact' }
    : {
        level: 'warn',
        about,
        message: `Damaged: ${damagedBuilds.join(', ')}. The next start ignores them and makes a new copy. You may delete them.`,
      };
}

function fileSystemFinding({ platform, surroundings: { fileSystem, stateFolder } }: DoctorFacts): Finding {
  const about = 'file system';
  if (platform !== 'linux' || fileSystem === undefined || stateFolder === undefined) {
    return { level: 'ok', about, message: 'Not checked on this platform; state belongs on a local disk' };
  }
  const shared = sharedFileSystems.get(fileSystem);
  if (shared === undefined) return { level: 'ok', about, message: 'State is on a local disk' };
  return {
    level: 'warn',
    about,
    message: `${stateFolder} is on ${shared}, where locks may fail. Set XDG_STATE_HOME to a local disk.`,
  };
}

function socketFinding({ surroundings: { socket } }: DoctorFacts): Finding {
  return socket.kind === 'usable'
    ? { level: 'ok', about: 'sockets', message: `Hosts listen in ${socket.folder}` }
    : {
        level: 'fail',
        about: 'sockets',
        message: `No host can listen: ${socket.detail}. Set XDG_RUNTIME_DIR to a folder of yours with a short path.`,
      };
}

function hostFinding({ armed, host }: DoctorFacts): Finding {
  switch (host.kind) {
    case 'alive': {
      const message = `Executor ${host.version} manages this folder (${host.mode}, pid ${String(host.pid)})`;
      if (host.burdens.length === 0 || host.mode !== 'background') return { level: 'ok', about: 'host', message };
      return {
        level: 'warn',
        about: 'host',
        message: `${message}; its runs inherit limits from whatever started it: ${host.burdens.join(', ')}. End it (executor down; running tasks keep running), then start a task from here.`,
      };
    }
    case 'unreachable':
      return { level: 'fail', about: 'host', message: host.why };
    case 'none':
      return armed === 0
        ? { level: 'ok', about: 'host', message: 'No host is running; the next start brings one' }
        : {
            level: 'warn',
            about: 'host',
            message: `No host is running, so ${armed === 1 ? '1 schedule does' : `${String(armed)} schedules do`} not fire. Start one: executor up, or executor service install.`,
          };
  }
}

function oldFolderFinding({ oldFolder }: DoctorFacts): readonly Finding[] {
  return oldNotes(oldFolder).map((message) => ({ level: 'warn', about: 'host', message }));
}

function taskFileFinding({ now, taskFile }: DoctorFacts): Finding {
  const about = 'task file';
  switch (taskFile?.kind) {
    case undefined:
      return { level: 'warn', about, message: 'It could not be checked' };
    case 'absent':
      return {
        level: 'warn',
        about,
        message:
          taskFile.inForceSince === undefined
            ? 'There is no .vscode/executor.json here. See executor add --help.'
            : (taskFileNote(taskFile, 'executor.json', now) ?? ''),
      };
    case 'valid':
      return { level: 'ok', about, message: '.vscode/executor.json can be read' };
    case 'invalid':
      return {
        level: 'fail',
        about,
        message: `${taskFileNote(taskFile, 'executor.json', now) ?? ''} ${taskFileProblem(taskFile)}`,
      };
  }
}

function taskFileWarnings({ taskFileWarnings: warnings = [] }: DoctorFacts): readonly Finding[] {
  return warnings.map(({ line, message }) => ({
    level: 'warn',
    about: 'task file',
    message: `Line ${String(line)}: ${word(message)}`,
  }));
}

function heldUpFinding({ heldUp }: DoctorFacts): readonly Finding[] {
  if (heldUp.length === 0) return [];
  const tasks = heldUp.map(({ by, name }) => `${name} (${troubleWaitWords(by)})`).join(', ');
  return [{ level: 'warn', about: 'tasks', message: `Not started right now, but retried automatically: ${tasks}` }];
}

function logoutFinding({ isLingering, platform }: DoctorFacts): Finding {
  const about = 'after logout';
  if (platform !== 'linux' || isLingering === undefined) {
    return { level: 'ok', about, message: 'Nothing here is known to end processes when you log out' };
  }
  return isLingering
    ? { level: 'ok', about, message: 'Running tasks keep running after you log out (lingering is on)' }
    : {
        level: 'warn',
        about,
        message:
          'Running tasks may be ended when you log out, and no service starts before you log in. To change that: loginctl enable-linger',
      };
}

function zoneFinding({ surroundings: { zoneProblem } }: DoctorFacts): readonly Finding[] {
  return zoneProblem === undefined ? [] : [{ level: 'warn', about: 'time zone', message: zoneProblem }];
}

function sleepFinding({ surroundings: { hasBattery } }: DoctorFacts): Finding {
  return hasBattery
    ? {
        level: 'warn',
        about: 'sleep',
        message:
          'This machine has a battery and may sleep. Nothing runs meanwhile; afterwards the latest missed run is caught up',
      }
    : { level: 'ok', about: 'sleep', message: 'This machine has no battery and is unlikely to sleep' };
}
