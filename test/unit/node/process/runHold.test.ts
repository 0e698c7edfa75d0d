import { expect, test } from 'vitest';
import { parseHold, runOfHoldFile, writeHold } from '../../../../src/node/process/runHold.ts';

test('what is noted one after the other is read together', () => {
  const text = writeHold({ pid: 12 }) + writeHold({ image: 'Rterm (x64).exe' });
  expect(parseHold(text)).toEqual({ pid: 12, image: 'Rterm (x64).exe' });
});

test.each(['', 'pid 12', 'pid 0\n', 'pid -1\n', 'pid 12x\n', 'image \n', 'image a'])(
  'what nobody has written to its end says nothing: %j',
  (text) => {
    expect(parseHold(text)).toEqual({});
  },
);

test('a hold is told by its name', () => {
  expect(['0123456789ab.hold', '0123456789ab.status', 'x.hold', '.hold'].map(runOfHoldFile)).toEqual([
    '0123456789ab',
    undefined,
    undefined,
    undefined,
  ]);
});
