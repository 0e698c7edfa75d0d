import { say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import type { Result } from '../../base/result.ts';
import { parseCron } from '../cron/cron.ts';
import { cronRemarks } from '../cron/cronRemarks.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { nextOccurrence } from '../schedule/occurrences.ts';
import { parseEvery, type Recurrence } from '../schedule/recurrence.ts';
import { type Schedule, type ScheduleRule, createRule, createSchedule } from '../schedule/schedule.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { readDuration } from './duration.ts';
import { propertyOf, valueOf } from './issues.ts';
import { refuseDuplicates, reportInString, warnInString } from './rules.ts';
import { legacyZoneWarning, parseTimeZone } from '../time/timeZone.ts';
import { readTimestamp } from '../time/timestamp.ts';

/** The object that is read, and what is needed to read it. */
interface Reading {
  /** A task, or an element of its `schedules`. */
  readonly node: Node;
  /** The zone that counts where the object names none. */
  readonly timeZone: string;
  readonly collector: DiagnosticCollector;
  readonly task: string;
}

/**
 * Reads the fields of a task that say when it is due; `timeZone` counts where it names none. Undefined if the task has
 * no schedule, and after an error, each of which is shown at its place. What the task's shape forbids is told
 * elsewhere.
 */
export function readSchedule(
  node: Node,
  timeZone: string,
  collector: DiagnosticCollector,
  task: string,
): Schedule | undefined {
  const before = collector.errors;
  const reading: Reading = { node, timeZone, collector, task };
  refuseRestart(reading);
  const list = valueOf(node, 'schedules');
  const rules = list ? readRules(list, reading) : [readRule(reading)].flatMap((rule) => rule ?? []);
  const [first, ...others] = rules;
  return first && collector.errors === before ? createSchedule(first, ...others) : undefined;
}

/** Reads a `timezone`: undefined if it is absent, and after an error. An old name earns a warning. */
export function readTimeZone(
  value: Node | undefined,
  collector: DiagnosticCollector,
  task?: string,
): string | undefined {
  if (value?.type !== 'string') return undefined;
  const zone = parseTimeZone(String(value.value));
  if (!zone.ok) {
    collector.error('invalid-value', value, zone.error.message, task);
    return undefined;
  }
  const warning = legacyZoneWarning(zone.value);
  if (warning !== undefined) collector.warning('legacy-value', value, warning, task);
  return zone.value;
}

/** The rules of `schedules`, each an object with the fields that a task with one rule has itself. */
function readRules(list: Node, reading: Reading): readonly ScheduleRule[] {
  const { collector, node, task, timeZone } = reading;
  for (const field of ['every', 'cron', 'start', 'end', 'randomDelay']) {
    const key = propertyOf(node, field)?.children?.[0];
    if (!key) continue;
    const message = say(
      '"{0}" cannot be used next to "schedules". Move it into an element of "schedules", or remove "schedules".',
      field,
    );
    collector.error('contradiction', key, message, task);
  }
  const ownZone = readTimeZone(valueOf(node, 'timezone'), collector, task) ?? timeZone;
  if (list.type !== 'array') return [];
  return (list.children ?? []).flatMap((element) => {
    if (element.type !== 'object') return [];
    refuseDuplicates(element, collector, task);
    if (!propertyOf(element, 'every') && !propertyOf(element, 'cron')) {
      const message = say('A schedule needs "every" or "cron", as in { "every": "1 day" }. Add one of the two.');
      collector.error('contradiction', element, message, task);
      return [];
    }
    return readRule({ ...reading, node: element, timeZone: ownZone }) ?? [];
  });
}

/** Reads one rule; undefined if there is none, and after an error. */
function readRule(reading: Reading): ScheduleRule | undefined {
  const { collector, node, task } = reading;
  const before = collector.errors;
  refuseContradictions(reading);
  const ownZone = readTimeZone(valueOf(node, 'timezone'), collector, task);
  const recurrence = readRecurrence(reading);
  const start = readText(valueOf(node, 'start'), readTimestamp, collector, task);
  const end = readText(valueOf(node, 'end'), readTimestamp, collector, task);
  const randomDelayMs = readDuration('randomDelay', valueOf(node, 'randomDelay'), collector, task);
  if (!recurrence || collector.errors > before) return undefined;
  const rule = createRule(recurrence, { start, end, randomDelayMs }, ownZone ?? reading.timeZone);
  refuseNever(rule, reading);
  return rule;
}

function readRecurrence({ collector, node, task }: Reading): Recurrence | undefined {
  const every = valueOf(node, 'every');
  const period = readText(every, parseEvery, collector, task);
  const cron = valueOf(node, 'cron');
  const expression = readText(cron, parseCron, collector, task);
  if (cron && expression) {
    for (const remark of cronRemarks(String(cron.value))) {
      warnInString(cron, 'surprising-value', remark, collector, task);
    }
  }
  if (every && period) return { kind: 'period', every: String(every.value), period };
  return expression && { kind: 'cron', expression };
}

function readText<T>(
  node: Node | undefined,
  read: (text: string) => Result<T, TextProblem>,
  collector: DiagnosticCollector,
  task: string,
): T | undefined {
  if (node?.type !== 'string') return undefined;
  const result = read(String(node.value));
  if (result.ok) return result.value;
  reportInString(node, 'invalid-value', result.error, collector, task);
  return undefined;
}

function refuseContradictions({ collector, node, task }: Reading): void {
  const every = propertyOf(node, 'every');
  const cron = propertyOf(node, 'cron');
  if (every && cron) {
    const second = every.offset > cron.offset ? every : cron;
    const message = say(
      'A schedule has either "every" or "cron", not both. Remove one of the two, or put both into "schedules".',
    );
    collector.error('contradiction', second.children?.[0] ?? second, message, task);
  }
  if (every || cron) return;
  for (const [field, what] of dependentFields) {
    const key = propertyOf(node, field)?.children?.[0];
    if (!key) continue;
    const message = say(
      '"{0}" says {1}, but this task has none. Add "every", as in "every": "1 day", or remove "{0}".',
      field,
      what,
    );
    collector.error('contradiction', key, message, task);
  }
}

function refuseRestart({ collector, node, task }: Reading): void {
  const field = ['every', 'cron', 'schedules'].find((name) => propertyOf(node, name));
  const restart = valueOf(node, 'restart');
  if (field === undefined || (restart?.value !== 'on-failure' && restart?.value !== 'always')) return;
  const message = say(
    'A task with "{0}" runs again on its schedule, so "restart" does not apply. Remove "restart"; to retry failed runs, use "retries".',
    field,
  );
  collector.error('contradiction', restart, message, task);
}

/** Refuses a rule that ends before it was ever due. */
function refuseNever(rule: ScheduleRule, { collector, node, task }: Reading): void {
  const end = valueOf(node, 'end');
  if (!end || rule.start === undefined) return;
  const schedule = createSchedule(rule);
  if (nextOccurrence({ schedule, anchor: rule.start }, rule.start - 1) !== undefined) return;
  const message = say('The schedule ends before it is due for the first time. Write a later "end".');
  collector.error('contradiction', end, message, task);
}

/** Fields that mean nothing without a schedule, and what they say of it. */
const dependentFields = [
  ['start', say('when a schedule begins')],
  ['end', say('when a schedule ends')],
  ['timezone', say('which clocks a schedule follows')],
  ['randomDelay', say('how long runs of a schedule wait')],
  ['catchUp', say('what happens to runs that a schedule has missed')],
] as const;
