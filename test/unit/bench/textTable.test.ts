import { expect, test } from 'vitest';
import { textTable } from '../../../bench/textTable.ts';

test('names stand to the left and figures to the right, with no blanks at the end of a line', () => {
  const rows = [
    ['', 'median', ''],
    ['a launcher', '1.25 ms', 'holds'],
    ['bare', '10 ms', ''],
  ];
  expect(textTable(rows).split('\n')).toEqual([
    '              median',
    'a launcher   1.25 ms   holds',
    'bare           10 ms',
  ]);
});
