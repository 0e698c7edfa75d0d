import { expect, test } from 'vitest';
import { type Build, compareBuilds } from '../../../../src/model/host/build.ts';

const build = (version: string, stamp = 0): Build => ({ version, stamp });

test('builds are in the order of their versions, those before a release in front of it', () => {
  const versions = [
    '0.9.0',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1-rc.1',
    '1.0.10',
    '1.1.0',
    '10.0.0',
  ];
  const mixed = versions.toReversed().map((version) => build(version));
  expect(mixed.toSorted(compareBuilds).map(({ version }) => version)).toEqual(versions);
});

test('of one version that is older which was bundled first, whatever a plus adds', () => {
  expect(compareBuilds(build('1.0.0', 5), build('1.0.0', 7))).toBeLessThan(0);
  expect(compareBuilds(build('1.0.0+b', 5), build('1.0.0+a', 7))).toBeLessThan(0);
  expect(compareBuilds(build('1.0.0-rc.1', 7), build('1.0.0-rc.1', 7))).toBe(0);
});
