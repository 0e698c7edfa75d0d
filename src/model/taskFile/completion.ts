import { findNodeAtLocation, getLocation, type JSONPath, parseTree } from 'jsonc-parser';
import type { Instant } from '../../base/clock.ts';
import { parseCron } from '../cron/cron.ts';
import { parsePeriod } from '../time/period.ts';
import { parseRecurrence } from '../schedule/recurrence.ts';
import { createRule, createSchedule } from '../schedule/schedule.ts';
import { schedulePresets, startPresets } from '../schedule/scheduleDraft.ts';
import { scheduleOutlook, type ScheduleOutlook } from '../schedule/scheduleOutlook.ts';
import { previewLine, zoneOffset } from '../schedule/scheduleText.ts';
import { describeRecurrence } from '../schedule/scheduleWords.ts';
import type { TextRange } from './diagnostic.ts';
import { type CompletedField, completedFields, taskFields } from './fields/taskFields.ts';
import { fieldOfSchedule, scheduleAt } from './hover.ts';
import { isParsable, withoutMark } from './syntax.ts';
import { knownTimeZones, zoneKind } from '../time/timeZone.ts';
import { instantAtWallTime } from '../time/wallTime.ts';

/** A value for a field of a schedule in a task file. */
export interface ValueSuggestion {
  readonly value: string;
  /** What it means, in a few words. */
  readonly words: string;
  /** What the schedule comes to with it, found when it is asked for: of hundreds of zones not each is thought through. */
  readonly schedule: ScheduleOutlook | undefined;
}

/** Values for the field at one place of a task file, best first, and how they are put there. */
export interface ValueCompletion {
  /** What a value takes the place of: the inside of the string, or nothing if there is none yet. */
  readonly range: TextRange;
  /** What has to be before and behind the value. */
  readonly before: string;
  readonly after: string;
  readonly suggestions: readonly ValueSuggestion[];
}

/**
 * Values for `every`, `cron`, `start` and `timezone` at this offset: what is written there, if it can be read, and what
 * may be meant, each with what the schedule comes to. Undefined for any other place. `timeZone` counts where neither the
 * task nor the file names one.
 */
export function completeValue(
  text: string,
  offset: number,
  timeZone: string,
  now: Instant,
): ValueCompletion | undefined {
  const place = placeAt(text, offset);
  if (!place) return undefined;
  const { after, before, field, range } = place;
  const typed = text.slice(range.offset, range.offset + range.length);
  const zone = zoneAt(text, place.path) ?? timeZone;
  const suggest = (value: string): ValueSuggestion => ({
    value,
    words: wordsFor(field, value, zone, now),
    get schedule() {
      const filled = `${text.slice(0, range.offset)}${before}${value}${after}${text.slice(range.offset + range.length)}`;
      return scheduleAt(filled, range.offset + before.length, timeZone, now) ?? scheduleAlone(value, zone, now);
    },
  });
  return { range, before, after, suggestions: valuesFor(field, typed, zone, now).map(suggest) };
}

/** A value that is being written: of which field, and where its text begins and ends. */
interface ValuePlace extends Omit<ValueCompletion, 'suggestions'> {
  readonly field: CompletedField;
  readonly path: JSONPath;
}

function placeAt(text: string, offset: number): ValuePlace | undefined {
  if (!isParsable(text)) return undefined;
  const { isAtPropertyKey, path, previousNode } = getLocation(withoutMark(text), offset);
  const name = path.at(-1);
  const field = completedFields.find((completed) => completed === name);
  const isFileZone = field === 'timezone' && path.length === 1;
  if (isAtPropertyKey || !field || (!isFileZone && !fieldOfSchedule(path))) return undefined;
  if (!previousNode || previousNode.offset + previousNode.length < offset) {
    return isAfterColon(text, offset)
      ? { field, path, range: { offset, length: 0 }, before: '"', after: '"' }
      : undefined;
  }
  const { length, offset: start, type } = previousNode;
  if (type !== 'string' || offset <= start) return undefined;
  const written = text.slice(start, start + length);
  if (/^"(?:[^"\\]|\\.)*"$/.test(written)) {
    const isInside = offset < start + length;
    return isInside
      ? { field, path, range: { offset: start + 1, length: length - 2 }, before: '', after: '' }
      : undefined;
  }
  // A string without an end takes in the rest of its line, which is not meant.
  return { field, path, range: { offset: start + 1, length: offset - start - 1 }, before: '', after: '"' };
}

/** The zone that counts for the value at this path, as far as the file says it. */
function zoneAt(text: string, path: JSONPath): string | undefined {
  const root = parseTree(withoutMark(text), [], { allowTrailingComma: true });
  if (!root) return undefined;
  const owners = Array.from({ length: path.length }, (_, index) => path.slice(0, path.length - 1 - index));
  return owners
    .map((owner) => findNodeAtLocation(root, [...owner, 'timezone'])?.value as unknown)
    .find((zone) => typeof zone === 'string' && zoneKind(zone) !== 'unknown') as string | undefined;
}

/** Whether nothing is between a colon and this offset, and no value follows on the line. */
function isAfterColon(text: string, offset: number): boolean {
  return /:[ \t]*$/.test(text.slice(0, offset)) && /^[ \t]*(?:[,}\]\r\n]|\/[/*]|$)/.test(text.slice(offset));
}

function valuesFor(field: CompletedField, typed: string, zone: string, now: Instant): readonly string[] {
  switch (field) {
    case 'every': {
      const presets = schedulePresets(now, zone).map(({ every }) => every);
      return readable([typed, ...periodsLike(typed), ...presets], (value) => parsePeriod(value).ok);
    }
    case 'cron': {
      const examples = taskFields.cron.examples;
      return readable([typed, ...expressionsLike(typed), ...examples], (value) => parseCron(value).ok);
    }
    case 'start':
      return startPresets(now, zone);
    case 'timezone':
      return [...new Set([zone, ...knownTimeZones()])];
  }
}

function readable(values: readonly string[], isReadable: (value: string) => boolean): readonly string[] {
  return [...new Set(values)].filter(isReadable);
}

/** The periods that begin like this: "2 da" may become "2 days". */
function periodsLike(typed: string): readonly string[] {
  const [, before = '', amount, unit = ''] = /^(.*\D)?(\d{1,9})\s*([a-z]*)$/i.exec(typed) ?? [];
  if (amount === undefined) return [];
  const names = ['min', 'hour', 'day', 'week', 'month', 'year', 'sec'];
  return names
    .filter((name) => name.startsWith(unit.toLowerCase().replace(/s$/, '')))
    .map((name) => `${before}${amount} ${name}${Number(amount) === 1 || /^(?:min|sec)$/.test(name) ? '' : 's'}`);
}

/** The cron expressions that begin like this: "0 9" may become "0 9 * * *" or "0 9 * * MON-FRI". */
function expressionsLike(typed: string): readonly string[] {
  const fields = typed.trim() === '' ? [] : typed.trim().split(/\s+/);
  // What ends in a letter may be the beginning of a name.
  const beginnings = /[a-z]$/i.test(typed) ? [fields, fields.slice(0, -1)] : [fields];
  return beginnings.flatMap((known) => {
    if (known.length === 0 || known.length > 4) return [];
    const rest = Array.from({ length: 4 - known.length }, () => '*');
    return ['*', 'MON-FRI', 'MON', 'SAT,SUN'].map((days) => [...known, ...rest, days].join(' '));
  });
}

/** What a value means, in a few words. */
function wordsFor(field: CompletedField, value: string, zone: string, now: Instant): string {
  if (field === 'timezone') return zoneOffset(now, value);
  if (field === 'start') return previewLine(instantAtWallTime(Date.parse(`${value}Z`), zone), zone);
  const recurrence = parseRecurrence(value);
  return recurrence.ok ? describeRecurrence(recurrence.value) : '';
}

/** What a period or a cron expression comes to by itself, where the file around it has errors. */
function scheduleAlone(value: string, zone: string, now: Instant): ScheduleOutlook | undefined {
  const recurrence = parseRecurrence(value);
  return recurrence.ok ? scheduleOutlook(createSchedule(createRule(recurrence.value, {}, zone)), '', now) : undefined;
}
