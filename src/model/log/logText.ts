import { assertNever } from '../../base/assertNever.ts';
import type { Instant } from '../../base/clock.ts';
import { type Clause, word } from '../words/clause.ts';
import { commandLine } from '../words/commandLine.ts';
import { describeFailure } from '../describeFailure.ts';
import { inEnglish } from '../words/language.ts';
import { describeExit, type RunCause, type RunId, type RunOutcome, type Trigger } from '../run.ts';
import { systemTimeZone } from '../time/timeZone.ts';

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
  /** What a person may not have meant in what is run. */
  readonly remarks?: readonly Clause[];
  /** Arguments of this run alone, which are at the end of `argv` too. */
  readonly args?: readonly string[];
  /** The run whose end made this one run. */
  readonly cause?: RunCause;
  /** Which retry it is, and of how many. */
  readonly retry?: { readonly number: number; readonly of: number };
  /** The occurrence that it was started for, and the zone of its schedule; this machine's where that is unknown. */
  readonly due?: { readonly at: Instant; readonly zone: string | undefined };
  /** IANA zone in which times are told; this machine's if absent. */
  readonly zone?: string;
}

/** What is known when a run is over. The pid is here, for nobody knew it when the header was written. */
export interface LogFooter {
  readonly at: Instant;
  readonly outcome: RunOutcome;
  /** When the script started; absent if it never did. */
  readonly startedAt?: Instant;
  /** The script's own process id. */
  readonly pid?: number;
  /** How many processes the run has left; none if absent. */
  readonly leftovers?: number;
  /** The script has left its last line without a line break. */
  readonly isLineOpen?: boolean;
  /** IANA zone in which times are told; this machine's if absent. */
  readonly zone?: string;
}

/** What tells the footer of a run from that of another. */
export type FooterMark = Pick<LogFooter, 'pid'> & { readonly endedAt?: Instant };

/** The labels of the lines that follow the title of a header, in their order. */
const headerLabels = ['after', 'due', 'began', 'command', 'added', 'chosen', 'folder', 'remark'] as const;
type HeaderLabel = (typeof headerLabels)[number];

/** In the footer if the line break before it is not the script's. */
const lineWasOpen = 'no line break at the end';

/** The first lines of a run's log, ending in a line break: what is run, when and why. */
export function renderLogHeader(header: LogHeader): string {
  const { args, argv, at, cause, cwd, due, remarks = [], retry, run, task, trigger, why, zone } = header;
  const facts: Readonly<Record<HeaderLabel, string | undefined>> = {
    after: cause && `${cause.task}, ${cause.outcome}, run ${cause.run}`,
    due: due && timeWithZone(due.at, due.zone),
    began: timeWithZone(at, zone),
    command: argv && commandLine(argv),
    added: args && commandLine(args),
    chosen: why === undefined ? undefined : inEnglish(() => word(why)),
    folder: cwd,
    remark: remarks.length === 0 ? undefined : inEnglish(() => remarks.map(word).join(' · ')),
  };
  return toLines([
    `${task} · ${trigger}${retry ? ` ${String(retry.number)} of ${String(retry.of)}` : ''} · run ${run}`,
    ...headerLabels.flatMap((label) => (facts[label] === undefined ? [] : labelled(label, facts[label]))),
  ]);
}

/** A line of ours in the middle of a run's log, which tells by the run's id that it is not the script's. */
export function renderLogNote(run: RunId, text: string): string {
  return toLines([noteOf(run, text)]);
}

/**
 * Whether a line continues the header of a run: answers how far the header has come then, 0 being its beginning, to be given
 * with the next line.
 */
export function headerStepOf(line: string, step: number, run: RunId): number | undefined {
  if (step === 0) return line.endsWith(` · run ${run}\n`) ? 1 : undefined;
  const label = headerLabels.findIndex((each, at) => at >= step - 1 && line.startsWith(logMark + labelled(each, '')));
  return label === -1 ? undefined : label + 2;
}

/** Whether a line is a note about a run. */
export function isNoteOf(line: string, run: RunId): boolean {
  return line.startsWith(logMark + noteOf(run, ''));
}

/** Whether these lines are the whole footer of a run. */
export function isFooter(lines: readonly string[], { endedAt, pid }: FooterMark): boolean {
  const [facts = '', end = ''] = lines.slice(-2).map((line) => line.slice(logMark.length).trimEnd());
  const [, time = ''] = /^ended {4}(\S+) /.exec(end) ?? [];
  if (endedAt === undefined || Date.parse(time) !== Math.floor(endedAt / 1_000) * 1_000) return false;
  if (facts.startsWith(notStarted)) return true;
  return lines.length === 2 && (pid === undefined || facts.split(' · ').includes(`pid ${String(pid)}`));
}

/** Whether a footer, or lines that end with one, says that the script has left its last line open. */
export function saysLineWasOpen(lines: readonly string[]): boolean {
  return lines.at(-2)?.endsWith(` · ${lineWasOpen}\n`) ?? false;
}

/** The last lines of a run's log, ending in a line break: how it went. */
export function renderLogFooter(footer: LogFooter): string {
  const { at, isLineOpen = false, leftovers = 0, outcome, startedAt, pid, zone } = footer;
  const exit = 'exit' in outcome ? outcome.exit : undefined;
  const facts = [
    describeEnd(outcome, startedAt),
    ...(exit ? [inEnglish(() => describeExit(exit))] : []),
    ...(startedAt === undefined ? [] : [describeElapsed(at - startedAt)]),
    ...(pid === undefined ? [] : [`pid ${String(pid)}`]),
    ...(leftovers === 0 ? [] : [leftovers === 1 ? '1 process left' : `${String(leftovers)} processes left`]),
    ...(isLineOpen ? [lineWasOpen] : []),
  ];
  return toLines([
    ...(outcome.kind === 'start-failed' ? inEnglish(() => describeFailure(outcome.failure)).split('\n') : []),
    facts.join(' · '),
    labelled('ended', timeWithZone(at, zone)),
  ]);
}

/**
 * What is between the end of one run and the header of the next where several are read as one stream. It is in no file:
 * what it says beside the header is where the eye finds the next run.
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

const notStarted = 'could not start';

function labelled(label: HeaderLabel | 'ended', text: string): string {
  return `${label.padEnd(9)}${text}`;
}

function noteOf(run: RunId, text: string): string {
  return `run ${run} · ${text}`;
}

function describeEnd(outcome: RunOutcome, startedAt: Instant | undefined): string {
  switch (outcome.kind) {
    case 'succeeded':
    case 'failed':
      return outcome.kind;
    case 'timed-out':
      return 'timed out';
    case 'start-failed':
      return notStarted;
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
