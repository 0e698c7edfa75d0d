import path from 'node:path';
import { activatesRenv, describeRenv } from '../../model/interpreter/renv.ts';
import { say } from '../../model/words/clause.ts';
import { lookAtUserFile, readUserFile } from '../files/userFile.ts';
import type { FoundProgram, Surroundings } from './foundProgram.ts';

/** Bytes of a `.Rprofile` that are read; a larger one counts as one without renv. */
const largestProfile = 256 * 1024;

/** Adds to the reason for an Rscript whether renv will be active in the run. `folders` are those of the project. */
export async function withRenv(
  found: FoundProgram,
  folders: readonly string[],
  workspaceFolder: string,
  { cwd, env }: Surroundings,
): Promise<FoundProgram> {
  const [first] = await Promise.all(folders.map(async (folder) => ((await hasRenv(folder)) ? folder : undefined))).then(
    (projects) => projects.filter((project) => project !== undefined),
  );
  const clause = describeRenv({
    isInCwd: first === cwd,
    elsewhere: first === undefined ? undefined : path.relative(workspaceFolder, first) || say('the workspace folder'),
    args: found.argv.slice(1),
    env,
  });
  return clause === undefined ? found : { ...found, why: say('{0}, {1}', found.why, clause) };
}

async function hasRenv(folder: string): Promise<boolean> {
  const profile = await readUserFile(path.join(folder, '.Rprofile'), largestProfile);
  if (!profile.ok || !activatesRenv(new TextDecoder().decode(profile.value))) return false;
  return (await lookAtUserFile(path.join(folder, 'renv', 'activate.R'))).kind === 'file';
}
