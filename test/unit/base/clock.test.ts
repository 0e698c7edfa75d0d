import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';

const day = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a timer may be set for longer than the timers of Node take', () => {
  const callback = vi.fn();
  systemClock.setTimer(60 * day, callback);
  vi.advanceTimersByTime(60 * day - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

test('a timer that is disposed never fires, however long it was set for', () => {
  const callback = vi.fn();
  const timer = systemClock.setTimer(60 * day, callback);
  vi.advanceTimersByTime(30 * day);
  timer.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
