import { expect, test } from 'vitest';
import { MarkedOutput } from '../../../../src/node/environment/markedOutput.ts';

const wanted = '{"A":"}<{"}';
const printed = `"<<" + "{" + ">>" {} <<${wanted}>> <<{}>>`;

test('finds the object however the output is cut into pieces', () => {
  for (let size = 1; size <= printed.length; size += 1) {
    const output = new MarkedOutput('<<', '>>');
    const pieces = printed.match(new RegExp(`.{1,${String(size)}}`, 'g')) ?? [];
    expect(pieces.map((piece) => output.push(piece)).filter((found) => found !== undefined)).toEqual([wanted]);
  }
});

test('answers nothing before the second marker', () => {
  const output = new MarkedOutput('<<', '>>');
  expect(['noise', '<<{"A":1}', '>', 'x>'].map((piece) => output.push(piece))).toEqual(Array(4).fill(undefined));
});
