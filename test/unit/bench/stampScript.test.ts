import { expect, test } from 'vitest';
import { stampAfter } from '../../../bench/stampScript.ts';

test('the stamp is found between the other lines of a log, to the nanosecond', () => {
  const log = '── executor: started\n1792345678901234567\n── executor: succeeded\n';
  expect(stampAfter(1_792_345_678_900, log)).toBe(1.234567);
});

test('a log without a stamp is no measurement', () => {
  expect(() => stampAfter(0, 'date: not found\n')).toThrow('date: not found');
});
