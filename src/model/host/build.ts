/** One build of Executor: two builds may bear the same version, as when a developer packs twice. */
export interface Build {
  /** As the manifest has it: "1.4.0". */
  readonly version: string;
  /** When it was bundled, in milliseconds since the Unix epoch; 0 if it never was. */
  readonly stamp: number;
}

/** Less than 0 where `one` is older than `other`: by version first, then by when it was bundled. */
export function compareBuilds(one: Build, other: Build): number {
  return compareVersions(one.version, other.version) || one.stamp - other.stamp;
}

/** By the rules of semantic versions: "1.0.0-rc.1" comes before "1.0.0", and what follows a plus says nothing. */
function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [readVersion(one), readVersion(other)];
  const byNumbers = compareLists(ours.numbers, theirs.numbers);
  if (byNumbers !== 0) return byNumbers;
  if (ours.before.length === 0 || theirs.before.length === 0) return theirs.before.length - ours.before.length;
  return compareLists(ours.before, theirs.before);
}

function readVersion(version: string): {
  readonly numbers: readonly string[];
  /** What a version before the release adds to its numbers. */
  readonly before: readonly string[];
} {
  const [, numbers = '', before] = /^([^-+]*)(?:-([^+]*))?/.exec(version) ?? [];
  return { numbers: numbers.split('.'), before: before?.split('.') ?? [] };
}

function compareLists(ours: readonly string[], theirs: readonly string[]): number {
  for (const [index, our] of ours.entries()) {
    const their = theirs[index];
    if (their === undefined) return 1;
    const difference = compareParts(our, their);
    if (difference !== 0) return difference;
  }
  return ours.length - theirs.length;
}

/** Numbers count as such, and come before words. */
function compareParts(our: string, their: string): number {
  const isNumber = (part: string): boolean => /^\d+$/.test(part);
  if (isNumber(our) && isNumber(their)) return Number(our) - Number(their);
  if (isNumber(our) !== isNumber(their)) return isNumber(our) ? -1 : 1;
  return our < their ? -1 : our > their ? 1 : 0;
}

/** A build in one word, fit for a folder's name: "1.4.0-1767225600000". */
export function buildName({ stamp, version }: Build): string {
  return `${version.replaceAll(/[^\w.-]/g, '_')}-${String(stamp)}`;
}
