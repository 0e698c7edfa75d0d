// Read by whatever Node a machine has: this file imports nothing.

/** The oldest Node whose database needs no flag. */
const oldest = [22, 13] as const;

/** The same as people write it. */
export const oldestNode = oldest.join('.');

/** Whether a version of Node ("20.20.2") is too old for Executor. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** What is said of a version of Node that is too old for the command; undefined of one that serves. */
export function complaintAbout(version: string): string | undefined {
  if (!isTooOld(version)) return undefined;
  return `executor needs Node ${oldestNode} or newer; this is ${version.split('.', 2).join('.')}.`;
}
