import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { nextOccurrences } from './occurrences.ts';
import type { Period } from '../time/period.ts';
import { parseRecurrence, type RecurrenceField, recurrenceField } from './recurrence.ts';
import { createRule, createSchedule } from './schedule.ts';
import { shownNext } from './scheduleOutlook.ts';
import { previewLine } from './scheduleText.ts';
import { describeSchedule } from './scheduleWords.ts';
import { readTimestamp } from '../time/timestamp.ts';
import { say } from '../words/clause.ts';
import { dayMs, type WallTime, wallTimeAt, startOfDay } from '../time/wallTime.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A schedule that many people want. */
export interface SchedulePreset {
  readonly label: string;
  /** As the task file has it. */
  readonly every: string;
  /** The next moment at which it could begin, for people to change: "2026-11-25 09:00". */
  readonly start: string;
}

/** What a schedule that is being written down would do: how often and from when, as the task file has it. */
export type ScheduleDraft = RecurrenceField & {
  /** As the task file has it; absent if the schedule counts from when it is first started. */
  readonly start?: string;
  /** What it comes to, as a sentence without its full stop. */
  readonly words: string;
  /** The next runs, a line for each, with the zone. */
  readonly next: readonly string[];
};

/** The schedules to choose from, each with its next start by the clocks of the zone. */
export function schedulePresets(now: Instant, timeZone: string): readonly SchedulePreset[] {
  const wall = wallTimeAt(now, timeZone);
  const presets: readonly (readonly [label: string, every: string, start: WallTime])[] = [
    [l10n.t('Every {0} minutes', 5), '5 min', nextMultiple(wall, 5 * minuteMs)],
    [l10n.t('Every hour'), '1 hour', nextMultiple(wall, hourMs)],
    [l10n.t('Every day at 09:00'), '1 day', nextTimeOfDay(wall, 9 * hourMs)],
    [l10n.t('Every Monday at 08:00'), '1 week', nextMonday(wall, 8 * hourMs)],
    [l10n.t('Every month on the 1st at 09:00'), '1 month', nextFirstOfMonth(wall, 9 * hourMs)],
  ];
  return presets.map(([label, every, start]) => ({ label, every, start: writeWall(start) }));
}

/** Moments at which a schedule would sensibly begin by the clocks of the zone, as the task file has them. */
export function startPresets(now: Instant, timeZone: string): readonly string[] {
  const starts = schedulePresets(now, timeZone).map(({ start }) => `${start.replace(' ', 'T')}:00`);
  return [...new Set(starts)];
}

/** When a schedule with this period would sensibly begin by the clocks of the zone: "2026-11-25 09:00". */
export function suggestStart({ days, elapsedMs, months }: Period, now: Instant, timeZone: string): string {
  const wall = wallTimeAt(now, timeZone);
  if (months > 0) return writeWall(nextFirstOfMonth(wall, 9 * hourMs));
  if (days > 0) return writeWall(nextTimeOfDay(wall, 9 * hourMs));
  const divides = elapsedMs < hourMs && hourMs % elapsedMs === 0;
  const step = divides ? Math.max(elapsedMs, minuteMs) : elapsedMs % hourMs === 0 ? hourMs : minuteMs;
  return writeWall(nextMultiple(wall, step));
}

/**
 * Reads what a person has typed: a period or a cron expression, and a start that is a time stamp ("2026-11-25 09:00"), a time of day ("9:00": its
 * next one), or empty. Answers what to write into the task file, and the next runs.
 */
export function draftSchedule(
  recurrence: string,
  start: string,
  timeZone: string,
  now: Instant,
): Result<ScheduleDraft, TextProblem> {
  const often = parseRecurrence(recurrence);
  if (!often.ok) return often;
  const wanted = expandTimeOfDay(start, now, timeZone);
  const written = wanted === '' ? ok(undefined) : readTimestamp(wanted);
  if (!written.ok) {
    const message = say('{0} A time of day such as "13:00" means its next occurrence.', written.error.message);
    return err(wanted === start.trim() ? { ...written.error, message } : { message, offset: 0, length: start.length });
  }
  const schedule = createSchedule(createRule(often.value, { start: written.value }, timeZone));
  const next = nextOccurrences({ schedule, anchor: now }, now, shownNext);
  return ok({
    ...recurrenceField(often.value),
    ...(written.value && { start: written.value.kind === 'wall' ? stamp(written.value.wall) : wanted }),
    words: describeSchedule(schedule),
    next: next.map((at) => previewLine(at, timeZone)),
  });
}

function expandTimeOfDay(start: string, now: Instant, timeZone: string): string {
  const [, hours, minutes] = /^\s*(\d{1,2}):(\d\d)\s*$/.exec(start) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return start.trim();
  const timeOfDay = Number(hours) * hourMs + Number(minutes) * minuteMs;
  return writeWall(nextTimeOfDay(wallTimeAt(now, timeZone), timeOfDay));
}

function nextMultiple(wall: WallTime, step: number): WallTime {
  return Math.floor(wall / step) * step + step;
}

function nextTimeOfDay(wall: WallTime, timeOfDay: number): WallTime {
  const today = startOfDay(wall) + timeOfDay;
  return today > wall ? today : today + dayMs;
}

function nextMonday(wall: WallTime, timeOfDay: number): WallTime {
  let day = nextTimeOfDay(wall, timeOfDay);
  while (new Date(day).getUTCDay() !== 1) day += dayMs;
  return day;
}

function nextFirstOfMonth(wall: WallTime, timeOfDay: number): WallTime {
  const date = new Date(wall);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) + timeOfDay;
  return first > wall ? first : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) + timeOfDay;
}

/** As people type it. */
function writeWall(wall: WallTime): string {
  return stamp(wall).replace('T', ' ').replace(/:00$/, '');
}

/** As the task file has it. */
function stamp(wall: WallTime): string {
  return new Date(wall).toISOString().slice(0, 19);
}
