import type { Node } from 'jsonc-parser';
import { parseDuration } from './duration.ts';
import type { DiagnosticCollector } from './taskFileDiagnostic.ts';
import { reportInString } from './taskFileRules.ts';

/** Nobody waits longer by intention, and a timer counts no more than 24 days. */
const longestDurationMs = 24 * 3_600_000;

/**
 * Reads the duration of a field in milliseconds, a day at most. Undefined where the field is absent, where it is no
 * string, which its shape tells, and after an error at the part of the string that is wrong.
 */
export function readDuration(
  field: string,
  value: Node | undefined,
  collector: DiagnosticCollector,
  task: string,
): number | undefined {
  if (value?.type !== 'string') return undefined;
  const duration = parseDuration(String(value.value));
  if (!duration.ok) {
    reportInString(value, 'invalid-value', duration.error, collector, task);
    return undefined;
  }
  if (duration.value > longestDurationMs) {
    collector.error('invalid-value', value, `"${field}" is longer than a day. Write at most "1 day".`, task);
    return undefined;
  }
  return duration.value;
}

/** Reads a duration as `readDuration` does, and refuses zero. */
export function readPositiveDuration(
  field: string,
  value: Node | undefined,
  collector: DiagnosticCollector,
  task: string,
): number | undefined {
  const durationMs = readDuration(field, value, collector, task);
  if (durationMs !== 0 || !value) return durationMs;
  collector.error(
    'invalid-value',
    value,
    `"${field}" must be longer than zero. Write a duration such as "1 min".`,
    task,
  );
  return undefined;
}
