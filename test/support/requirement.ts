import { spawnSync } from 'node:child_process';
import { findProgram } from '../../scripts/prerequisites.mjs';

/** Programs that some tests need and a machine may lack, with the Debian package that brings each. */
export const optionalPrograms = {
  Rscript: 'r-base-core',
  busybox: 'busybox',
  cron: 'cron',
  dash: 'dash',
  bash: 'bash',
  git: 'git',
  'systemd-analyze': 'systemd',
  wine: 'wine wine64',
} as const;

/** A program that some tests need. */
export type OptionalProgram = keyof typeof optionalPrograms;

/**
 * What tests may lack and whoever runs them has promised, in words with blanks between: then it is a failure where it is not there. `.ci/run`
 * promises; anybody else finds those tests skipped.
 */
const promised = new Set((process.env['EXECUTOR_TEST_REQUIRES'] ?? '').split(' '));

/** Programs that are hidden from the quick suite, to find the tests that need one without a word. */
const hidden = new Set((process.env['EXECUTOR_TEST_HIDDEN'] ?? '').split(' '));

/** Why tests that mount file systems or make namespaces cannot run here, or undefined if they can. */
export function privilegeRequirement(): string | undefined {
  if (process.platform === 'linux' && process.getuid?.() === 0) return undefined;
  return lack('privileges', 'only root of a Linux machine may mount a file system or make a namespace');
}

/** Why tests cannot act as a user whom nobody knows, or undefined if they can: that one must be able to run this Node. */
export function strangerRequirement(uid: number): string | undefined {
  const { status } = spawnSync(process.execPath, ['-e', '0'], { uid, gid: uid, cwd: '/' });
  return status === 0 ? undefined : lack('privileges', `user ${String(uid)} cannot run ${process.execPath}`);
}

/**
 * Why tests that need this program cannot run here, or undefined if they can: `context.skip(reason !== undefined,
 * reason)`. What is promised and missing throws.
 */
export function requirement(program: OptionalProgram): string | undefined {
  if (hidden.has(program)) throw new Error(`A test that needs ${program} belongs into the whole suite: tag it "long".`);
  if (isThere(program)) return undefined;
  return lack(program, `${program} was not found on PATH (Debian: apt-get install ${optionalPrograms[program]})`);
}

/** Modules of Python that some tests need and a machine may lack, with the Debian package that brings each. */
const optionalModules = { dotenv: 'python3-dotenv' } as const;

/** Why tests that need this module of Python cannot run here, or undefined if they can. */
export function pythonModuleRequirement(module: keyof typeof optionalModules): string | undefined {
  const { status } = spawnSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
  const advice = `Debian: apt-get install ${optionalModules[module]}`;
  return status === 0 ? undefined : lack(optionalModules[module], `Python has no module ${module} (${advice})`);
}

/** Whether a program is on PATH, for tests that do with others as well. */
export function isThere(program: OptionalProgram): boolean {
  return findProgram(program) !== undefined;
}

/** Why what a test needs is not there; throws where that is promised. */
export function lack(what: string, reason: string): string {
  if (promised.has(what)) throw new Error(`${reason}; EXECUTOR_TEST_REQUIRES promises it.`);
  return reason;
}
