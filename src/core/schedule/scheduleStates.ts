import type { Instant } from '../../base/clock.ts';
import type { CausedUntil } from '../../model/schedule/catchUp.ts';
import type { ScheduleState } from '../ports.ts';

/** A schedule with other occurrences owed, and what kept them from starting. */
export function withOwed(
  state: ScheduleState,
  owed: readonly Instant[],
  causes: readonly CausedUntil[] = [],
): ScheduleState {
  const rest = without(state, 'owed', 'owedBecause');
  const [oldest] = owed;
  if (oldest === undefined) return rest;
  const owedBecause = causes.filter(({ until }) => until >= oldest);
  return { ...rest, owed, ...(owedBecause.some(({ because }) => because) && { owedBecause }) };
}

/** The same without the horizon that it has come to. */
export function pastHorizon(state: ScheduleState): ScheduleState {
  if (state.horizon === undefined || state.cursor < state.horizon) return state;
  return without(state, 'horizon');
}

/** The same without the skips that it has come past. */
export function pastSkips(state: ScheduleState): ScheduleState {
  const skips = state.skips?.filter((at) => at > state.cursor);
  return { ...without(state, 'skips'), ...(skips && skips.length > 0 && { skips }) };
}

function without<K extends keyof ScheduleState>(state: ScheduleState, ...keys: readonly K[]): Omit<ScheduleState, K> {
  const kept = Object.entries(state).filter(([key]) => !keys.some((each) => each === key));
  return Object.fromEntries(kept) as Omit<ScheduleState, K>;
}
