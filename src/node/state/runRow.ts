import type { LeavingRun, OwedRun } from '../../core/ports.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import {
  type ExitStatus,
  type RunCause,
  type RunOutcome,
  type RunRecord,
  type Trigger,
  triggers,
} from '../../model/run.ts';
import { parseObject, parseStored } from '../files/stored.ts';
import { storedIdentity, storedOrigin } from './storedSchemas.ts';

/** A row of the table `runs` as SQLite gives it; its column types are enforced by the schema. */
export type RunRow = Readonly<Record<string, unknown>>;

/** Spreads an outcome over its columns: what it was, exit code, exit signal, failure. */
export function toOutcomeColumns(outcome: RunOutcome): readonly (string | number | null)[] {
  const exit = 'exit' in outcome ? outcome.exit : undefined;
  return [
    outcome.kind,
    exit && 'code' in exit ? exit.code : null,
    exit && 'signal' in exit ? exit.signal : null,
    outcome.kind === 'start-failed' ? JSON.stringify(outcome.failure) : null,
  ];
}

/**
 * Reads a run back. Whatever cannot be understood is read as the most careful thing it can be: a running one without a
 * usable identity as `starting`, which sends whoever adopts it to the run's status file; an unclear end as `interrupted`.
 */
export function toRunRecord(row: RunRow): RunRecord {
  const startedAt = toNumber(row['started_at']);
  const pid = toNumber(row['pid']);
  const record = {
    id: String(row['id']),
    task: String(row['task']),
    trigger: toTrigger(row['trigger']),
    createdAt: Number(row['created_at']),
    ...toRunExtras(row),
    logPath: String(row['log_path']),
  };
  if (row['state'] === 'ended') {
    const endedAt = toNumber(row['ended_at']) ?? record.createdAt;
    return {
      ...record,
      state: 'ended',
      ...(startedAt !== undefined && { startedAt }),
      endedAt,
      outcome: toOutcome(row),
      ...(pid !== undefined && { pid }),
    };
  }
  const shim = parseStored(storedIdentity, row['shim']);
  if (row['state'] === 'running' && startedAt !== undefined && pid !== undefined && shim) {
    const by = toNumber(row['stop_by']);
    const stopping = by === undefined ? undefined : { by, hasTimedOut: row['has_timed_out'] === 1 };
    return { ...record, state: 'running', startedAt, pid, shim, ...(stopping && { stopping }) };
  }
  return { ...record, state: 'starting' };
}

/** Reads a run that has left processes; undefined if they cannot be found again. */
export function toLeavingRun(row: RunRow): LeavingRun | undefined {
  const [startedAt, pid, leftovers] = ['started_at', 'pid', 'leftovers'].map((column) => toNumber(row[column]));
  const shim = parseStored(storedIdentity, row['shim']);
  if (startedAt === undefined || pid === undefined || leftovers === undefined || !shim) return undefined;
  return { id: String(row['id']), task: String(row['task']), startedAt, pid, shim, leftovers };
}

/** Reads back a run that is to come at an instant. */
export function toLaterRun(row: RunRow): LaterRun {
  const args = toArguments(row['args']);
  return {
    id: String(row['id']),
    task: String(row['task']),
    at: Number(row['at']),
    timeZone: String(row['time_zone']),
    askedAt: Number(row['asked_at']),
    ...(args && { args }),
  };
}

function toRunExtras(
  row: RunRow,
): Pick<RunRecord, 'scheduledFor' | 'args' | 'retry' | 'cause' | 'later' | 'isExtra' | 'isOnce'> {
  const scheduledFor = toNumber(row['scheduled_for']);
  const args = toArguments(row['args']);
  const retry = toNumber(row['retry']);
  const cause = toCause(row['cause']);
  const later = parseStored(storedOrigin, row['later']);
  return {
    ...(scheduledFor !== undefined && { scheduledFor }),
    ...(args && { args }),
    ...(retry !== undefined && { retry }),
    ...(cause && { cause }),
    ...(later && { later }),
    ...(row['is_extra'] === 1 && { isExtra: true }),
    ...(row['is_once'] === 1 && { isOnce: true }),
  };
}

function toArguments(value: unknown): readonly string[] | undefined {
  const parsed = parseObject(value);
  return Array.isArray(parsed) ? parsed.map(String) : undefined;
}

function toCause(value: unknown): RunCause | undefined {
  const fields = parseObject(value);
  const named = ['task', 'run', 'outcome', 'logPath'].every((name) => typeof fields?.[name] === 'string');
  // It was written by this class or one like it, and is only told.
  return named ? (JSON.parse(String(value)) as RunCause) : undefined;
}

/** Reads a run back that is owed; undefined if it cannot be understood. `name` is that of its task now. */
export function toOwedRun(value: unknown, name: unknown): OwedRun | undefined {
  const fields = parseObject(value);
  const next = fields?.['next'];
  if (typeof fields?.['task'] !== 'string' || typeof next !== 'object' || next === null) return undefined;
  if (!('run' in next) || typeof next.run !== 'string') return undefined;
  const owed = JSON.parse(String(value)) as OwedRun;
  const task = typeof name === 'string' ? name : owed.task;
  return { ...owed, task, next: { ...owed.next, trigger: toTrigger(owed.next.trigger) } };
}

function toTrigger(value: unknown): Trigger {
  return triggers.find((trigger) => trigger === value) ?? 'manual';
}

function toOutcome(row: RunRow): RunOutcome {
  const exit = toExit(row);
  switch (row['outcome']) {
    case 'succeeded':
      return exit ? { kind: 'succeeded', exit } : { kind: 'interrupted' };
    case 'failed':
      return exit ? { kind: 'failed', exit } : { kind: 'interrupted' };
    case 'timed-out':
    case 'stopped':
      return { kind: row['outcome'], ...(exit && { exit }) };
    case 'start-failed':
      return { kind: 'start-failed', failure: toFailure(row['failure']) };
    default:
      return { kind: 'interrupted' };
  }
}

function toExit(row: RunRow): ExitStatus | undefined {
  const code = toNumber(row['exit_code']);
  if (code !== undefined) return { code };
  const signal = row['exit_signal'];
  return typeof signal === 'string' ? { signal } : undefined;
}

/** A failure is only ever put into words, so one that can be worded is a valid one. */
function toFailure(value: unknown): ExecutorFailure {
  const text = String(value);
  try {
    const failure = JSON.parse(text) as ExecutorFailure;
    describeFailure(failure);
    return failure;
  } catch {
    return { reason: 'internal', detail: text };
  }
}

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
