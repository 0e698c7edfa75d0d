import type { Instant } from '../base/clock.ts';
import { describeFailure } from '../model/describeFailure.ts';
import type { HostFacts } from '../model/host/hostFacts.ts';
import type { OldFolder } from '../model/host/oldFolder.ts';
import type { ExitStatus } from '../model/run.ts';
import type { Skipped } from '../model/schedule/skipped.ts';
import { wallTimeAt } from '../model/time/wallTime.ts';
import { word } from '../model/words/clause.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import {
  type ExecutorView,
  type HistoryRun,
  nextDueOf,
  type RunView,
  type TaskFileView,
  type TaskView,
} from '../model/view/taskView.ts';
import { twoDigits } from '../model/words/humanTime.ts';

/** The version of everything that `--json` prints; raised when a field changes its meaning or goes. */
export const jsonVersion = 1;

/** An object as `--json` prints it. */
export function renderJson(value: object): string {
  return `${escaped(JSON.stringify(value, undefined, 2))}\n`;
}

/** An object as one line, where there may be several. */
export function renderJsonLine(value: object): string {
  return `${escaped(JSON.stringify(value))}\n`;
}

/** JSON in which nothing acts on a terminal: what `JSON.stringify` leaves of controls, and what turns the direction of a text. */
function escaped(json: string): string {
  return json.replaceAll(
    /[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An instant in ISO 8601 with milliseconds and the offset that this machine's zone has then; null if there is none. */
export function isoInstant(at: Instant | undefined): string | null {
  if (at === undefined) return null;
  return isoText(at, -new Date(at).getTimezoneOffset());
}

/** The same with the offset of another zone. */
export function isoInstantIn(at: Instant, timeZone: string): string {
  return isoText(at, Math.trunc((wallTimeAt(at, timeZone) - at) / 60_000));
}

function isoText(at: Instant, offset: number): string {
  const wall = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offset);
  return `${wall}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** What `list --json` prints. */
export function listJson(
  executor: ExecutorView,
  tasks: readonly TaskView[],
  facts: HostFacts | undefined,
  old?: OldFolder,
): object {
  return {
    version: jsonVersion,
    executorId: executor.id,
    host: hostJson(facts),
    file: fileJson(executor.file),
    stateProblem: executor.trouble ? describeFailure(executor.trouble) : null,
    oldFolder: old ? oldFolderJson(old) : null,
    tasks: tasks.map(taskJson),
  };
}

/** The host that answers; null if none does. */
export function hostJson(facts: HostFacts | undefined): object | null {
  if (!facts) return null;
  return { pid: facts.pid, version: facts.build.version, since: isoInstant(facts.since), mode: facts.mode };
}

/** What the folder was before it was renamed, and which tasks were started there. */
export function oldFolderJson({ busy, folder, host }: OldFolder): object {
  return { folder, pid: host?.pid ?? null, tasks: busy };
}

/** What is wrong with the task file and where, and since when the definitions in force are, where those are older ones. */
export function fileJson(file: TaskFileView): object {
  const inForceSince = file.kind === 'valid' ? undefined : file.inForceSince;
  const isPlaced = file.kind === 'invalid' && !file.isUnread;
  return {
    problem: file.kind === 'invalid' ? word(file.message) : file.kind === 'absent' ? 'It does not exist.' : null,
    line: isPlaced ? file.line : null,
    column: isPlaced ? (file.column ?? null) : null,
    inForceSince: isoInstant(inForceSince),
  };
}

/** One task, as `list` and `show` have it. */
export function taskJson(task: TaskView): object {
  const { desired, later = [], name, runs, schedule, status } = task;
  const [last] = runs;
  const next = nextDueOf(task);
  return {
    name,
    status: status.kind,
    desired,
    schedule: schedule.kind,
    flags: flagsOf(task),
    pid: status.kind === 'running' ? status.pid : null,
    startedAt: isoInstant(status.kind === 'running' ? status.since : undefined),
    heldUpBy: status.kind === 'backing-off' ? (status.heldUpBy ?? null) : null,
    waitsFor: status.kind === 'waiting' ? (status.for ?? []) : null,
    nextRun: next ? isoInstantIn(next.at, next.timeZone) : null,
    later: later.map(laterJson),
    lastRun: last ? runJson({ task: name, ...last }) : null,
  };
}

/** A run that somebody has asked for at an instant. */
export function laterJson({ args = [], askedAt, at, id, task, timeZone }: LaterRun): object {
  return { id, task, at: isoInstantIn(at, timeZone), timezone: timeZone, askedAt: isoInstant(askedAt), args };
}

/** The stable words for what holds of a task beside its status. */
export function flagsOf({
  approval,
  hasUnseenFailure,
  isChanged,
  isMuted,
  isUndefined,
  schedule,
}: TaskView): readonly string[] {
  return [
    ...(isChanged ? ['changed'] : []),
    ...(isUndefined ? ['undefined'] : []),
    ...(schedule.kind === 'paused' ? ['paused'] : []),
    ...(isMuted ? ['muted'] : []),
    ...(hasUnseenFailure ? ['failed'] : []),
    ...(approval === undefined ? [] : ['not-approved']),
  ];
}

/** What `history --json` prints. */
export function historyJson(runs: readonly HistoryRun[], skipped: readonly Skipped[]): object {
  return { version: jsonVersion, runs: runs.map(runJson), skipped: skipped.map(skippedJson) };
}

function skippedJson({ because, count, from, task, to, why }: Skipped): object {
  return { task, from: isoInstant(from), to: isoInstant(to), count, why, because: because ?? null };
}

/** One run of the history. */
export function runJson(run: HistoryRun): object {
  const { cause, endedAt, id, logPath, outcome, pid, retry, scheduledFor, startedAt, task, trigger } = run;
  const exit = exitOf(run);
  return {
    id,
    task,
    trigger,
    retry: retry ?? null,
    cause: cause ? { task: cause.task, run: cause.run, outcome: cause.outcome } : null,
    scheduledFor: isoInstant(scheduledFor),
    startedAt: isoInstant(startedAt),
    endedAt: isoInstant(endedAt),
    outcome: outcome?.kind ?? null,
    exitCode: exit && 'code' in exit ? exit.code : null,
    signal: exit && 'signal' in exit ? exit.signal : null,
    pid: pid ?? null,
    log: logPath,
  };
}

function exitOf({ outcome }: RunView): ExitStatus | undefined {
  return outcome && 'exit' in outcome ? outcome.exit : undefined;
}
