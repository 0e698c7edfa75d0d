import { err, ok, type Result } from '../../base/result.ts';
import type { Instant } from '../../base/clock.ts';
import { nextOccurrences } from '../../model/schedule/occurrences.ts';
import { parseRecurrence } from '../../model/schedule/recurrence.ts';
import { createRule, createSchedule, type Schedule } from '../../model/schedule/schedule.ts';
import { previewLine } from '../../model/schedule/scheduleText.ts';
import { describeSchedule } from '../../model/schedule/scheduleWords.ts';
import { parseTimeZone, systemTimeZone } from '../../model/time/timeZone.ts';
import { parseTimestamp, readTimestamp } from '../../model/time/timestamp.ts';
import { closest } from '../../model/words/spelling.ts';
import { type CliFailure, misreading, usageFailure } from '../cliFailure.ts';
import { isoInstantIn, jsonVersion } from '../jsonOutput.ts';
import { exitCodes } from '../exitCode.ts';
import { scheduleWarnings } from '../scheduleWarnings.ts';
import { addVerb, type VerbEnd, type VerbSet } from '../verb.ts';

interface NextOptions {
  readonly start?: string;
  readonly timezone?: string;
  readonly from?: string;
  readonly lines: string;
}

/** Nobody reads more. */
const mostOccurrences = 1_000;

/** Adds `next`. */
export function addNextVerb(set: VerbSet): void {
  addVerb<NextOptions>(set, {
    usage: 'next <expression...>',
    needsNoFolder: () => true,
    takesDashes: true,
    summary: 'explain a period or a cron expression in words, and show when it is next due',
    options: [
      ['--start <time>', 'a period counts from then, and nothing is due earlier: "2026-03-01T13:00:00"'],
      ['--timezone <zone>', 'the time zone; by default that of this machine: "Europe/Berlin"'],
      ['--from <time>', 'show what is due after then; by default, after now'],
      ['-n, --lines <count>', 'the number of times', '5'],
    ],
    act: ({ args, context, options }) =>
      // Without quotes its words come one by one.
      Promise.resolve(explain(args, options, context.terminal.clock.now())),
  });
}

function explain(words: readonly string[], options: NextOptions, now: Instant): VerbEnd {
  const unknown = words.find((word) => /^-(?!\d)/.test(word));
  if (unknown !== undefined) return err(noSuchOption(unknown));
  const expression = words.join(' ');
  const count = readCount(options.lines);
  if (!count.ok) return count;
  const timeZone = options.timezone === undefined ? ok(systemTimeZone()) : parseTimeZone(options.timezone);
  if (!timeZone.ok) return err(misreading('--timezone', timeZone.error));
  const schedule = readSchedule(expression, options.start, timeZone.value);
  if (!schedule.ok) return schedule;
  const from = options.from === undefined ? ok(now) : parseTimestamp(options.from, timeZone.value);
  if (!from.ok) return err(misreading('--from', from.error));
  // Without a start a period counts from here.
  const found = nextOccurrences({ schedule: schedule.value, anchor: from.value }, from.value, count.value);
  const sentence = describeSchedule(schedule.value);
  const warnings = scheduleWarnings({ what: 'the expression', text: expression }, options.timezone);
  const lines = [`${sentence} (${timeZone.value})`, ...found.map((at) => previewLine(at, timeZone.value))];
  return ok({
    exit: exitCodes.done,
    text: `${lines.join('\n')}\n`,
    problems: warnings.map(({ message }) => message),
    json: {
      version: jsonVersion,
      words: sentence,
      timezone: timeZone.value,
      occurrences: found.map((at) => isoInstantIn(at, timeZone.value)),
      ...(warnings.length > 0 && {
        warnings: warnings.map(({ length, message, offset }) => ({ message, offset, length })),
      }),
    },
  });
}

/** Says that there is no such option, and which may have been meant. */
function noSuchOption(written: string): CliFailure {
  const near = closest(written, ['--start', '--timezone', '--from', '--lines', '--folder', '--json', '--help']);
  const advice = near === undefined ? 'See executor next --help.' : `Did you mean ${near}?`;
  const message = `There is no option ${written}. ${advice}`;
  return { ...usageFailure(message), offset: 0, length: written.length };
}

function readSchedule(expression: string, start: string | undefined, timeZone: string): Result<Schedule, CliFailure> {
  const recurrence = parseRecurrence(expression);
  if (!recurrence.ok) return err(misreading('the expression', recurrence.error));
  const written = start === undefined ? ok(undefined) : readTimestamp(start);
  if (!written.ok) return err(misreading('--start', written.error));
  return ok(createSchedule(createRule(recurrence.value, { start: written.value }, timeZone)));
}

function readCount(text: string): Result<number, CliFailure> {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= mostOccurrences) return ok(count);
  const nearest = String(count > mostOccurrences ? mostOccurrences : 1);
  const message = `"${text}" is not a valid number of times: it must be from 1 to ${String(mostOccurrences)}. Write "${nearest}".`;
  return err(misreading('--lines', { message, offset: 0, length: text.length, suggestion: { text: nearest } }));
}
