/** What a login shell lets its programs do, beside their environment. */
export interface LoginLimits {
  /** The permissions that new files do not get, as `umask` prints them: "0022". */
  readonly umask: string;
  /** The soft limits by the letters of `ulimit`, in its units. */
  readonly soft: Readonly<Record<string, string>>;
}

/** The limits that are read and set, by the letters of `ulimit`; a shell or system that lacks one leaves it alone. */
const letters = ['c', 'd', 'f', 'l', 'm', 'n', 's', 't', 'v'] as const;

/** A script of `sh` that prints the limits it has itself as a JSON object between two words. */
export function printLimitsScript(begin: string, end: string): string {
  const soft = `for l in ${letters.join(' ')}; do printf ",\\"%s\\":\\"%s\\"" $l "$(ulimit -S -$l 2>/dev/null)"; done`;
  return `printf "%s{\\"umask\\":\\"%s\\"" ${begin} "$(umask)"; ${soft}; printf "}%s" ${end}`;
}

/** Reads what the script has printed; undefined if that is something else. */
export function readLimits(text: string): LoginLimits | undefined {
  try {
    const { umask, ...others } = JSON.parse(text) as Record<string, unknown>;
    if (typeof umask !== 'string' || !/^[0-7]{1,4}$/.test(umask)) return undefined;
    const known = Object.entries(others).filter(
      (entry): entry is [string, string] =>
        letters.some((letter) => letter === entry[0]) &&
        typeof entry[1] === 'string' &&
        /^(?:\d+|unlimited)$/.test(entry[1]),
    );
    return { umask, soft: Object.fromEntries(known) };
  } catch {
    return undefined;
  }
}

/** A line of `sh` that gives itself, and what it starts, these limits, as far as the hard limits allow; it says nothing. */
export function setLimitsScript({ soft, umask }: LoginLimits): string {
  const each = Object.entries(soft).map(([letter, value]) => `${letter}=${value}`);
  const loop = `for l in ${each.join(' ')}; do ulimit -S -\${l%=*} \${l#*=}; done 2>/dev/null`;
  return each.length === 0 ? `umask ${umask}` : `umask ${umask}\n${loop}`;
}
