import type { Skipped } from '../../src/model/schedule/skipped.ts';

/** A while, by the wall clock in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds for which a task may stand still beside a control that does not: starting a run takes more than a tick. */
const standstillMs = 3_000;
/** From one tick to the next lie this many steps of host, shim, script and its commands, each of which waits as long as the control does. */
const stepsOfAStart = 10;
/** Milliseconds between two ticks of a control that nothing holds up, rounded up. */
const calmMs = 500;

/** The longest time without a tick, the ends of the span counted as ticks. */
export function longestGap(ticks: readonly number[], { from, to }: Span): number {
  const within = ticks.filter((at) => at > from && at < to);
  return Math.max(...[...within, to].map((at, index) => at - (within[index - 1] ?? from)));
}

/** A machine on which something that only sleeps comes this many times too late says nothing about a host. */
export const slowest = 10;

/** How many times as long as on a calm machine everything may take, by what a control needed that no host manages. */
export function slowness(control: readonly number[], span: Span): number {
  return Math.max(1, longestGap(control, span) / calmMs);
}

/**
 * What a task has missed that ticks under a host, beside a control that ticks without one: nothing if the machine held
 * up both. `heldMs` are milliseconds for which an input may rightly hold up everything.
 */
export function judgeTicks(
  ticks: readonly number[],
  control: readonly number[],
  span: Span,
  heldMs = 0,
): string | undefined {
  const own = longestGap(ticks, span);
  const beside = longestGap(control, span);
  if (own <= standstillMs + stepsOfAStart * beside + heldMs) return undefined;
  return `it stood still for ${String(own)} ms, the control for no more than ${String(beside)} ms`;
}

/**
 * What of a schedule's occurrences the host cannot account for: each has a run, or lies in a row that says why it has none. The oldest
 * run is the first that is looked at.
 */
export function judgeOccurrences(
  scheduledFor: readonly number[],
  skipped: readonly Pick<Skipped, 'from' | 'to'>[],
  periodMs: number,
): string | undefined {
  const runs = new Set(scheduledFor);
  if (runs.size < scheduledFor.length) return 'an occurrence has two runs';
  if (runs.size === 0) return undefined;
  const isTold = (at: number): boolean => runs.has(at) || skipped.some(({ from, to }) => from <= at && at <= to);
  const last = Math.max(...runs);
  for (let at = Math.min(...runs); at <= last; at += periodMs)
    if (!isTold(at)) return `nothing is said of what was due at ${new Date(at).toISOString()}`;
  return undefined;
}
