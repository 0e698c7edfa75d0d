import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { assertNever } from '../base/assertNever.ts';
import { type Result, err, ok } from '../base/result.ts';
import type { ProgramResolver, ResolvedProgram } from '../core/ports.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { type InterpreterPlan, planInterpreter } from '../model/interpreter.ts';
import { firstNodeForTypeScript, kindNames, runsTypeScript, wellKnownPlaces } from '../model/interpreterKind.ts';
import type { Argv, TaskDefinition } from '../model/task.ts';
import { substitute } from '../model/taskFileVariables.ts';
import { errorCode } from './errorDetail.ts';
import { expandFolders, findProgram, pathFolders, programState } from './programSearch.ts';

/** Where definitions are resolved. */
export interface ResolverPlace {
  /** Absolute path. */
  readonly workspaceFolder: string;
  /** Absolute path. */
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
}

/** What is the same for all steps of one resolution. */
interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Puts values in place of the variables in a string of the task file. */
  readonly fill: (text: string) => string;
}

/** A program with the arguments that go before those of the script. */
interface FoundProgram {
  readonly argv: Argv;
  readonly why: string;
}

type Found = Result<FoundProgram, ExecutorFailure>;

/** Finds script, working directory and interpreter on this machine's disk. Nothing is remembered but versions of Node. */
export class ProgramFinder implements ProgramResolver {
  /** Keyed by path and time of change, so that an update is noticed. */
  private readonly nodeVersions = new Map<string, Promise<string | undefined>>();

  /** `places` tells where to look for a kind after PATH. */
  constructor(
    private readonly place: ResolverPlace,
    private readonly places: typeof wellKnownPlaces = wellKnownPlaces,
  ) {}

  async resolve(
    definition: TaskDefinition,
    env: Readonly<Record<string, string>>,
  ): Promise<Result<ResolvedProgram, ExecutorFailure>> {
    const fill = (text: string): string => substitute(text, { ...this.place, env });
    const cwdAsWritten = fill(definition.cwd ?? '.');
    const cwd = path.resolve(this.place.workspaceFolder, cwdAsWritten);
    const surroundings: Surroundings = { env, cwd, fill };
    const { program } = definition;
    const script = program.kind === 'script' ? this.scriptPath(fill(program.script)) : undefined;

    const unusable = script && (await scriptFailure(script));
    if (unusable) return err(unusable);
    const folder = await stat(cwd).catch(() => undefined);
    if (!folder?.isDirectory()) return err({ reason: 'cwd-missing', cwd: cwdAsWritten, path: cwd });

    const found =
      program.kind === 'command'
        ? await this.findCommand(program.command.map(fill), surroundings)
        : program.interpreter
          ? await this.findNamedInterpreter(program.interpreter.map(fill), surroundings)
          : await this.findInterpreter(script?.path ?? '', script?.asWritten ?? '', surroundings);
    if (!found.ok) return found;
    const { argv, why } = found.value;
    const isSelf = argv[0] === script?.path;
    return ok({ argv: [...argv, ...(script && !isSelf ? [script.path] : []), ...definition.args.map(fill)], cwd, why });
  }

  private scriptPath(asWritten: string): ScriptPath {
    return { asWritten, path: path.resolve(this.place.workspaceFolder, asWritten) };
  }

  private async findCommand([program = '', ...args]: readonly string[], around: Surroundings): Promise<Found> {
    if (this.isPath(program)) return this.findByPath(program, around.cwd, args, 'named by its path');
    const { platform } = this.place;
    const folders = pathFolders(around.env, around.cwd, platform);
    const file = await findProgram(program, folders, around.env, platform);
    if (file === undefined) return err({ reason: 'program-missing', program, places: folders });
    return ok({ argv: [file, ...args], why: `${program}, found on PATH` });
  }

  private async findNamedInterpreter([program = '', ...args]: readonly string[], around: Surroundings): Promise<Found> {
    const why = 'named in the task file';
    if (this.isPath(program)) return this.findByPath(program, this.place.workspaceFolder, args, why);
    return this.search({ kind: 'search', script: undefined, candidates: [{ program, args }], why }, around);
  }

  private async findInterpreter(script: string, asWritten: string, around: Surroundings): Promise<Found> {
    const { platform } = this.place;
    const plan = planInterpreter({ path: script, firstLine: await readFirstLine(script), platform });
    switch (plan.kind) {
      case 'literal':
        return this.findByPath(plan.program, around.cwd, plan.args, plan.why);
      case 'search':
        return this.search(plan, around);
      case 'direct':
        return platform !== 'win32' && (await programState(script, platform)) === 'executable'
          ? ok({ argv: [script], why: 'the script itself, which is executable' })
          : err({ reason: 'interpreter-unknown', script: asWritten });
      default:
        return assertNever(plan);
    }
  }

  private isPath(program: string): boolean {
    return program.includes('/') || (this.place.platform === 'win32' && program.includes('\\'));
  }

  private async findByPath(program: string, base: string, args: readonly string[], why: string): Promise<Found> {
    const file = path.resolve(base, program);
    switch (await programState(file, this.place.platform)) {
      case 'executable':
        return ok({ argv: [file, ...args], why: `${program}, ${why}` });
      case 'not-executable':
        return err({ reason: 'not-permitted', path: file, detail: 'it is not executable' });
      case 'absent':
        return err({ reason: 'program-missing', program, places: [path.dirname(file)] });
    }
  }

  /** Looks on PATH for every candidate, then for every candidate in the well-known places. */
  private async search(plan: InterpreterPlan & { kind: 'search' }, around: Surroundings): Promise<Found> {
    const { platform, userHome } = this.place;
    const onPath = pathFolders(around.env, around.cwd, platform);
    const elsewhere = (await expandFolders(this.places(plan.script, platform, userHome))).filter(
      (folder) => !onPath.includes(folder),
    );
    const unfit = new Set<string>();
    for (const folders of [onPath, elsewhere]) {
      for (const { program, args, mustRunTypeScript } of plan.candidates) {
        const file = await findProgram(program, folders, around.env, platform);
        if (file === undefined) continue;
        const where = folders === onPath ? 'found on PATH' : `found in ${path.dirname(file)}`;
        const version = mustRunTypeScript ? await this.nodeVersion(file, around) : undefined;
        if (mustRunTypeScript && !runsTypeScript(version ?? '')) {
          unfit.add(describeUnfit(file, version));
          continue;
        }
        const found = version === undefined ? program : `${program} ${version}`;
        return ok({ argv: [file, ...args], why: `${found} ${plan.why}, ${where}` });
      }
    }
    const programs = plan.candidates.map(({ program }) => program);
    const places = [...onPath, ...elsewhere];
    if (plan.script === undefined) return err({ reason: 'program-missing', program: programs.join(), places });
    const details = unfit.size > 0 ? { unfit: [...unfit].join('; ') } : {};
    return err({ reason: 'interpreter-missing', kind: kindNames[plan.script], programs, places, ...details });
  }

  private async nodeVersion(file: string, { env, cwd }: Surroundings): Promise<string | undefined> {
    const found = await stat(file).catch(() => undefined);
    const key = `${file}\0${String(found?.mtimeMs)}`;
    const known = this.nodeVersions.get(key);
    if (known) return known;
    const asked = askVersion(file, env, cwd);
    this.nodeVersions.set(key, asked);
    return asked;
  }
}

interface ScriptPath {
  readonly asWritten: string;
  readonly path: string;
}

async function scriptFailure({ asWritten, path: file }: ScriptPath): Promise<ExecutorFailure | undefined> {
  const facts = { script: asWritten, path: file };
  const found = await stat(file).catch((error: unknown) => errorCode(error) ?? '');
  if (typeof found === 'string') {
    return { reason: found === 'EACCES' ? 'script-unreadable' : 'script-missing', ...facts };
  }
  if (!found.isFile()) return { reason: 'script-not-a-file', ...facts };
  // Opening it is the only test that lists of permissions and network folders cannot mislead.
  const handle = await open(file).catch(() => undefined);
  await handle?.close();
  return handle ? undefined : { reason: 'script-unreadable', ...facts };
}

/** Reads no more than a shebang line may have; undefined for a file that is empty or cannot be read. */
async function readFirstLine(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1_024), 0, 1_024, 0);
    const [line] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
    return line;
  } finally {
    await handle.close();
  }
}

/** The version that a program of Node prints; undefined where it prints none within ten seconds. */
async function askVersion(
  file: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<string | undefined> {
  const options = {
    env,
    cwd,
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout: 10_000,
  } as const;
  const { stdout } = await execa(file, ['--version'], options);
  return /^v\d+\.\d+\.\d+/.exec(stdout)?.[0];
}

function describeUnfit(file: string, version: string | undefined): string {
  return version === undefined
    ? `${file} did not tell its version`
    : `${file} is ${version}, which is too old (${firstNodeForTypeScript} is needed)`;
}
