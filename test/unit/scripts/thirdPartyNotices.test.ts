import { expect, test } from 'vitest';
import { licenceFaults, thirdPartyNotices } from '../../../scripts/thirdPartyNotices.ts';

const packages = [
  { name: '@them/one', version: '1.0.0', licence: 'MIT', text: 'Copyright (c) Them\n\nPermission is granted.\n' },
  { name: 'two', version: '2.3.4', licence: 'ISC', text: undefined },
];

test('the notices name each package, its version and its licence above the text of it', () => {
  const rule = '-'.repeat(80);
  expect(thirdPartyNotices(packages.slice(0, 1))).toBe(
    `Executor contains code of these packages, under the licences below.\n\n${rule}\n@them/one 1.0.0 (MIT)\n\nCopyright (c) Them\n\nPermission is granted.\n`,
  );
});

test('a package without a licence text is not handed on', () => {
  expect(licenceFaults(packages)).toEqual([
    'two 2.3.4 brings no licence text. Keep that of its repository in scripts/licenceTexts, and name it in scripts/thirdPartyNotices.ts.',
  ]);
});
