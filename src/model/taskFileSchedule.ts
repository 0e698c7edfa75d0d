import type { Node } from 'jsonc-parser';
import type { Result } from '../base/result.ts';
import type { TextProblem } from './duration.ts';
import { parsePeriod } from './period.ts';
import { type Schedule, createSchedule } from './schedule.ts';
import type { DiagnosticCollector } from './taskFileDiagnostic.ts';
import { propertyOf } from './taskFileIssues.ts';
import { reportInString } from './taskFileRules.ts';
import { legacyZoneWarning, suggestTimeZone, zoneKind } from './timeZone.ts';
import { readTimestamp } from './timestamp.ts';

const zoneAdvice = 'Write a name of the IANA database, such as "Europe/Berlin" or "UTC".';

/**
 * Reads the fields of a task that say when it is due; `timeZone` counts where it names none. Undefined where the task has
 * no `every`, and after an error, each of which stands at its place. What the task's shape forbids is told elsewhere.
 */
export function readSchedule(
  node: Node,
  timeZone: string,
  collector: DiagnosticCollector,
  task: string,
): Schedule | undefined {
  const before = collector.errors;
  const every = valueOf(node, 'every');
  const startNode = valueOf(node, 'start');
  refuseContradictions(node, collector, task);
  const ownZone = readTimeZone(valueOf(node, 'timezone'), collector, task);
  const period = every && readText(every, parsePeriod, collector, task);
  const start = startNode && readText(startNode, readTimestamp, collector, task);
  if (!every || !period || collector.errors > before) return undefined;
  return createSchedule(String(every.value), period, start, ownZone ?? timeZone);
}

/** Reads a `timezone`: undefined where it is absent, and after an error. An old name earns a warning. */
export function readTimeZone(
  value: Node | undefined,
  collector: DiagnosticCollector,
  task?: string,
): string | undefined {
  if (value?.type !== 'string') return undefined;
  const name = String(value.value);
  const kind = zoneKind(name);
  if (kind === 'unknown') {
    const meant = suggestTimeZone(name);
    const advice = meant === undefined ? zoneAdvice : `Did you mean "${meant}"?`;
    collector.error('invalid-value', value, `"${name}" is not a time zone. ${advice}`, task);
    return undefined;
  }
  const warning = legacyZoneWarning(name);
  if (warning !== undefined) collector.warning('legacy-value', value, warning, task);
  return name;
}

function readText<T>(
  node: Node,
  read: (text: string) => Result<T, TextProblem>,
  collector: DiagnosticCollector,
  task: string,
): T | undefined {
  if (node.type !== 'string') return undefined;
  const result = read(String(node.value));
  if (result.ok) return result.value;
  reportInString(node, 'invalid-value', result.error, collector, task);
  return undefined;
}

function refuseContradictions(node: Node, collector: DiagnosticCollector, task: string): void {
  if (!propertyOf(node, 'every')) {
    for (const [field, what] of dependentFields) {
      const key = propertyOf(node, field)?.children?.[0];
      if (!key) continue;
      const message = `"${field}" says ${what}, and this task has none. Add "every", as in "every": "1 day", or remove "${field}".`;
      collector.error('contradiction', key, message, task);
    }
    return;
  }
  const restart = valueOf(node, 'restart');
  if (restart?.value !== 'on-failure' && restart?.value !== 'always') return;
  const message =
    'A task with "every" runs again when its schedule says so, never by "restart". Remove "restart"; to try a failed run again is what "retries" is for.';
  collector.error('contradiction', restart, message, task);
}

/** Fields that mean nothing without a schedule, and what they say of it. */
const dependentFields = [
  ['start', 'when a schedule begins'],
  ['timezone', 'by which clocks a schedule goes'],
] as const;

function valueOf(object: Node, field: string): Node | undefined {
  return propertyOf(object, field)?.children?.[1];
}
