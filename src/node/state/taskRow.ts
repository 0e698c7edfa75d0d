import type { Instant } from '../../base/clock.ts';
import type { ScheduleState } from '../../core/ports.ts';
import { defaultHostSettings, type HostSettings } from '../../model/host/hostSettings.ts';
import type { Incident } from '../../model/notice/incident.ts';
import type { CausedUntil } from '../../model/schedule/catchUp.ts';
import { type MissCause, missCauses, type Skipped, skipReasons } from '../../model/schedule/skipped.ts';
import type { ApprovalRecord } from '../../model/taskFile/approval.ts';
import { parseObject, parseStored } from '../files/stored.ts';
import { storedApproval, storedSettings } from './storedSchemas.ts';

/** What the column `schedule` of a task says; undefined if it says nothing that can be understood. */
export function toScheduleState(column: unknown): ScheduleState | undefined {
  const fields = parseObject(column);
  const { anchor, cursor, every, horizon, isPausedTogether, mode, owed, owedBecause, skips, written } = fields ?? {};
  if (mode !== 'armed' && mode !== 'paused') return undefined;
  if (typeof written !== 'string' || typeof every !== 'string') return undefined;
  if (typeof anchor !== 'number' || typeof cursor !== 'number') return undefined;
  return {
    mode,
    written,
    every,
    anchor,
    cursor,
    ...(isPausedTogether === true && { isPausedTogether }),
    ...(isInstants(owed) && owed.length > 0 && { owed }),
    ...(Array.isArray(owedBecause) && { owedBecause: owedBecause.flatMap(toCause) }),
    ...(typeof horizon === 'number' && { horizon }),
    ...(isInstants(skips) && skips.length > 0 && { skips }),
  };
}

/** A row of the table `skipped`; none if a newer version has named a reason that is not known here. */
export function toSkipped(row: Readonly<Record<string, unknown>>): readonly Skipped[] {
  const why = skipReasons.find((reason) => reason === row['why']);
  const because = toMissCause(row['because']);
  const { count, from_at: from, task, to_at: to } = row;
  if (!why) return [];
  const span = { task: String(task), from: Number(from), to: Number(to), count: Number(count) };
  return [{ ...span, why, ...(because && { because }) }];
}

/** The same with its place in the history. */
export function toSkippedRow(row: Readonly<Record<string, unknown>>): readonly Skipped[] {
  return toSkipped(row).map((skipped) => ({ ...skipped, seq: Number(row['seq']) }));
}

function toCause(value: unknown): readonly CausedUntil[] {
  const { because, until } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof until === 'number' ? [{ until, because: toMissCause(because) }] : [];
}

function toMissCause(value: unknown): MissCause | undefined {
  return missCauses.find((cause) => cause === value);
}

/** What the column `incident` of a task says. */
export function toIncident(column: unknown): Incident | undefined {
  const { isLoopTold, since } = parseObject(column) ?? {};
  return typeof since === 'number' ? { since, isLoopTold: isLoopTold === true } : undefined;
}

/** What the column `approval` of a task says; undefined if it says nothing that can be understood. */
export function toApprovalRecord(column: unknown): ApprovalRecord | undefined {
  return parseStored(storedApproval, column);
}

/**
 * The settings that a window told last, with the default of each that the version which has kept them did not know; the
 * defaults if there are none that can be understood.
 */
export function toHostSettings(text: unknown): HostSettings {
  return storedSettings.safeParse({ ...defaultHostSettings, ...parseObject(text) }).data ?? defaultHostSettings;
}

function isInstants(value: unknown): value is readonly Instant[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}
