import { spawnSync } from 'node:child_process';
import { findProgram } from './prerequisites.mjs';

/** What a new machine may lack. The quick suite does without it, and is tried without it where that is possible. */
const names = [
  ...['Rscript', 'R', 'busybox', 'git', 'curl', 'wget', 'perl', 'ruby', 'julia', 'systemd-analyze', 'crontab', 'wine'],
];

/** How a program is started without others being there. */
export interface Hiding {
  /** Goes before the program and its arguments. */
  readonly prefix: readonly string[];
  /** The variables that tell its tests what is hidden. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Hides programs behind `/dev/null` in a mount namespace, which only root of a Linux machine may make; undefined where that
 * cannot be.
 */
export function hidePrograms(): Hiding | undefined {
  const found = names.flatMap((name) => everyPlaceOf(name));
  const binds = found.map((file) => `mount --bind /dev/null '${file}'`);
  const prefix = ['unshare', '--mount', 'sh', '-c', [...binds, 'exec "$@"'].join(' && '), 'sh'];
  const canHide = spawnSync('unshare', [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
  return canHide ? { prefix, env: { EXECUTOR_TEST_HIDDEN: names.join(' ') } } : undefined;
}

/** Where PATH has a program; two of its folders may be one. */
function everyPlaceOf(name: string): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return [...new Set(folders.flatMap((folder) => findProgram(name, folder) ?? []))];
}
