import { findProgram } from '../../scripts/prerequisites.mjs';

/** Programs that some tests need and a machine may lack, with the Debian package that brings each. */
export const optionalPrograms = {
  Rscript: 'r-base-core',
  busybox: 'busybox',
  dash: 'dash',
  bash: 'bash',
  wine: 'wine wine64',
} as const;

/** A program that some tests need. */
export type OptionalProgram = keyof typeof optionalPrograms;

/** Why tests that mount file systems or make namespaces cannot run here, or undefined where they can; else the same. */
export function privilegeRequirement(): string | undefined {
  if (process.platform === 'linux' && process.getuid?.() === 0) return undefined;
  const reason = 'only root of a Linux machine may mount a file system or make a namespace';
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${reason}; with CI set nothing is skipped.`);
  return reason;
}

/**
 * Why tests that need this program cannot run here, or undefined where they can: `context.skip(reason !== undefined,
 * reason)`. Where CI is set in the environment nothing may be skipped, and a missing program throws.
 */
export function requirement(program: OptionalProgram): string | undefined {
  if (findProgram(program) !== undefined) return undefined;
  const reason = `${program} was not found on PATH (Debian: apt-get install ${optionalPrograms[program]})`;
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${reason}; with CI set nothing is skipped.`);
  return reason;
}
