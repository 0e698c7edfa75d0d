import { expect, test } from 'vitest';
import { countOption } from '../../../bench/countOption.ts';

test('an option is given with = or as the next word, or is the usual number', () => {
  expect(countOption(['--rounds=7', '--size', '64'], 'rounds', 200)).toBe(7);
  expect(countOption(['--rounds=7', '--size', '64'], 'size', 1024)).toBe(64);
  expect(countOption([], 'size', 1024)).toBe(1024);
});

test.each(['0', '-3', '1.5', 'many', ''])('"%s" is no count', (word) => {
  expect(() => countOption(['--rounds', word], 'rounds', 200)).toThrow(
    `--rounds wants a whole number from 1 on, not "${word}"`,
  );
});
