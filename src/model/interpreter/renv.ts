import { type Clause, say } from '../words/clause.ts';

/** What is known of renv in the folders that a run of R has to do with. */
export interface RenvFacts {
  /** The working directory has a `.Rprofile` that activates renv. */
  readonly isInCwd: boolean;
  /** The project of the script that does, for people, where the working directory does not. */
  readonly elsewhere: Clause | undefined;
  /** The arguments of Rscript before the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whether a `.Rprofile` activates renv, as `renv::init()` writes it. */
export function activatesRenv(profile: string): boolean {
  return /^[^#\n]*\brenv\/activate\.R\b/m.test(profile);
}

/**
 * Says what renv makes of a run of R, as a clause; undefined if it has no part in it. R reads one user profile only:
 * the file that R_PROFILE_USER names, else `.Rprofile` of the working directory; so renv activates itself if and only
 * if the run starts in the project. Nothing is done about a run that starts elsewhere but saying so: another profile
 * would take away the user's own, and the project's names its files relative to the project.
 */
export function describeRenv({ isInCwd, elsewhere, args, env }: RenvFacts): Clause | undefined {
  const readsNoProfile = args.some((arg) => arg === '--vanilla' || arg === '--no-init-file');
  if (readsNoProfile || (env['R_PROFILE_USER'] ?? '') !== '') return undefined;
  if (isInCwd) return say('with the renv of the working directory');
  return elsewhere === undefined
    ? undefined
    : say('without the renv of {0}, which is not the working directory', elsewhere);
}
