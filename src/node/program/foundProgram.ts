import path from 'node:path';
import { type Result, err, ok } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { Argv } from '../../model/words/argv.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import { diskTrouble } from './programCheck.ts';
import { type OnTrouble, programState } from './programSearch.ts';

/** Where definitions are resolved. */
export interface ResolverPlace {
  /** Absolute path. */
  readonly workspaceFolder: string;
  /** Absolute path. */
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
}

/** What is the same for all steps of one resolution. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of an existing folder. */
  readonly cwd: string;
  /** Puts values in place of the variables in a string of the task file or of a setting. */
  readonly fill: (text: string) => string;
  /** Whether a program that was found may be run to learn its version: for a start, and never for somebody who only looks. */
  readonly mayAsk: boolean;
  readonly onTrouble?: OnTrouble;
}

/** A script of the task file. */
export interface ScriptPath {
  readonly asWritten: string;
  /** Absolute path. */
  readonly path: string;
}

/** A program with the arguments that go before the script. */
export interface FoundProgram {
  readonly argv: Argv;
  readonly why: Clause;
}

/** A program, or why there is none. */
export type Found = Result<FoundProgram, ExecutorFailure>;

/** Whether a program is named by its path, not by a name to look for. */
export function isPath(program: string, platform: NodeJS.Platform): boolean {
  return program.includes('/') || (platform === 'win32' && program.includes('\\'));
}

/** Who named a program: `why` for people, `by` where it was not the task file. */
export interface ProgramSource {
  readonly why: Clause;
  readonly by?: Clause;
}

/** Takes a program by its path, which may be relative to `base`. */
export async function findByPath(
  [program, ...args]: Argv,
  base: string,
  platform: NodeJS.Platform,
  { by, why }: ProgramSource,
  onTrouble?: OnTrouble,
): Promise<Found> {
  const file = path.resolve(base, program);
  switch (await programState(file, platform, onTrouble)) {
    case 'executable':
      return ok({ argv: [file, ...args], why: say('{0}, {1}', program, why) });
    case 'not-executable': {
      const why = await diskTrouble(file, platform);
      return why === undefined
        ? err({ reason: 'not-permitted', path: file, detail: say('it is not executable') })
        : err({ reason: 'program-unfit', program, path: file, why });
    }
    case 'absent':
      return err({
        reason: 'program-missing',
        program,
        places: [path.dirname(file)],
        ...(by !== undefined && { by }),
      });
  }
}
