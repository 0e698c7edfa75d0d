import { say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import { parseDuration } from '../time/duration.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { reportInString } from './rules.ts';

const dayMs = 24 * 3_600_000;

/** A longer limit is none. */
const longestTimeoutDays = 365;

/**
 * Reads the duration of a field in milliseconds, a day at most. Undefined if the field is absent, if it is no string,
 * which its shape tells, and after an error at the part of the string that is wrong.
 */
export function readDuration(
  field: string,
  value: Node | undefined,
  collector: DiagnosticCollector,
  task: string,
): number | undefined {
  if (value?.type !== 'string') return undefined;
  const durationMs = readText(value, collector, task);
  // Nobody waits longer by intention.
  if (durationMs === undefined || durationMs <= dayMs) return durationMs;
  collector.error('invalid-value', value, say('"{0}" is longer than a day. Write at most "1 day".', field), task);
  return undefined;
}

/** Reads how long a run may take, as `readDuration` does: longer than zero, and a year at most. */
export function readTimeout(value: Node | undefined, collector: DiagnosticCollector, task: string): number | undefined {
  if (value?.type !== 'string') return undefined;
  const timeoutMs = readText(value, collector, task);
  if (timeoutMs !== undefined && timeoutMs > longestTimeoutDays * dayMs) {
    const days = String(longestTimeoutDays);
    const message = say('"timeout" is longer than a year. Write at most "{0} days", or remove it for no limit.', days);
    collector.error('invalid-value', value, message, task);
    return undefined;
  }
  return refuseZero('timeout', value, timeoutMs, collector, task);
}

/** Reads a duration as `readDuration` does, and refuses zero. */
export function readPositiveDuration(
  field: string,
  value: Node | undefined,
  collector: DiagnosticCollector,
  task: string,
): number | undefined {
  return refuseZero(field, value, readDuration(field, value, collector, task), collector, task);
}

function readText(value: Node, collector: DiagnosticCollector, task: string): number | undefined {
  const duration = parseDuration(String(value.value));
  if (duration.ok) return duration.value;
  reportInString(value, 'invalid-value', duration.error, collector, task);
  return undefined;
}

function refuseZero(
  field: string,
  value: Node | undefined,
  durationMs: number | undefined,
  collector: DiagnosticCollector,
  task: string,
): number | undefined {
  if (durationMs !== 0 || !value) return durationMs;
  collector.error(
    'invalid-value',
    value,
    say('"{0}" must be longer than zero. Write a duration such as "1 min".', field),
    task,
  );
  return undefined;
}
