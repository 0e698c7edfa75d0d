import { expect, test } from 'vitest';
import { median, quantile } from '../../../bench/statistics.ts';

test('the median is the value in the middle, or halfway between the two there', () => {
  expect([median([3, 10, 1]), median([4, 1, 2, 3]), median([7])]).toEqual([3, 2.5, 7]);
});

test('a quantile lies between its neighbours in proportion, and the values stay as they were', () => {
  const values = [40, 10, 30, 20, 50];
  expect([0, 0.1, 0.9, 1].map((share) => quantile(values, share))).toEqual([10, 14, 46, 50]);
  expect(values).toEqual([40, 10, 30, 20, 50]);
});

test('nothing has no median', () => {
  expect(() => median([])).toThrow('quantile of nothing');
});
