import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { type Clause, word } from './clause.ts';
import { commandLine } from './commandLine.ts';
import { describeFailure } from './failure.ts';
import { inEnglish } from './language.ts';
import { describeExit, type ExitStatus, type RunCause, type RunId, type RunOutcome, type Trigger } from './run.ts';
import { systemTimeZone } from './timeZone.ts';

/** Begins every line of ours in a run's log, so that people and programs can tell it from the script's own output. */
export const logMark = '── executor: ';

/** What is known before a run is spawned; without `argv` the program was not found. */
export interface LogHeader {
  readonly task: string;
  readonly run: RunId;
  readonly trigger: Trigger;
  readonly at: Instant;
  readonly argv?: readonly string[];
  /** Absolute path. */
  readonly cwd?: string;
  /** Why this program: "python3 from the shebang line, found on PATH". */
  readonly why?: Clause;
  /** Arguments of this run alone, which stand at the end of `argv` too. */
  readonly args?: readonly string[];
  /** The run whose end made this one run. */
  readonly cause?: RunCause;
  /** Which retry it is, and of how many. */
  readonly retry?: { readonly number: number; readonly of: number };
  /** The occurrence that it was started for, and the zone of its schedule; this machine's where that is unknown. */
  readonly due?: { readonly at: Instant; readonly zone: string | undefined };
  /** IANA zone in which times are told; this machine's where absent. */
  readonly zone?: string;
}

/** What is known when a run is over. The pid stands here, for nobody knew it when the header was written. */
export interface LogFooter {
  readonly at: Instant;
  readonly outcome: RunOutcome;
  /** When the script started; absent where it never did. */
  readonly startedAt?: Instant;
  /** The script's own process id. */
  readonly pid?: number;
  /** How many processes the run has left; none where absent. */
  readonly leftovers?: number;
  /** IANA zone in which times are told; this machine's where absent. */
  readonly zone?: string;
}

/** The first lines of a run's log, ending in a line break: what is run, when and why. */
export function renderLogHeader(header: LogHeader): string {
  const { args, argv, at, cause, cwd, due, retry, run, task, trigger, why, zone } = header;
  return toLines([
    `${task} · ${trigger}${retry ? ` ${String(retry.number)} of ${String(retry.of)}` : ''} · run ${run}`,
    ...(cause ? [`after    ${cause.task}, ${cause.outcome}, run ${cause.run}`] : []),
    ...(due ? [`due      ${timeWithZone(due.at, due.zone)}`] : []),
    `began    ${timeWithZone(at, zone)}`,
    ...(argv ? [`command  ${commandLine(argv)}`] : []),
    ...(args ? [`added    ${commandLine(args)}`] : []),
    ...(why === undefined ? [] : [`chosen   ${inEnglish(() => word(why))}`]),
    ...(cwd === undefined ? [] : [`folder   ${cwd}`]),
  ]);
}

/** A line of ours in the middle of a run's log, ending in a line break. */
export function renderLogNote(text: string): string {
  return toLines([text]);
}

/** The last lines of a run's log, ending in a line break: how it went. */
export function renderLogFooter({ at, leftovers = 0, outcome, startedAt, pid, zone }: LogFooter): string {
  const facts = [
    describeEnd(outcome, startedAt),
    ...('exit' in outcome ? exitForLog(outcome.exit) : []),
    ...(startedAt === undefined ? [] : [describeElapsed(at - startedAt)]),
    ...(pid === undefined ? [] : [`pid ${String(pid)}`]),
    ...(leftovers === 0 ? [] : [leftovers === 1 ? '1 process left' : `${String(leftovers)} processes left`]),
  ];
  return toLines([
    ...(outcome.kind === 'start-failed' ? inEnglish(() => describeFailure(outcome.failure)).split('\n') : []),
    facts.join(' · '),
    `ended    ${timeWithZone(at, zone)}`,
  ]);
}

/**
 * What stands between the end of one run and the header of the next where several are read as one stream. It is in no
 * file: what it says beside the header is where the eye finds the next run.
 */
export function renderRunBanner({ at, trigger, zone }: { at: Instant; trigger: Trigger; zone?: string }): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(at);
  return `\n${'─'.repeat(24)} ${time} · ${trigger} ${'─'.repeat(24)}\n\n`;
}

/** A duration for people, in its two largest units: "42 ms", "1.2 s", "3 min 12 s", "2 h 5 min", "4 d 1 h". */
export function describeElapsed(elapsedMs: number): string {
  // A clock set back during a run would make it end before it began.
  const ms = Math.max(0, Math.round(elapsedMs));
  if (ms < 1_000) return `${String(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return twoUnits(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  return minutes < 1_440 ? twoUnits(minutes, 60, 'h', 'min') : twoUnits(Math.round(minutes / 60), 24, 'd', 'h');
}

/** An instant as ISO time with offset, to the second, and the zone it is told in: "2026-03-05T14:02:07+01:00 Europe/Berlin". */
export function timeWithZone(at: Instant, zone = systemTimeZone()): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${date}T${time}${offset} ${zone}`;
}

function exitForLog(exit: ExitStatus): readonly string[] {
  return [inEnglish(() => describeExit(exit))];
}

function describeEnd(outcome: RunOutcome, startedAt: Instant | undefined): string {
  switch (outcome.kind) {
    case 'succeeded':
    case 'failed':
      return outcome.kind;
    case 'timed-out':
      return 'timed out';
    case 'start-failed':
      return 'could not start';
    case 'stopped':
      if (outcome.exit) return 'stopped';
      return startedAt === undefined ? 'stopped before it started' : 'stopped · exit status unknown';
    case 'interrupted':
      return 'interrupted · exit status unknown';
    default:
      return assertNever(outcome);
  }
}

function twoUnits(amount: number, perLarge: number, large: string, small: string): string {
  const rest = amount % perLarge;
  return `${String(Math.floor(amount / perLarge))} ${large}${rest === 0 ? '' : ` ${String(rest)} ${small}`}`;
}

/** Marks each line. A control character in a name or path would break the line or play with the reader's terminal. */
function toLines(lines: readonly string[]): string {
  return lines.map((line) => `${logMark}${line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD')}\n`).join('');
}
