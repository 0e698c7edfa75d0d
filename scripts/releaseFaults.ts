/** What tells of versions in a checkout. */
export interface ReleaseFacts {
  /** Of the manifest. */
  readonly version: string;
  /** Of the lock file. */
  readonly lockVersion: string;
  readonly changelog: string;
  /** All tags that are known here. */
  readonly tags: readonly string[];
  /** Those of the commit that is checked out. */
  readonly tagsHere: readonly string[];
}

/** Where manifest, lock file, CHANGELOG and tags do not agree, a sentence each. */
export function releaseFaults({ changelog, lockVersion, tags, tagsHere, version }: ReleaseFacts): readonly string[] {
  const sections = [...changelog.matchAll(/^## \[(.+?)\](?: - (.*))?$/gm)].map(([, name = '', date]) => ({
    name,
    date,
  }));
  const released = sections.filter(({ name }) => name !== 'Unreleased');
  const isRelease = (tag: string): boolean => /^v\d/.test(tag);
  return [
    ...(/^\d+\.\d+\.\d+$/.test(version)
      ? []
      : [`The version ${version} is not three numbers, as a marketplace wants it.`]),
    ...(lockVersion === version ? [] : [`package-lock.json has version ${lockVersion}, package.json ${version}.`]),
    ...(sections[0]?.name === 'Unreleased' || tagsHere.some(isRelease)
      ? []
      : ['CHANGELOG.md does not begin with the section [Unreleased].']),
    ...released
      .filter(({ date }) => !/^\d{4}-\d\d-\d\d$/.test(date ?? ''))
      .map(({ name }) => `The section [${name}] of CHANGELOG.md has no date such as 2026-01-31.`),
    ...tags
      .filter((tag) => isRelease(tag) && !released.some(({ name }) => `v${name}` === tag))
      .map((tag) => `CHANGELOG.md has no section for the tag ${tag}.`),
    ...tagsHere
      .filter((tag) => isRelease(tag) && tag !== `v${version}`)
      .map((tag) => `This commit has the tag ${tag}, and the version ${version}.`),
  ];
}
