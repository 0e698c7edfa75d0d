import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { RunId } from '../../model/run.ts';
import { errorCode, errorDetail } from '../files/errorDetail.ts';

/** What the text of a status file says. */
export type StatusText =
  /** Somebody has the claim and has not said anything: a line without its newline is not there yet. */
  | { readonly kind: 'silent' }
  /** The run never became its script, and never will. */
  | { readonly kind: 'abandoned' }
  /** The run became its script, which has this pid; `code` is the shell's word for how it ended, once it has. */
  | { readonly kind: 'claimed'; readonly pid: number; readonly code?: number };

/** What is known from a status file; the times are those of its creation and of its last line. */
export type RunStatus =
  | { readonly kind: 'absent' }
  /** It may well be there: this process is short of descriptors, or the folder out of reach. */
  | { readonly kind: 'unreadable' }
  | Exclude<StatusText, { kind: 'claimed' }>
  | (Extract<StatusText, { kind: 'claimed' }> & { readonly claimedAt: Instant; readonly changedAt: Instant });

/** The name of a run's status file within the folder of all of them. */
export function statusFileName(run: RunId): string {
  return `${run}.status`;
}

/** Where a run's status file belongs. */
export function statusFilePath(runsFolder: string, run: RunId): string {
  return path.join(runsFolder, statusFileName(run));
}

/** The run whose status file has this name; undefined if it isn't one. */
export function runOfStatusFile(name: string): RunId | undefined {
  return /^([0-9a-f]+)\.status$/.exec(name)?.[1];
}

/** Reads the text of a status file. What no shim and no host would write counts as nothing said. */
export function parseStatus(text: string): StatusText {
  const lines = text.split('\n').slice(0, -1);
  const [first = '', second = ''] = lines;
  if (first === 'abandoned') return { kind: 'abandoned' };
  const pid = /^pid ([1-9]\d*)$/.exec(first)?.[1];
  if (pid === undefined) return { kind: 'silent' };
  const code = /^exit (\d+)$/.exec(second)?.[1];
  return { kind: 'claimed', pid: Number(pid), ...(code !== undefined && { code: Number(code) }) };
}

/**
 * Reads a status file. It is a few bytes in a folder of our own, so it is read synchronously: what is decided from it is
 * decided before anything else can happen here.
 */
export function readStatus(statusPath: string): RunStatus {
  let descriptor: number;
  try {
    descriptor = openSync(statusPath, 'r');
  } catch (error) {
    const code = errorCode(error);
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unreadable' };
  }
  try {
    const status = parseStatus(readFileSync(descriptor, 'utf8'));
    if (status.kind !== 'claimed') return status;
    const { birthtimeMs, mtimeMs } = fstatSync(descriptor);
    const changedAt = Math.floor(mtimeMs);
    // File systems that keep no time of creation answer zero or a later change.
    const claimedAt = birthtimeMs > 0 ? Math.min(Math.floor(birthtimeMs), changedAt) : changedAt;
    return { ...status, claimedAt, changedAt };
  } finally {
    closeSync(descriptor);
  }
}

/** How an attempt to take the claim went; `later` means that this process is short of descriptors and has to try again. */
export type Claim = 'won' | 'lost' | 'later';

/**
 * Takes the claim for a host: where it is won, the run never becomes its script. It is lost where the shim or another
 * host was first.
 */
export function claimForHost(statusPath: string): Result<Claim, ExecutorFailure> {
  let descriptor: number;
  try {
    descriptor = openSync(statusPath, 'wx', 0o600);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return ok('lost');
    if (code === 'EMFILE' || code === 'ENFILE') return ok('later');
    return err({ reason: 'state-unusable', path: statusPath, detail: errorDetail(error) });
  }
  try {
    writeSync(descriptor, 'abandoned\n');
  } catch {
    // A full disk: the claim stands all the same, as an empty file that no process belongs to.
  } finally {
    closeSync(descriptor);
  }
  return ok('won');
}
