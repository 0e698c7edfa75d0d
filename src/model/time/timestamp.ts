import { type Clause, say } from '../words/clause.ts';
import type { Instant } from '../../base/clock.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';
import { type WallTime, instantAtWallTime } from './wallTime.ts';

/** A time stamp as written: an instant where it has Z or an offset, else what clocks show wherever it is meant. */
export type WrittenTime =
  { readonly kind: 'instant'; readonly at: Instant } | { readonly kind: 'wall'; readonly wall: WallTime };

/** Before, zones had offsets in seconds and changes that nobody schedules by. */
const firstYear = 1970;

const advice = say('Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27"');

const pattern =
  /(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:(?:T|\s+)(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?)?(?:\s*(?<offset>Z|[+-]\d\d(?::?\d\d)?))?)?/diy;

const time = String.raw`(?:[T\s]\s*(?<hour>\d\d?):(?<minute>\d\d))?$`;
const dateFirst = new RegExp(String.raw`^(?<year>\d{4})([-/.]?)(?<month>\d\d?)\2(?<day>\d\d?)${time}`, 'i');
/** Only with dots: between slashes month and day come in either order. */
const dayFirst = new RegExp(String.raw`^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})${time}`, 'i');

/**
 * Reads a time stamp such as "2021-02-27T13:00:00", "2021-02-27 13:00" or "2021-02-27". With Z or an offset it is an
 * instant, without it is wall time in `timeZone`: a time that the clocks there skip is the first valid instant after
 * the gap, one that comes twice is the first of the two. The error says where the text is wrong and what to write.
 */
export function parseTimestamp(text: string, timeZone: string): Result<Instant, TextProblem> {
  const written = readTimestamp(text);
  if (!written.ok) return written;
  const time = written.value;
  return ok(time.kind === 'instant' ? time.at : instantAtWallTime(time.wall, timeZone));
}

/** Reads a time stamp as `parseTimestamp` does, and leaves the zone open. */
export function readTimestamp(text: string): Result<WrittenTime, TextProblem> {
  const tooLong = lengthProblem(text);
  if (tooLong) return err(tooLong);
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  const end = Math.max(start, text.trimEnd().length);
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (!match) return unreadable(text, start, end);
  const matchEnd = start + match[0].length;
  if (matchEnd < end) return trailing(text, matchEnd, end, match.groups?.['hour'] !== undefined);
  return understand(match);
}

function understand(match: RegExpExecArray): Result<WrittenTime, TextProblem> {
  const number = (name: string): number => Number(match.groups?.[name] ?? 0);
  const refuse = (name: string, why: Clause, meant?: string): Result<WrittenTime, TextProblem> => {
    const [from, to] = match.indices?.groups?.[name] ?? [match.index, match.index];
    const suggestion = meant === undefined ? {} : { suggestion: { text: meant } };
    return err({ message: why, offset: from, length: to - from, ...suggestion });
  };
  const year = number('year');
  if (year < firstYear) return refuse('year', say('The year {0} is too early. Write {1} or later.', year, firstYear));
  const month = number('month');
  if (month < 1 || month > 12) {
    return refuse(
      'month',
      say('There is no month {0}. Write 01 to 12, after the year.', match.groups?.['month'] ?? ''),
    );
  }
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = number('day');
  if (day < 1 || day > days) {
    return refuse('day', say('That month has no day {0}. Write 01 to {1}.', match.groups?.['day'] ?? '', days));
  }
  if (number('hour') > 23)
    return refuse('hour', say('Hours range from 00 to 23. Midnight is 00:00 of the day it begins.'));
  if (number('minute') > 59) return refuse('minute', say('Minutes range from 00 to 59. Write "59".'), '59');
  if (number('second') > 59) return refuse('second', say('Seconds range from 00 to 59. Write "59".'), '59');
  const milliseconds = Math.floor(Number(`0.${match.groups?.['fraction'] ?? '0'}`) * 1_000);
  const wall = Date.UTC(year, month - 1, day, number('hour'), number('minute'), number('second'), milliseconds);
  const offset = match.groups?.['offset'];
  if (offset === undefined) return ok({ kind: 'wall', wall });
  const offsetMs = readOffset(offset);
  if (offsetMs === undefined)
    return refuse(
      'offset',
      say('No clock is that far from UTC. Write hours up to 14 and minutes up to 59, such as +01:00.'),
    );
  return ok({ kind: 'instant', at: wall - offsetMs });
}

function readOffset(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0] = (offset.match(/\d\d/g) ?? []).map(Number);
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 14 * 60) return undefined;
  return (offset.startsWith('-') ? -total : total) * 60_000;
}

function unreadable(text: string, start: number, end: number): Result<WrittenTime, TextProblem> {
  const found = text.slice(start, end);
  const what = found === '' ? say('A time stamp is missing') : say('"{0}" is not a time stamp', found);
  const meant = nearestStamp(found);
  const message = meant === undefined ? say('{0}. {1}.', what, advice) : say('{0}. Did you mean "{1}"?', what, meant);
  return err({
    message,
    offset: start,
    length: found.length,
    ...(meant !== undefined && { suggestion: { text: meant } }),
  });
}

/** The time stamp that was meant by a date with other marks or without leading zeros: "27.2.2021", "2021/2/7 9:00". */
function nearestStamp(text: string): string | undefined {
  const found = dateFirst.exec(text)?.groups ?? dayFirst.exec(text)?.groups;
  if (!found) return undefined;
  const { year = '', month = '', day = '', hour, minute = '' } = found;
  const two = (digits: string): string => digits.padStart(2, '0');
  const stamp = `${year}-${two(month)}-${two(day)}${hour === undefined ? '' : `T${two(hour)}:${minute}`}`;
  return readTimestamp(stamp).ok ? stamp : undefined;
}

function trailing(text: string, from: number, end: number, hasTime: boolean): Result<WrittenTime, TextProblem> {
  const offset = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  const found = text.slice(offset, end);
  const start = text.length - text.trimStart().length;
  const meant = nearestStamp(text.slice(start, end));
  if (meant !== undefined) {
    const message = say('"{0}" cannot be read. Did you mean "{1}"?', found, meant);
    const suggestion = { text: meant, place: { offset: start, length: end - start } };
    return err({ message, offset, length: found.length, suggestion });
  }
  const rule = hasTime
    ? say('Only Z or an offset such as +01:00 can follow the time; a zone belongs in "timezone"')
    : say('Only a time such as 13:00 or 13:00:00 can follow the date');
  return err({ message: say('"{0}" cannot be read. {1}.', found, rule), offset, length: found.length });
}

/** An instant as the executor's log has it: ISO 8601 in UTC, with milliseconds. */
export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}
