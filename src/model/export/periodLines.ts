import type { Instant } from '../../base/clock.ts';
import type { PeriodRule } from '../schedule/schedule.ts';
import { clockChanges, dayMs, instantAtWallTime, wallTimeAt, startOfDay } from '../time/wallTime.ts';
import { type CalendarLine, range, type ScheduleLoss } from './calendarLine.ts';

/** The lines of a calendar that say a schedule, and the zone that they are read in; none if there are no such lines. */
export interface ZonedLines {
  readonly lines: readonly CalendarLine[];
  readonly timeZone: string;
  readonly losses: readonly ScheduleLoss[];
}

/** What is known of the machine and the moment at which a schedule is exported. */
export interface ExportMoment {
  readonly now: Instant;
  /** The instant at which the schedule was first started; undefined if it never was. */
  readonly anchor: Instant | undefined;
  /** Whoever reads the lines looks at clocks alone: what is due each hour is not where an hour comes twice. */
  readonly knowsClocksOnly?: true;
}

const hourMs = 3_600_000;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Changes of clocks are looked for so far ahead. */
const aheadMs = 3 * 366 * dayMs;
/** Nobody reads more lines, and none of them means anything by itself. */
const mostLines = 24;

/** The calendar of a period, where it has one: within a day it comes round with the day, else with the week or the year. */
export function periodLines(rule: PeriodRule, moment: ExportMoment): ZonedLines {
  const { anchor, now } = moment;
  const { period, timeZone } = rule;
  const from = rule.start ?? anchor ?? instantAtWallTime(startOfDay(wallTimeAt(now, timeZone)), timeZone);
  const losses: readonly ScheduleLoss[] = rule.start === undefined && anchor === undefined ? ['anchor'] : [];
  const { days, elapsedMs, months } = period;
  const found =
    days === 0 && months === 0
      ? elapsedLines(elapsedMs, from, moment, timeZone)
      : elapsedMs === 0
        ? { lines: calendarLines(rule.startWall ?? wallTimeAt(from, timeZone), days, months), timeZone }
        : { lines: [], timeZone };
  return found.lines.length === 0 ? { ...found, losses: ['period'] } : { ...found, losses };
}

/** The instants at which clocks of a zone are changed in the years to come, by the times on the wall that they skip or repeat. */
export function clockChangesAhead(
  timeZone: string,
  now: Instant,
): readonly { readonly from: number; readonly to: number }[] {
  return clockChanges(now, now + aheadMs, timeZone).map((at) => {
    const before = wallTimeAt(at - 1, timeZone) + 1;
    const after = wallTimeAt(at, timeZone);
    return { from: Math.min(before, after), to: Math.max(before, after) };
  });
}

/** Whether one of these times on the wall is skipped or repeated by clocks in the years to come, whichever day that is. */
export function meetsClockChange(lines: readonly CalendarLine[], timeZone: string, now: Instant): boolean {
  return clockChangesAhead(timeZone, now).some(({ from, to }) => {
    for (let wall = from; wall < to; wall += 60_000) {
      const minute = Math.floor((wall - startOfDay(wall)) / 60_000);
      const isMet = lines.some(
        ({ hours, minutes }) => hours.includes(Math.floor(minute / 60)) && minutes.includes(minute % 60),
      );
      if (isMet) return true;
    }
    return false;
  });
}

/**
 * Elapsed time comes round with the day where it divides it. Clocks that are changed would shift it: then it is told in
 * UTC, but where it comes round with each hour and changes are whole multiples of it.
 */
function elapsedLines(
  elapsedMs: number,
  from: Instant,
  { knowsClocksOnly, now }: ExportMoment,
  timeZone: string,
): Pick<ZonedLines, 'lines' | 'timeZone'> {
  if (elapsedMs % 1_000 !== 0 || dayMs % elapsedMs !== 0) return { lines: [], timeZone };
  const isSteady = clockChangesAhead(timeZone, now).every(
    ({ from: first, to }) => !knowsClocksOnly && hourMs % elapsedMs === 0 && (to - first) % elapsedMs === 0,
  );
  const zone = isSteady ? timeZone : 'UTC';
  const wall = from + (wallTimeAt(now, zone) - now);
  const first = Math.floor((((wall % elapsedMs) + elapsedMs) % elapsedMs) / 1_000);
  const step = elapsedMs / 1_000;
  const times = Array.from({ length: dayMs / elapsedMs }, (_, index) => first + index * step);
  const lines = groupTimes(times, step);
  return { lines: lines.length > mostLines ? [] : lines, timeZone: zone };
}

/** Times of a day, in seconds since midnight, as few lines: those that come round with the minute or the hour are said once. */
function groupTimes(times: readonly number[], step: number): readonly CalendarLine[] {
  const days = { from: 'all' } as const;
  if (60 % step === 0) {
    const seconds = times.filter((time) => time < 60);
    return [{ days, hours: range(0, 23), minutes: range(0, 59), seconds }];
  }
  const inHour = 3_600 % step === 0;
  const groups = new Map<number, number[]>();
  for (const time of inHour ? times.filter((each) => each < 3_600) : times) {
    const key = inHour ? time % 60 : time % 3_600;
    const value = Math.floor(time / (inHour ? 60 : 3_600));
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups]
    .toSorted(([one], [other]) => one - other)
    .map(([key, values]) =>
      inHour
        ? { days, hours: range(0, 23), minutes: values, seconds: [key] }
        : { days, hours: values, minutes: [Math.floor(key / 60)], seconds: [key % 60] },
    );
}

/** Days and months of the calendar: each day, each week, or a number of months that comes round with the year. */
function calendarLines(wall: number, days: number, months: number): readonly CalendarLine[] {
  const date = new Date(wall);
  const time = {
    hours: [date.getUTCHours()],
    minutes: [date.getUTCMinutes()],
    seconds: [date.getUTCSeconds()],
  };
  if (months === 0 && days === 1) return [{ days: { from: 'all' }, ...time }];
  if (months === 0 && days === 7) return [{ days: { from: 'all' }, weekdays: [date.getUTCDay()], ...time }];
  if (days > 0 || 12 % months !== 0) return [];
  const named = range(1, 12).filter((month) => (month - 1 - date.getUTCMonth() + 12) % months === 0);
  const day = date.getUTCDate();
  if (day <= 28) return [{ ...inMonths(named), days: { from: 'first', days: [day] }, ...time }];
  const groups = new Map<number, number[]>();
  for (const month of named) {
    // February is the only month whose last day is not always the same.
    const last = month === 2 ? 0 : Math.min(day, lengths[month - 1] ?? 31);
    groups.set(last, [...(groups.get(last) ?? []), month]);
  }
  return [...groups].map(([last, those]) => ({
    ...inMonths(those),
    days: last === 0 ? { from: 'last', days: [1] } : { from: 'first', days: [last] },
    ...time,
  }));
}

function inMonths(months: readonly number[]): Pick<CalendarLine, 'months'> {
  return months.length === 12 ? {} : { months };
}
