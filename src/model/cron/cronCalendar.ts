import type { CronExpression } from './cronExpression.ts';
import { type DayRule, dayRules } from './cronDays.ts';
import { cronFieldKinds, cronValues } from './cronField.ts';
import { type WallTime, dayMs, startOfDay } from '../time/wallTime.ts';

/** Within this many months from this one, years of all fourteen kinds begin: each weekday, leap years and others. */
const allKindsOfYears = { from: 2_000 * 12, months: 28 * 12 };

/** In the calendar everything comes again after this many months; the rarest expressions are due within 40 years. */
const longestSearchMonths = 4_800;

/**
 * The times on the wall that an expression names, whatever the clocks of a zone make of them. The times of
 * a day are numbered from 0, so that none has to be gone through.
 */
export class CronCalendar {
  private readonly months: readonly number[];
  private readonly times: TimesOfDay;
  /** A day is named where each group has a member that names it. */
  private readonly days: readonly (readonly DayRule[])[];
  /** The days of months that were asked for, by year · 12 + month: the instant in UTC at which each begins. */
  private readonly known = new Map<number, readonly WallTime[]>();

  constructor(expression: CronExpression) {
    this.months = cronValues(expression.month, cronFieldKinds.month);
    this.times = new TimesOfDay(expression);
    this.days = dayRules(expression);
  }

  /** Whether any day is named at all. */
  isEverDue(): boolean {
    const { from, months } = allKindsOfYears;
    for (let month = from; month < from + months; month += 1) if (this.daysOf(month).length > 0) return true;
    return false;
  }

  /** The first time that is named, from `from` on. */
  firstFrom(from: WallTime): WallTime {
    const today = startOfDay(from);
    const index = this.times.countBefore(from - today);
    if (index < this.times.count && this.daysOf(monthOf(today)).includes(today)) return today + this.times.at(index);
    return this.firstDay(today + dayMs) + this.times.at(0);
  }

  /** The last time that is named before `before`. */
  lastBefore(before: WallTime): WallTime {
    const today = startOfDay(before);
    const index = this.times.countBefore(before - today) - 1;
    if (index >= 0 && this.daysOf(monthOf(today)).includes(today)) return today + this.times.at(index);
    return this.lastDay(today) + this.times.at(this.times.count - 1);
  }

  /** How many times are named from `from` on and before `before`. */
  count(from: WallTime, before: WallTime): number {
    if (before <= from) return 0;
    const first = startOfDay(from);
    const last = startOfDay(before);
    const inFull = this.countDays(first, last) * this.times.count;
    return inFull - this.countToday(first, from) + this.countToday(last, before);
  }

  private countToday(today: WallTime, before: WallTime): number {
    return this.daysOf(monthOf(today)).includes(today) ? this.times.countBefore(before - today) : 0;
  }

  private countDays(from: WallTime, before: WallTime): number {
    let count = 0;
    for (let month = monthOf(from); month <= monthOf(before); month += 1) {
      count += this.daysOf(month).filter((day) => day >= from && day < before).length;
    }
    return count;
  }

  private firstDay(from: WallTime): WallTime {
    const start = monthOf(from);
    for (let month = start; month < start + longestSearchMonths; month += 1) {
      const found = this.daysOf(month).find((day) => day >= from);
      if (found !== undefined) return found;
    }
    throw new Error('internal: an expression that is never due was let through');
  }

  private lastDay(before: WallTime): WallTime {
    const end = monthOf(before);
    for (let month = end; month > end - longestSearchMonths; month -= 1) {
      const found = this.daysOf(month).findLast((day) => day < before);
      if (found !== undefined) return found;
    }
    throw new Error('internal: an expression that was never due was let through');
  }

  private daysOf(month: number): readonly WallTime[] {
    if (!this.months.includes((((month % 12) + 12) % 12) + 1)) return [];
    let days = this.known.get(month);
    if (!days) {
      days = daysInMonth(month).filter((day) => this.days.every((group) => group.some((names) => names(day))));
      this.known.set(month, days);
    }
    return days;
  }
}

/** The times of a day that hours, minutes and seconds together name, in their order and numbered from 0. */
class TimesOfDay {
  private readonly hours: readonly number[];
  private readonly minutes: readonly number[];
  private readonly seconds: readonly number[];

  constructor({ hour, minute, second }: CronExpression) {
    this.hours = cronValues(hour, cronFieldKinds.hour);
    this.minutes = cronValues(minute, cronFieldKinds.minute);
    this.seconds = cronValues(second, cronFieldKinds.second);
  }

  get count(): number {
    return this.hours.length * this.minutes.length * this.seconds.length;
  }

  /** The time of this number, in milliseconds since midnight. */
  at(index: number): number {
    const second = this.seconds[index % this.seconds.length] ?? 0;
    const minute = this.minutes[Math.floor(index / this.seconds.length) % this.minutes.length] ?? 0;
    const hour = this.hours[Math.floor(index / (this.seconds.length * this.minutes.length))] ?? 0;
    return ((hour * 60 + minute) * 60 + second) * 1_000;
  }

  /** How many times there are before this many milliseconds since midnight. */
  countBefore(timeMs: number): number {
    const whole = Math.ceil(timeMs / 1_000);
    const minute = Math.floor(whole / 60) % 60;
    const hour = Math.floor(whole / 3_600);
    const inMinute = this.minutes.includes(minute) ? countBelow(this.seconds, whole % 60) : 0;
    const inHour = this.hours.includes(hour) ? countBelow(this.minutes, minute) * this.seconds.length + inMinute : 0;
    return countBelow(this.hours, hour) * this.minutes.length * this.seconds.length + inHour;
  }
}

function countBelow(values: readonly number[], limit: number): number {
  const index = values.findIndex((value) => value >= limit);
  return index < 0 ? values.length : index;
}

function monthOf(wall: WallTime): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function daysInMonth(month: number): readonly WallTime[] {
  const first = Date.UTC(Math.floor(month / 12), month % 12, 1);
  const after = Date.UTC(Math.floor(month / 12), (month % 12) + 1, 1);
  return Array.from({ length: (after - first) / dayMs }, (_, index) => first + index * dayMs);
}
