import type { ScheduleRule } from '../schedule/schedule.ts';
import { type CalendarLine, listText, type ListStyle, type ScheduleLoss } from './calendarLine.ts';
import { cronLines } from './cronLines.ts';
import { type ExportMoment, meetsClockChange, periodLines, type ZonedLines } from './periodLines.ts';
import { twoDigits } from '../words/humanTime.ts';

/** When a timer of systemd is to start its service: `OnCalendar=` lines, or a span of time, and what cannot be told. */
export interface TimerTimes {
  /** As in systemd.time(7), each with its zone. */
  readonly calendar: readonly string[];
  /** Milliseconds between starts, where no calendar says them. */
  readonly everyMs?: number;
  readonly losses: readonly ScheduleLoss[];
}

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What a timer is told of one rule of a schedule; nothing if it cannot be told even nearly the same. */
export function timerTimes(rule: ScheduleRule, moment: ExportMoment): TimerTimes {
  const { lines, losses, timeZone } = linesOf(rule, moment);
  const { end, start } = rule;
  const bounds: readonly ScheduleLoss[] = [
    ...(start !== undefined && start > moment.now ? ['start' as const] : []),
    ...(end === undefined ? [] : ['end' as const]),
  ];
  if (lines.length > 0) {
    const meets = meetsClockChange(lines, timeZone, moment.now);
    return {
      calendar: lines.map((line) => calendarText(line, timeZone)),
      losses: [...losses, ...(meets ? ['clock-changes' as const] : []), ...bounds],
    };
  }
  const isElapsed = rule.kind === 'period' && rule.period.days === 0 && rule.period.months === 0;
  return isElapsed
    ? { calendar: [], everyMs: rule.period.elapsedMs, losses: ['timer-start', ...bounds] }
    : { calendar: [], losses };
}

function linesOf(rule: ScheduleRule, moment: ExportMoment): ZonedLines {
  if (rule.kind === 'period') return periodLines(rule, { ...moment, knowsClocksOnly: true });
  const { expression, timeZone } = rule;
  const lines = cronLines(expression);
  return lines ? { lines, timeZone, losses: [] } : { lines: [], timeZone, losses: ['special-days'] };
}

function calendarText({ days, hours, minutes, months, seconds, weekdays }: CalendarLine, timeZone: string): string {
  const onDays = weekdays && weekdays.length < 7 ? `${weekdays.map((day) => weekdayNames[day] ?? '').join(',')} ` : '';
  const month = months ? listText(months, timerStyle(1, 12)) : '*';
  const day =
    days.from === 'all'
      ? '-*'
      : days.from === 'first'
        ? `-${listText(days.days, timerStyle(1, 31))}`
        : `~${listText(days.days, { ...timerStyle(1, 31), steps: noSteps(days.days) })}`;
  const time = [
    listText(hours, timerStyle(0, 23)),
    listText(minutes, timerStyle(0, 59)),
    listText(seconds, timerStyle(0, 59)),
  ];
  return `${onDays}*-${month}${day} ${time.join(':')} ${timeZone}`;
}

/** Steps of days from the end of a month would go the other way. */
function noSteps(values: readonly number[]): ListStyle['steps'] {
  return () => values.map(twoDigits).join(',');
}

function timerStyle(min: number, max: number): ListStyle {
  const steps = (from: number, step: number): string => `${twoDigits(from)}/${String(step)}`;
  return { min, max, one: twoDigits, through: '..', steps };
}
