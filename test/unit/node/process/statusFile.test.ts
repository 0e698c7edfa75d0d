import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStatus, type StatusText } from '../../../../src/node/process/statusFile.ts';

test.each<[string, StatusText]>([
  ['', { kind: 'silent' }],
  ['pid 12', { kind: 'silent' }],
  ['pid 12\n', { kind: 'claimed', pid: 12 }],
  ['pid 12\nexit 3', { kind: 'claimed', pid: 12 }],
  ['pid 12\nexit 3\n', { kind: 'claimed', pid: 12, code: 3 }],
  ['pid 12\nexit 0\n', { kind: 'claimed', pid: 12, code: 0 }],
  ['pid 12\nexit 3\nexit 4\n', { kind: 'claimed', pid: 12, code: 3 }],
  ['abandoned', { kind: 'silent' }],
  ['abandoned\n', { kind: 'abandoned' }],
  ['abandoned\nexit 3\n', { kind: 'abandoned' }],
  ['pid 0\n', { kind: 'silent' }],
  ['pid -1\n', { kind: 'silent' }],
  ['something else\n', { kind: 'silent' }],
])('%j is read as %j', (text, status) => {
  expect(parseStatus(text)).toEqual(status);
});

test('what is written in pieces is never misread on the way', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4_194_304 }),
      fc.integer({ min: 0, max: 255 }),
      fc.nat(),
      (pid, code, cut) => {
        const text = `pid ${String(pid)}\nexit ${String(code)}\n`;
        const status = parseStatus(text.slice(0, cut % (text.length + 1)));
        expect([{ kind: 'silent' }, { kind: 'claimed', pid }, { kind: 'claimed', pid, code }]).toContainEqual(status);
      },
    ),
  );
});
