import { expect, test } from 'vitest';
import { budgetCells } from '../../../bench/budget.ts';

test('a duration holds its budget up to so many times the floor', () => {
  const floor = { value: 2, text: '2.00 ms' };
  expect(budgetCells(2.4, floor, { kind: 'at-most', ratio: 1.2 })).toEqual(['2.00 ms', '1.20', '≤ 1.20', 'holds']);
  expect(budgetCells(2.5, floor, { kind: 'at-most', ratio: 1.2 })).toEqual(['2.00 ms', '1.25', '≤ 1.20', 'MISSED']);
});

test('a rate holds its budget down to so many times the floor', () => {
  const floor = { value: 1000, text: '1000 MB/s' };
  expect(budgetCells(980, floor, { kind: 'at-least', ratio: 0.95 }).at(-1)).toBe('holds');
  expect(budgetCells(900, floor, { kind: 'at-least', ratio: 0.95 }).at(-1)).toBe('MISSED');
});

test('a figure without a budget is only compared', () => {
  expect(budgetCells(3, { value: 2, text: '2' }, undefined)).toEqual(['2', '1.50', '', '']);
});
