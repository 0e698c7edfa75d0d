import type { Instant } from '../../base/clock.ts';
import { firstWhere } from '../../base/firstWhere.ts';
import { knownTimeZones, zoneKind } from './timeZone.ts';
import { dayMs, wallTimeAt } from './wallTime.ts';

/** A day of the year on which clocks change: weekday `day` (0 is Sunday) of week 1 to 5 (the last) of a month, at a time of the clocks. */
interface ChangeDay {
  readonly month: number;
  readonly week: number;
  readonly day: number;
  readonly timeMs: number;
}

/** What a text such as "CET-1CEST,M3.5.0,M10.5.0/3" says of the clocks; see tzset(3). Offsets are east of Greenwich. */
export interface PosixZone {
  readonly standardMs: number;
  readonly summer?: { readonly offsetMs: number; readonly begins: ChangeDay; readonly ends: ChangeDay };
}

/** What is meant where no days are named: those of the United States, as the C library has them. */
const usual = ['M3.2.0', 'M11.1.0'] as const;

/** Reads a rule of POSIX; undefined if it isn't one, or names its days by their number in the year. */
export function parsePosixZone(text: string): PosixZone | undefined {
  const [, west, rest = ''] = /^(?:<[\w+-]+>|[A-Za-z]{3,})([+-]?\d{1,3}(?::\d{2}){0,2})(.*)$/.exec(text) ?? [];
  if (west === undefined) return undefined;
  const standardMs = -toMs(west);
  if (rest === '') return { standardMs };
  const summer = /^(?:<[\w+-]+>|[A-Za-z]{3,})([+-]?\d{1,3}(?::\d{2}){0,2})?(?:,([^,]+),([^,]+))?$/.exec(rest);
  if (!summer) return undefined;
  const [, summerWest, beginsAt = usual[0], endsAt = usual[1]] = summer;
  const offsetMs = summerWest === undefined ? standardMs + 3_600_000 : -toMs(summerWest);
  const [begins, ends] = [toChangeDay(beginsAt), toChangeDay(endsAt)];
  return begins && ends && { standardMs, summer: { offsetMs, begins, ends } };
}

/** The offset of the clocks at an instant, in milliseconds east of Greenwich. */
export function posixOffsetAt({ standardMs, summer }: PosixZone, at: Instant): number {
  if (!summer) return standardMs;
  const year = new Date(at + standardMs).getUTCFullYear();
  const begin = wallOf(summer.begins, year) - standardMs;
  const end = wallOf(summer.ends, year) - summer.offsetMs;
  const isSummer = begin < end ? begin <= at && at < end : at < end || begin <= at;
  return isSummer ? summer.offsetMs : standardMs;
}

/** A zone whose clocks go as the rule says, this year and the next; undefined if there is none. */
export function zoneLike(zone: PosixZone, now: Instant): string | undefined {
  const hours = -zone.standardMs / 3_600_000;
  const fixed = hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '' : '+'}${String(hours)}`;
  if (!zone.summer && zoneKind(fixed) === 'zone') return fixed;
  const samples = Array.from({ length: 2 * 53 }, (_, week) => now + week * 7 * dayMs);
  const changes = samples.flatMap((at, index) => {
    const next = samples[index + 1];
    const isOther = (instant: Instant): boolean => posixOffsetAt(zone, instant) !== posixOffsetAt(zone, at);
    return next !== undefined && isOther(next) ? firstWhere(at, next, isOther) : [];
  });
  const instants = [...changes.flatMap((at) => [at - 1, at]), ...samples];
  const goesAlike = (timeZone: string): boolean =>
    instants.every((at) => wallTimeAt(at, timeZone) - at === posixOffsetAt(zone, at));
  return [...wellKnown, ...knownTimeZones()].find(goesAlike);
}

/** Of many places with the same clocks, those that people know. */
const wellKnown = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'Australia/Sydney',
];

function toMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1_000 : 1_000) * (hours * 3_600 + minutes * 60 + seconds);
}

function toChangeDay(text: string): ChangeDay | undefined {
  const [, month, week, day, at = '2'] =
    /^M(\d\d?)\.([1-5])\.([0-6])(?:\/([+-]?\d{1,3}(?::\d{2}){0,2}))?$/.exec(text) ?? [];
  return month === undefined
    ? undefined
    : { month: Number(month), week: Number(week), day: Number(day), timeMs: toMs(at) };
}

function wallOf({ day, month, timeMs, week }: ChangeDay, year: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let date = 1 + ((day - first + 7) % 7) + (week - 1) * 7;
  while (date > length) date -= 7;
  return Date.UTC(year, month - 1, date) + timeMs;
}
