import { word } from '../../src/model/words/clause.ts';
import { parseRecurrence } from '../../src/model/schedule/recurrence.ts';
import { createRule, type ScheduleRule } from '../../src/model/schedule/schedule.ts';
import { seededRandom } from './seededRandom.ts';

/** The instant at which schedules of the samples are exported. */
export const exportedAt = Date.UTC(2026, 2, 10, 8, 30);

/** A rule, read as a task file has it; `start` is wall time in the zone, or an instant. */
export function ruleOf(text: string, timeZone: string, start?: string): ScheduleRule {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(`${text}: ${word(recurrence.error.message)}`);
  return createRule(
    recurrence.value,
    { start: start === undefined ? undefined : { kind: 'wall', wall: Date.parse(`${start}Z`) } },
    timeZone,
  );
}

/** Zones with and without changes of clocks, the odd ones included. */
const zones = ['UTC', 'Asia/Kathmandu', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const units = ['sec', 'min', 'hour', 'day', 'week', 'month', 'year'] as const;
const minutes = ['0', '30', '*/7', '*', '5,10,50', '2-20/6', '59'];
const hours = ['*', '*/2', '0', '2', '1-3', '9-17/4', '12', '3,22'];
const days31 = ['1', '31', '*/5', '10-14', '1,15', 'L', 'LW', '1W', '15W', '30W', 'L,3'];
const months = ['*', '*', '*', 'JAN,jul', '2-11/3'];
const weekdays = ['*', 'MON-FRI', 'fri-SUN', '0-2', '1-6/2', 'FRI#2', 'SUN#5', 'TUEL', '7', 'WED,SATL'];
const amounts = [1, 1, 1, 2, 3, 4, 5, 6, 7, 10, 12, 15, 20, 24, 30, 45, 90];

/** Schedules at random, the same for the same seed: half of them periods with a start, half cron expressions. */
export function exportSamples(
  seed: number,
  count: number,
): readonly { readonly label: string; readonly rule: ScheduleRule }[] {
  const random = seededRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const periods = Array.from({ length: count }, () => {
    const text = `${String(pick(amounts))} ${pick(units)}`;
    const zone = pick(zones);
    const at = Date.UTC(2020, 0, 1) + Math.floor(random() * 2_200) * 86_400_000 + Math.floor(random() * 1_440) * 60_000;
    const seconds = random() < 0.3 ? Math.floor(random() * 60) * 1_000 : 0;
    const start = new Date(at + seconds).toISOString().slice(0, 19);
    return { label: `every ${text} from ${start} ${zone}`, rule: ruleOf(text, zone, start) };
  });
  const crons = Array.from({ length: count }, () => {
    const zone = pick(zones);
    const seconds = random() < 0.8 ? [] : [pick(['0', '15', '*/20'])];
    const days = random() < 0.5 ? ['*', pick(weekdays)] : [pick(days31), pick(['*', '*', 'MON', '*/2'])];
    const [day = '*', weekday = '*'] = days;
    const text = [...seconds, pick(minutes), pick(hours), day, pick(months), weekday].join(' ');
    return { label: `${text} ${zone}`, rule: ruleOf(text, zone) };
  });
  return [...periods, ...crons];
}
