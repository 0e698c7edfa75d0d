import type { Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Clause, say } from '../words/clause.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';
import { parsePeriod } from '../time/period.ts';
import { nextPeriodOccurrence } from './periodOccurrences.ts';
import { previewLine } from './scheduleText.ts';
import { closest } from '../words/spelling.ts';
import { readTimestamp } from '../time/timestamp.ts';
import { dayMs, instantAtWallTime, wallTimeAt, startOfDay } from '../time/wallTime.ts';

/** An instant to come, as a person has named it. */
export interface LaterTime {
  readonly at: Instant;
  /** It was a time of day alone, which has passed today. */
  readonly isTomorrow?: true;
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const firstWords = ['in', 'at', 'today', 'tonight', 'tomorrow', ...weekdays];

const advice = say('Write a time such as "in 20 minutes", "22:00", "tomorrow 7:30" or "2026-12-24 18:00"');

const dayWord = String.raw`today|tonight|tomorrow|(?:on\s+)?(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?`;

const clock = new RegExp(
  String.raw`^(?:(?<day>${dayWord})\b\s*)?(?:at\s+)?(?:(?<hour>\d\d?)(?::(?<minute>\d\d)(?::(?<second>\d\d))?)?\s*(?<half>[ap]m)?)?(?:\s+(?<dayAfter>${dayWord}))?$`,
  'di',
);

/** Hours of the evening and of the night after it. */
const eveningFrom = 17;
const nightUntil = 6;

/** What is read, and against what. */
interface Reading {
  /** As it was typed. */
  readonly text: string;
  /** Where in it something stands, blanks aside. */
  readonly start: number;
  readonly end: number;
  readonly now: Instant;
  readonly timeZone: string;
}

/**
 * Reads an instant to come: a span ("in 20 minutes", "2 days"), a time of day ("22:00", "7:30 pm", "tonight at 22:00",
 * "tomorrow 7:30", "monday 9:00") or a time stamp ("2026-12-24 18:00", with Z or an offset an instant), by the clocks of
 * `timeZone`. A time of day alone that has passed today is tomorrow's. What the clocks skip, or show twice, is decided as
 * `parseTimestamp` does. The error says where the text is wrong and what to write.
 */
export function parseLaterTime(text: string, now: Instant, timeZone: string): Result<LaterTime, TextProblem> {
  const tooLong = lengthProblem(text);
  if (tooLong) return err(tooLong);
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  const end = Math.max(start, text.trimEnd().length);
  const reading: Reading = { text, start, end, now, timeZone };
  const typed = text.slice(start, end);
  if (typed === '') return problem(reading, say('A time is missing. {0}.', advice));
  if (/^now$/i.test(typed))
    return problem(reading, say('"{0}" is not in the future. To run the task now, use Run Now.', typed));
  const match = clock.exec(typed);
  if (match) return readClock(match, reading);
  const prefix = /^in\b\s*/i.exec(typed)?.[0] ?? '';
  if (prefix !== '' || /^(?:\d+(?:[.,]\d+)?\s*[a-z]|an?\s)/i.test(typed)) return readSpan(prefix.length, reading);
  return /^\d+[-./]/.test(typed) ? readStamp(reading) : unreadable(reading);
}

function readSpan(prefix: number, reading: Reading): Result<LaterTime, TextProblem> {
  const { end, now, start, text, timeZone } = reading;
  const from = start + prefix;
  // "an hour" is one, and what follows keeps its place.
  const span = text.slice(from, end).replace(/^an?(?=\s)/i, (article) => '1'.padEnd(article.length));
  if (/^(?:every\b|\w+ly$)/i.test(span)) return problem(reading, say('"{0}" is not a single time. {1}.', span, advice));
  const period = parsePeriod(span);
  if (!period.ok) return err({ ...period.error, offset: from + period.error.offset });
  const rule = { kind: 'period', every: span, period: period.value, timeZone } as const;
  return ok({ at: nextPeriodOccurrence({ rule, anchor: now }, now) });
}

function readStamp(reading: Reading): Result<LaterTime, TextProblem> {
  const stamp = readTimestamp(reading.text);
  if (!stamp.ok) return stamp;
  const time = stamp.value;
  const at = time.kind === 'instant' ? time.at : instantAtWallTime(time.wall, reading.timeZone);
  return at > reading.now ? ok({ at }) : past(at, reading, say('Write a later time.'));
}

function readClock(match: RegExpExecArray, reading: Reading): Result<LaterTime, TextProblem> {
  const { day, dayAfter, half, hour, minute = '00', second = '00' } = match.groups ?? {};
  const typedDay = day ?? dayAfter;
  if (day !== undefined && dayAfter !== undefined) return unreadable(reading);
  if (hour === undefined) {
    if (typedDay === undefined) return unreadable(reading);
    return problem(reading, say('A time of day is missing after "{0}". Write "{0} 7:30".', typedDay));
  }
  const refuse = (name: string, message: Clause): Result<LaterTime, TextProblem> => {
    const [from, to] = match.indices?.groups?.[name] ?? [0, 0];
    return err({ message, offset: reading.start + from, length: to - from });
  };
  if (half === undefined && match.groups?.['minute'] === undefined)
    return refuse('hour', say('"{0}" could mean an hour or minutes. Write "{0}:00" or "in {0} min".', hour));
  const hours = Number(hour);
  if (half !== undefined && (hours < 1 || hours > 12))
    return refuse('hour', say('With am and pm, hours range from 1 to 12. Write "{0}:{1}" alone.', hour, minute));
  if (hours > 23) return refuse('hour', say('Hours range from 00 to 23. Midnight is 00:00 of the day it begins.'));
  if (Number(minute) > 59) return refuse('minute', say('Minutes range from 00 to 59. Write "59".'));
  if (Number(second) > 59) return refuse('second', say('Seconds range from 00 to 59. Write "59".'));
  const hourOfDay = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const time: TimeOfDay = {
    hour: hourOfDay,
    ms: ((hourOfDay * 60 + Number(minute)) * 60 + Number(second)) * 1_000,
    text: `${String(hourOfDay)}:${minute}`,
  };
  return onDay(typedDay?.replace(/^on\s+/i, '').toLowerCase(), time, reading);
}

/** A time that clocks show each day. */
interface TimeOfDay {
  readonly hour: number;
  /** Since midnight. */
  readonly ms: number;
  /** To be written in advice. */
  readonly text: string;
}

function onDay(day: string | undefined, time: TimeOfDay, reading: Reading): Result<LaterTime, TextProblem> {
  const { now, timeZone } = reading;
  const wallNow = wallTimeAt(now, timeZone);
  const today = startOfDay(wallNow);
  const after = (days: number): Instant => instantAtWallTime(today + days * dayMs + time.ms, timeZone);
  const tomorrow = say('Write "tomorrow {0}".', time.text);
  switch (day) {
    case undefined:
      return after(0) > now ? ok({ at: after(0) }) : ok({ at: after(1), isTomorrow: true });
    case 'today':
      return after(0) > now ? ok({ at: after(0) }) : past(after(0), reading, tomorrow);
    case 'tomorrow':
      return ok({ at: after(1) });
    case 'tonight': {
      if (time.hour >= nightUntil && time.hour < eveningFrom) {
        const evening = `${String(time.hour + 12 > 23 ? 22 : time.hour + 12)}:00`;
        return problem(reading, say('{0} is not tonight. Write "tonight at {1}" or "{0}".', time.text, evening));
      }
      // Before the morning it is the night that began yesterday.
      const isSmallHour = time.hour < nightUntil;
      const isNight = wallNow - today < nightUntil * 3_600_000;
      const at = after(isSmallHour && !isNight ? 1 : 0);
      return at > now ? ok({ at }) : past(at, reading, tomorrow);
    }
    default: {
      const weekday = weekdays.findIndex((name) => name.startsWith(day.slice(0, 3)));
      const ahead = (weekday - new Date(today).getUTCDay() + 7) % 7;
      return ok({ at: after(ahead) > now ? after(ahead) : after(ahead + 7) });
    }
  }
}

function past(at: Instant, reading: Reading, what: Clause): Result<LaterTime, TextProblem> {
  const [then, now] = [at, reading.now].map((each) => previewLine(each, reading.timeZone));
  return problem(reading, say('{0} has passed: it is now {1}. {2}', then ?? '', now ?? '', what));
}

function unreadable(reading: Reading): Result<LaterTime, TextProblem> {
  const typed = reading.text.slice(reading.start, reading.end);
  const [first = ''] = /^\p{L}+/u.exec(typed) ?? [];
  const meant = first === '' || firstWords.includes(first.toLowerCase()) ? undefined : closest(first, firstWords);
  const message =
    meant === undefined
      ? say('"{0}" is not a time. {1}.', typed, advice)
      : say('"{0}" is not a time. Did you mean "{1}"?', typed, meant + typed.slice(first.length));
  return problem(reading, message);
}

function problem({ end, start }: Reading, message: Clause): Result<LaterTime, TextProblem> {
  return err({ message, offset: start, length: end - start });
}
