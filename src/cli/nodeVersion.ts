// Read by whatever Node a machine has: this file imports nothing.

/** The oldest Node whose database needs no flag. */
const oldest = [22, 13] as const;

/** What is said of a version of Node ("20.20.2") that is too old for the command; undefined of one that serves. */
export function complaintAbout(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `executor needs Node ${oldest.join('.')} or newer; this is ${String(major)}.${String(minor)}.`;
}
