/** One build of Executor: two builds may bear the same version, as when a developer packs twice. */
export interface Build {
  /** As the manifest has it: "1.4.0". */
  readonly version: string;
  /** When it was bundled, in milliseconds since the Unix epoch; 0 where it never was. */
  readonly stamp: number;
}

/** Less than 0 where `one` is older than `other`: by version first, then by when it was bundled. */
export function compareBuilds(one: Build, other: Build): number {
  const numbers = (version: string): readonly number[] =>
    version.split(/[.-]/).map((part) => Number.parseInt(part, 10));
  const [ours, theirs] = [numbers(one.version), numbers(other.version)];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const difference = (ours[index] || 0) - (theirs[index] || 0);
    if (difference !== 0) return difference;
  }
  return one.stamp - other.stamp;
}

/** A build in one word, fit for a folder's name: "1.4.0-1767225600000". */
export function buildName({ stamp, version }: Build): string {
  return `${version.replaceAll(/[^\w.-]/g, '_')}-${String(stamp)}`;
}
