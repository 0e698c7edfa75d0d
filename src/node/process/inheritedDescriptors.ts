import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { attempt } from '../files/attempt.ts';

const folder = '/proc/self/fdinfo';
/** O_CLOEXEC of Linux, in the octal flags of `/proc/PID/fdinfo`; see proc(5). */
const closeOnExec = 0o2000000;

/**
 * The descriptors above the standard ones that this process would hand on to what it starts. Node marks the lowest of those
 * that it was given itself, and stops at the first gap above 16 (libuv's `uv_disable_stdio_inheritance`). Elsewhere than on
 * Linux none: on macOS what is spawned gets nothing that it is not given.
 */
function inheritedDescriptors(): readonly number[] {
  const descriptors = attempt([], () => readdirSync(folder).map(Number));
  return descriptors.filter((descriptor) => descriptor > 2 && isHandedOn(descriptor));
}

/** Closes them: nothing of this process needs them. An Electron keeps its own, which are among them. */
export function closeInheritedDescriptors(): void {
  if (process.versions['electron'] !== undefined) return;
  for (const descriptor of inheritedDescriptors()) closeSync(descriptor);
}

/**
 * Has `spawn` start a child with `own` as its descriptors from 3 on, and with the null device in the place of whatever else
 * it would inherit: that is what the platform can do, for nobody can close what a child has not got yet.
 */
export function withoutInherited<T>(own: readonly number[], spawn: (descriptors: readonly 9[]) => T): T {
  // Execa passes any descriptor on, but its types know the first ten only.
  const inherited = new Set(inheritedDescriptors());
  if (inherited.size === 0) return spawn(own as readonly 9[]);
  const nothing = openSync(devNull, 'r+');
  try {
    const length = Math.max(own.length, ...[...inherited].map((descriptor) => descriptor - 2));
    const all = Array.from({ length }, (_, at) => own[at] ?? (inherited.has(at + 3) ? nothing : 'ignore'));
    return spawn(all as readonly 9[]);
  } finally {
    closeSync(nothing);
  }
}

function isHandedOn(descriptor: number): boolean {
  // One that was closed meanwhile, as that of the listing is, cannot be read.
  return attempt(false, () => {
    const [, flags = ''] = /^flags:\s*(\d+)$/m.exec(readFileSync(`${folder}/${String(descriptor)}`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & closeOnExec) === 0;
  });
}
