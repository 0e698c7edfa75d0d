import { type JSONPath, type Node, findNodeAtLocation, findNodeAtOffset, getNodePath } from 'jsonc-parser';
import type { Instant } from '../../base/clock.ts';
import { type Schedule, createSchedule } from '../schedule/schedule.ts';
import { scheduleOutlook, type ScheduleOutlook } from '../schedule/scheduleOutlook.ts';
import { DiagnosticCollector, type TextRange } from './diagnostic.ts';
import { valueOf } from './issues.ts';
import { readSchedule } from './schedule.ts';
import { scheduleFields } from './fields/scheduleFields.ts';
import { readSyntax } from './syntax.ts';
import { zoneKind } from '../time/timeZone.ts';

/** What a schedule in a task file means, for a person who points at one of its fields. */
export interface ScheduleHover extends ScheduleOutlook {
  /** The field and its value. */
  readonly range: TextRange;
}

/**
 * What the field of a schedule at this offset means; undefined for any other place, and where the schedule has errors.
 * `timeZone` counts where neither the task nor the file names one.
 */
export function scheduleAt(text: string, offset: number, timeZone: string, now: Instant): ScheduleHover | undefined {
  const syntax = readSyntax(text);
  if (syntax.kind !== 'tree') return undefined;
  const found = findNodeAtOffset(syntax.root, offset);
  const field = found && fieldOfSchedule(getNodePath(found));
  if (!field) return undefined;
  const zone = zoneOf(syntax.root) ?? timeZone;
  const schedule = scheduleOf(text, syntax.root, field, zone);
  const property = findNodeAtLocation(syntax.root, [...field.path])?.parent;
  if (!schedule || !property) return undefined;
  return { range: { offset: property.offset, length: property.length }, ...scheduleOutlook(schedule, field.task, now) };
}

/** The schedule of a task as a task file has it, whatever else is wrong with the task; undefined if it has errors itself. */
export function scheduleOfTask(text: string, task: string, timeZone: string): Schedule | undefined {
  const syntax = readSyntax(text);
  return syntax.kind === 'tree' ? scheduleOf(text, syntax.root, { task }, zoneOf(syntax.root) ?? timeZone) : undefined;
}

/** Where a field of a schedule stands: in a task, or in an element of its `schedules`. */
interface FieldPlace {
  readonly path: JSONPath;
  readonly task: string;
  readonly element?: number;
}

/** Which field of a schedule is at a path; undefined for everything else. */
export function fieldOfSchedule(path: JSONPath): FieldPlace | undefined {
  const [tasks, task, first, element, inner] = path;
  if (tasks !== 'tasks' || typeof task !== 'string') return undefined;
  if (first === 'schedules' && typeof element === 'number' && isField(inner)) {
    return { path: path.slice(0, 5), task, element };
  }
  return isField(first) ? { path: path.slice(0, 3), task } : undefined;
}

function isField(name: string | number | undefined): boolean {
  return typeof name === 'string' && Object.hasOwn(scheduleFields, name);
}

function scheduleOf(
  text: string,
  root: Node,
  { element, task }: Omit<FieldPlace, 'path'>,
  timeZone: string,
): Schedule | undefined {
  const node = findNodeAtLocation(root, ['tasks', task]);
  const schedule = node && readSchedule(node, timeZone, new DiagnosticCollector(text), task);
  if (!schedule || element === undefined) return schedule;
  const rule = schedule.rules[element];
  return rule && createSchedule(rule);
}

function zoneOf(root: Node): string | undefined {
  const value: unknown = valueOf(root, 'timezone')?.value;
  return typeof value === 'string' && zoneKind(value) !== 'unknown' ? value : undefined;
}
