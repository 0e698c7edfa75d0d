import { expect, test } from 'vitest';
import { type ReleaseFacts, releaseFaults } from '../../../scripts/releaseFaults.ts';

const between: ReleaseFacts = {
  version: '1.1.0',
  lockVersion: '1.1.0',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-31\n',
  tags: ['v1.0.0', 'another'],
  tagsHere: [],
};
const released = {
  ...between,
  changelog: '# Changelog\n\n## [1.1.0] - 2026-02-28\n\n## [1.0.0] - 2026-01-31\n',
  tags: ['v1.0.0', 'v1.1.0'],
  tagsHere: ['v1.1.0'],
};

test('a commit between releases, and that of a release, are in order', () => {
  expect(releaseFaults(between)).toEqual([]);
  expect(releaseFaults(released)).toEqual([]);
});

test('a version, a section or a tag that is alone is found', () => {
  expect(releaseFaults({ ...between, lockVersion: '1.0.0' })).toEqual([
    'package-lock.json has version 1.0.0, package.json 1.1.0.',
  ]);
  expect(releaseFaults({ ...between, version: '1.1.0-rc.1', lockVersion: '1.1.0-rc.1' })).toEqual([
    'The version 1.1.0-rc.1 is not three numbers, as a marketplace wants it.',
  ]);
  expect(releaseFaults({ ...released, tagsHere: [] })).toEqual([
    'CHANGELOG.md does not begin with the section [Unreleased].',
  ]);
  expect(releaseFaults({ ...between, tags: ['v1.0.0', 'v1.0.1'] })).toEqual([
    'CHANGELOG.md has no section for the tag v1.0.1.',
  ]);
  expect(releaseFaults({ ...released, version: '1.2.0', lockVersion: '1.2.0' })).toEqual([
    'This commit has the tag v1.1.0, and the version 1.2.0.',
  ]);
  expect(releaseFaults({ ...between, changelog: '## [Unreleased]\n## [1.0.0] - soon\n' })).toEqual([
    'The section [1.0.0] of CHANGELOG.md has no date such as 2026-01-31.',
  ]);
});
