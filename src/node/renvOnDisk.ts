import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { activatesRenv, describeRenv } from '../model/renv.ts';
import { say } from '../model/clause.ts';
import type { FoundProgram, Surroundings } from './foundProgram.ts';

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
  const profile = await readFile(path.join(folder, '.Rprofile'), 'utf8').catch(() => '');
  if (!activatesRenv(profile)) return false;
  const activation = await stat(path.join(folder, 'renv', 'activate.R')).catch(() => undefined);
  return activation?.isFile() === true;
}
