import * as l10n from '@vscode/l10n';
import { format, isSameDay } from 'date-fns';
import type { Instant } from '../../base/clock.ts';
import { monthName, weekdayName } from './language.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span as people say it in a narrow place: "0 s", "59 s", "3 min", "2 h 5 min", "3 days". `ms` is in milliseconds. */
export function describeSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minute) return l10n.t('{0} s', Math.floor(span / second));
  if (span < hour) return l10n.t('{0} min', Math.floor(span / minute));
  if (span < day) {
    const minutes = Math.floor((span % hour) / minute);
    const hours = Math.floor(span / hour);
    return minutes === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes);
  }
  const days = Math.floor(span / day);
  return days === 1
    ? l10n.t({ message: '1 day', comment: 'in a narrow place' })
    : l10n.t({ message: '{0} days', args: [days], comment: 'in a narrow place' });
}

/** The same span for a screen reader, in whole words: "3 minutes", "1 second". */
export function speakSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minute) return spokenSeconds(Math.floor(span / second));
  if (span < hour) return spokenMinutes(Math.floor(span / minute));
  return span < day ? spokenHours(Math.floor(span / hour)) : spokenDays(Math.floor(span / day));
}

/** A moment as a narrow place shows it, in the system's time zone: "14:02", on another day "Tue 14:02", far away "4 Dec 14:02". */
export function clockTime(at: Instant, now: Instant): string {
  const time = format(at, 'HH:mm');
  if (isSameDay(at, now)) return time;
  const date = new Date(at);
  return Math.abs(at - now) < 6 * day ? onWeekday(date.getDay(), time) : onDay(date, time);
}

/** A time on a day of the week: "Tue 14:02". */
export function onWeekday(weekday: number, time: string): string {
  return l10n.t({ message: '{0} {1}', args: [weekdayName(weekday, 'short'), time], comment: 'weekday and time' });
}

/** A time on a day of the year, as the date shows it in its own zone: "4 Dec 14:02". */
export function onDay(date: Date, time: string): string {
  const month = monthName(date.getMonth() + 1, 'short');
  return l10n.t({ message: '{0} {1} {2}', args: [date.getDate(), month, time], comment: 'day, month and time' });
}

/** The same with the year: "4 Dec 2026 14:02". */
export function onDate(date: Date, time: string): string {
  const month = monthName(date.getMonth() + 1, 'short');
  const args = [date.getDate(), month, date.getFullYear(), time];
  return l10n.t({ message: '{0} {1} {2} {3}', args, comment: 'day, month, year and time' });
}

/** Milliseconds until the words of `describeSpan` change often enough to be worth a look: 1 s, 10 s or 1 min. */
export function tickAfter(ms: number): number {
  if (ms < minute) return second;
  return ms < 10 * minute ? 10 * second : minute;
}

function spokenSeconds(count: number): string {
  return count === 1
    ? l10n.t({ message: '1 second', comment: 'spoken, after “in”, “for” or before “ago”' })
    : l10n.t({ message: '{0} seconds', args: [count], comment: 'spoken, after “in”, “for” or before “ago”' });
}

function spokenMinutes(count: number): string {
  return count === 1
    ? l10n.t({ message: '1 minute', comment: 'spoken, after “in”, “for” or before “ago”' })
    : l10n.t({ message: '{0} minutes', args: [count], comment: 'spoken, after “in”, “for” or before “ago”' });
}

function spokenHours(count: number): string {
  return count === 1
    ? l10n.t({ message: '1 hour', comment: 'spoken, after “in”, “for” or before “ago”' })
    : l10n.t({ message: '{0} hours', args: [count], comment: 'spoken, after “in”, “for” or before “ago”' });
}

function spokenDays(count: number): string {
  return count === 1
    ? l10n.t({ message: '1 day', comment: 'spoken, after “in”, “for” or before “ago”' })
    : l10n.t({ message: '{0} days', args: [count], comment: 'spoken, after “in”, “for” or before “ago”' });
}

/** A part of a time as clocks show it: "07". */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
