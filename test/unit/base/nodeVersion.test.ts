import { expect, test } from 'vitest';
import { complaintAbout } from '../../../src/base/nodeVersion.ts';

test.each(['22.13.0', '22.13.1', '22.20.0', '23.0.0', '24.21.0', '100.0.0', '23.0.0-nightly20241001'])(
  'Node %s serves',
  (version) => {
    expect(complaintAbout(version)).toBeUndefined();
  },
);

test.each([
  ['22.12.9', '22.12'],
  ['20.20.2', '20.20'],
  ['18.0.0', '18.0'],
  ['9.13.0', '9.13'],
])('of Node %s it is said in one sentence that it is too old', (version, shown) => {
  expect(complaintAbout(version)).toBe(`executor needs Node 22.13 or newer; this is ${shown}.`);
});
