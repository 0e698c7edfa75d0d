import path from 'node:path';
import { type Result, err, ok } from '../../base/result.ts';
import type { FoundInterpreters, ProgramResolver, ResolvedProgram, Variables } from '../../core/ports.ts';
import type { ExecutorFailure, PassingFailure } from '../../model/failure.ts';
import { wellKnownPlaces } from '../../model/interpreter/places.ts';
import { type InterpreterPreferences, noPreferences } from '../../model/interpreter/preferences.ts';
import { type FileTrouble, troubleClause } from '../../model/fileTrouble.ts';
import { hasLineBreak, posixShellArgv, windowsShellArgv } from '../../model/words/shellLine.ts';
import type { TaskDefinition } from '../../model/task.ts';
import { needsShell } from '../../model/words/shellHabits.ts';
import { substitute } from '../../model/words/variables.ts';
import { fileFailure } from '../files/errorDetail.ts';
import {
  findByPath,
  type Found,
  isPath,
  type ResolverPlace,
  type ScriptPath,
  type Surroundings,
} from './foundProgram.ts';
import { isFolder } from '../files/fileLook.ts';
import { lookAtUserFile, readUserFileStart } from '../files/userFile.ts';
import { InterpreterFinder } from './interpreterFinder.ts';
import type { OwnNode } from './ownNode.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import { programTrouble } from './programCheck.ts';
import { findProgram, pathFolders, programState } from './programSearch.ts';
import { defaultShell } from '../process/shim.ts';

/** Finds script, working directory and interpreter on this machine's disk. */
export class ProgramFinder implements ProgramResolver {
  private readonly finder: InterpreterFinder;

  /**
   * `preferences` tells what settings and language extensions say now, `places` where to look for a kind after PATH;
   * `own` runs what finds no other Node.
   */
  constructor(
    private readonly place: ResolverPlace,
    preferences: () => InterpreterPreferences = () => noPreferences,
    own?: OwnNode,
    places: typeof wellKnownPlaces = wellKnownPlaces,
  ) {
    this.finder = new InterpreterFinder({ place, places, preferences, ownNode: own });
  }

  resolve(definition: TaskDefinition, env: Variables): Promise<Result<ResolvedProgram, ExecutorFailure>> {
    return this.lookFor(definition, { env, mayAsk: true });
  }

  foresee(definition: TaskDefinition, env: Variables): Promise<Result<ResolvedProgram, ExecutorFailure>> {
    return this.lookFor(definition, { env, mayAsk: false });
  }

  async interpreters(
    { cwd, program }: TaskDefinition,
    env: Variables,
  ): Promise<Result<FoundInterpreters, ExecutorFailure>> {
    if (program.kind !== 'script') return ok({ all: [] });
    const fill = (text: string): string => substitute(text, { ...this.place, env });
    const script = this.scriptPath(fill(program.script));
    const unusable = await scriptFailure(script);
    if (unusable) return err(unusable);
    const around = { env, cwd: path.resolve(this.place.workspaceFolder, fill(cwd ?? '.')), fill, mayAsk: false };
    return ok(await this.finder.findAll(script, around));
  }

  private async lookFor(
    definition: TaskDefinition,
    { env, mayAsk }: Pick<Surroundings, 'env' | 'mayAsk'>,
  ): Promise<Result<ResolvedProgram, ExecutorFailure>> {
    const fill = (text: string): string => substitute(text, { ...this.place, env });
    const cwdAsWritten = fill(definition.cwd ?? '.');
    const cwd = path.resolve(this.place.workspaceFolder, cwdAsWritten);
    const troubles: PassingFailure[] = [];
    const onTrouble = (failure: PassingFailure): void => {
      troubles.push(failure);
    };
    const surroundings: Surroundings = { env, cwd, fill, mayAsk, onTrouble };
    const { program } = definition;
    const script = program.kind === 'script' ? this.scriptPath(fill(program.script)) : undefined;

    const unusable = script && (await scriptFailure(script));
    if (unusable) return err(unusable);
    const folder = await lookAtUserFile(cwd);
    if (!isFolder(folder)) {
      const missing = { reason: 'cwd-missing', cwd: cwdAsWritten, path: cwd } as const;
      if (folder.kind === 'file' || folder.kind === 'no-file' || folder.kind === 'absent') return err(missing);
      return err(fileFailure(folder, cwd, { ...missing, detail: troubleClause(folder) }));
    }

    const args = definition.args.map(fill);
    const found =
      program.kind === 'script'
        ? await this.finder.find(this.scriptPath(fill(program.script)), program.interpreter, surroundings)
        : program.kind === 'command'
          ? await this.findCommand(program.command.map(fill), surroundings)
          : await this.findShell(surroundings);
    // What was not found may be where nobody could look.
    if (!found.ok) return err(troubles[0] ?? found.error);
    const { argv, why } = found.value;
    const { arch } = process;
    const trouble = await programTrouble(argv[0], { env, cwd, platform: this.place.platform, arch });
    if (trouble !== undefined) {
      const asWritten = program.kind === 'command' ? fill(program.command[0]) : argv[0];
      return err({ reason: 'program-unfit', program: asWritten, path: argv[0], why: trouble });
    }
    if (program.kind === 'shell') {
      const read = this.readLine(argv[0], fill(program.line), definition.name, args);
      return read.ok ? ok({ ...read.value, cwd, why }) : read;
    }
    const isSelf = argv[0] === script?.path;
    return ok({ argv: [...argv, ...(script && !isSelf ? [script.path] : []), ...args], cwd, why });
  }

  /** The shell is looked for like any program; without one on PATH it is that which the shim has, or Windows' own. */
  private async findShell(around: Surroundings): Promise<Found> {
    const { platform } = this.place;
    const [name, fallback] =
      platform === 'win32' ? ['cmd.exe', variableOf(around.env, 'ComSpec')] : ['sh', defaultShell[0]];
    const found = await this.findCommand([name], around);
    if (!found.ok && fallback !== undefined && (await programState(fallback, platform)) === 'executable')
      return ok({ argv: [fallback], why: say('{0}, because the task asks for a shell', fallback) });
    return found.ok
      ? ok({ argv: found.value.argv, why: say('{0}, because the task asks for a shell', found.value.why) })
      : found;
  }

  private readLine(
    shell: string,
    line: string,
    name: string,
    args: readonly string[],
  ): Result<Pick<ResolvedProgram, 'argv' | 'isVerbatim'>, ExecutorFailure> {
    if (this.place.platform !== 'win32') return ok({ argv: posixShellArgv(shell, line, name, args) });
    if ([line, ...args].some(hasLineBreak)) return err({ reason: 'line-break-for-cmd' });
    return ok({ argv: windowsShellArgv(shell, line, args), isVerbatim: true });
  }

  private scriptPath(asWritten: string): ScriptPath {
    return { asWritten, path: path.resolve(this.place.workspaceFolder, asWritten) };
  }

  private async findCommand([program = '', ...args]: readonly string[], around: Surroundings): Promise<Found> {
    const { platform } = this.place;
    const isLine = args.length > 0 && (/\s/.test(program) || needsShell([program, ...args]));
    if (isPath(program, platform)) {
      const byPath = { why: say('named by its path') };
      const found = await findByPath([program, ...args], around.cwd, platform, byPath, around.onTrouble);
      if (found.ok || found.error.reason !== 'program-missing' || !isLine) return found;
      return err({ ...found.error, args });
    }
    const folders = pathFolders(around.env, around.cwd, platform);
    const file = await findProgram(program, folders, around.env, platform, around.onTrouble);
    if (file === undefined) {
      return err({ reason: 'program-missing', program, places: folders, ...(isLine && { args }) });
    }
    return ok({ argv: [file, ...args], why: say('{0}, found on PATH', program) });
  }
}

/** The value of a variable whose name Windows compares without letter case. */
function variableOf(env: Variables, name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toUpperCase() === name.toUpperCase())?.[1];
}

/** Why a path is none of a script that can be run; undefined if it is. */
export async function scriptFailure({ asWritten, path: file }: ScriptPath): Promise<ExecutorFailure | undefined> {
  const facts = { script: asWritten, path: file };
  const found = await lookAtUserFile(file);
  if (found.kind === 'no-file') return { reason: 'script-not-a-file', ...facts };
  if (found.kind === 'not-permitted') return { reason: 'script-unreadable', ...facts };
  if (found.kind !== 'file')
    return fileFailure(found, file, { reason: 'script-missing', ...facts, ...detailOf(found) });
  // Reading it is the only test that lists of permissions and network folders cannot mislead.
  const start = await readUserFileStart(file, 1);
  if (start.ok) return undefined;
  return fileFailure(start.error, file, { reason: 'script-unreadable', ...facts, ...detailOf(start.error) });
}

/** What there is to say beside that something is not there, or not permitted. */
function detailOf(trouble: FileTrouble): { readonly detail?: Clause } {
  const isPlain = trouble.kind === 'absent' || trouble.kind === 'not-permitted';
  return isPlain ? {} : { detail: troubleClause(trouble) };
}
