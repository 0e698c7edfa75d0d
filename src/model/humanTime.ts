import { format, isSameDay } from 'date-fns';
import type { Instant } from '../base/clock.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span as people say it in a narrow place: "0 s", "59 s", "3 min", "2 h 5 min", "3 days". `ms` is in milliseconds. */
export function describeSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minute) return `${String(Math.floor(span / second))} s`;
  if (span < hour) return `${String(Math.floor(span / minute))} min`;
  if (span < day) return withRest(Math.floor(span / hour), 'h', Math.floor((span % hour) / minute), 'min');
  const days = Math.floor(span / day);
  return days === 1 ? '1 day' : `${String(days)} days`;
}

/** The same span for a screen reader, in whole words: "3 minutes", "1 second". */
export function speakSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minute) return count(Math.floor(span / second), 'second');
  if (span < hour) return count(Math.floor(span / minute), 'minute');
  if (span < day) return count(Math.floor(span / hour), 'hour');
  return count(Math.floor(span / day), 'day');
}

/** A moment as a narrow place shows it, in the system's time zone: "14:02", on another day "Tue 14:02", far away "4 Dec 14:02". */
export function clockTime(at: Instant, now: Instant): string {
  if (isSameDay(at, now)) return format(at, 'HH:mm');
  return format(at, Math.abs(at - now) < 6 * day ? 'EEE HH:mm' : 'd MMM HH:mm');
}

/** Milliseconds until the words of `describeSpan` change often enough to be worth a look: 1 s, 10 s or 1 min. */
export function tickAfter(ms: number): number {
  if (ms < minute) return second;
  return ms < 10 * minute ? 10 * second : minute;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${String(whole)} ${unit}` : `${String(whole)} ${unit} ${String(rest)} ${restUnit}`;
}

function count(amount: number, unit: string): string {
  return `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`;
}
