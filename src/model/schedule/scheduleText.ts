import * as l10n from '@vscode/l10n';
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';
import type { Instant } from '../../base/clock.ts';
import { describeSpan, onDate, onDay, onWeekday } from '../words/humanTime.ts';
import { systemTimeZone, zoneAbbreviation } from '../time/timeZone.ts';
import { dayMs, wallTimeAt } from '../time/wallTime.ts';

/**
 * When the next run is, in the words that answer a command: "Next run 13:00 CET" today, "Next run Tue 13:00 CET" in the
 * next six days, else with its date. Today is a day in the schedule's zone.
 */
export function describeNextRun(at: Instant, now: Instant, timeZone: string): string {
  return l10n.t('Next run {0} {1}', dayAndTime(at, now, timeZone), zoneAbbreviation(at, timeZone));
}

/** An instant with its zone: "13:00 CET" today, "Tue 13:00 CET" in the next six days, else with its date. */
export function zonedTime(at: Instant, now: Instant, timeZone: string): string {
  return `${dayAndTime(at, now, timeZone)} ${zoneAbbreviation(at, timeZone)}`;
}

/**
 * When the next run is, in the few words of a row: "13:00 (in 12 min)", "Tue 13:00 (in 2 days)", with the zone's
 * abbreviation where it is not the zone of this machine; "13:00 (now)" once it is due.
 */
export function scheduledWords(at: Instant, now: Instant, timeZone: string): string {
  const zone = timeZone === systemTimeZone() ? '' : ` ${zoneAbbreviation(at, timeZone)}`;
  const time = `${dayAndTime(at, now, timeZone)}${zone}`;
  return at > now ? l10n.t('{0} (in {1})', time, describeSpan(at - now)) : l10n.t('{0} (now)', time);
}

/** An occurrence in full, for a list of the next ones: "Tue 24 Nov 2026 13:00:00 CET". */
export function previewLine(at: Instant, timeZone: string): string {
  const there = new TZDate(at, timeZone);
  const time = `${format(there, 'HH:mm:ss')} ${zoneAbbreviation(at, timeZone)}`;
  return onWeekday(there.getDay(), onDate(there, time));
}

/** How far a zone's clocks are from UTC at an instant: "UTC+01:00". */
export function zoneOffset(at: Instant, timeZone: string): string {
  return format(new TZDate(at, timeZone), "'UTC'xxx");
}

function dayAndTime(at: Instant, now: Instant, timeZone: string): string {
  const there = new TZDate(at, timeZone);
  const time = format(there, there.getSeconds() === 0 ? 'HH:mm' : 'HH:mm:ss');
  const today = wallTimeAt(now, timeZone);
  const days = Math.floor(wallTimeAt(at, timeZone) / dayMs) - Math.floor(today / dayMs);
  if (days === 0) return time;
  if (days > 0 && days < 7) return onWeekday(there.getDay(), time);
  const isThisYear = there.getFullYear() === new Date(today).getUTCFullYear();
  return isThisYear ? onDay(there, time) : onDate(there, time);
}
