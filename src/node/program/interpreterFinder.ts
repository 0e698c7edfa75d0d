import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { assertNever } from '../../base/assertNever.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FoundInterpreter, FoundInterpreters } from '../../core/ports.ts';
import { planForKind, planInterpreter, scriptKind, type SearchPlan } from '../../model/interpreter/interpreter.ts';
import {
  firstNodeForTypeScript,
  type InterpreterCandidate,
  runsTypeScript,
  withOwnArguments,
} from '../../model/interpreter/candidates.ts';
import { type InterpretedKind, interpreterOrigin, kindName, type ScriptKind } from '../../model/interpreter/kind.ts';
import { projectPlaces, type wellKnownPlaces } from '../../model/interpreter/places.ts';
import { type InterpreterPreferences, preferredInterpreter } from '../../model/interpreter/preferences.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { Argv } from '../../model/words/argv.ts';
import {
  findByPath,
  type Found,
  isPath,
  type ProgramSource,
  type ResolverPlace,
  type ScriptPath,
  type Surroundings,
} from './foundProgram.ts';
import { lookAtEntryNow } from '../files/fileLook.ts';
import { endOfLinks } from '../files/linkedPlace.ts';
import { readUserFileStart } from '../files/userFile.ts';
import { NodeVersions } from './nodeVersions.ts';
import type { OwnNode } from './ownNode.ts';
import {
  expandFolders,
  findProgram,
  type OnTrouble,
  pathFolders,
  programState,
  projectFolders,
  tellFileTrouble,
} from './programSearch.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import { withRenv } from './renvOnDisk.ts';

/** What an interpreter is looked for with. */
export interface InterpreterFinderOptions {
  readonly place: ResolverPlace;
  /** Tells where to look for a kind after PATH. */
  readonly places: typeof wellKnownPlaces;
  /** What settings and language extensions say now. */
  readonly preferences: () => InterpreterPreferences;
  /** Runs what asks for a Node if there is no other that can; undefined if there is none to fall back to. */
  readonly ownNode: OwnNode | undefined;
}

/** Folders to look for programs in, and what is said of a program found there. */
interface Group {
  readonly folders: readonly string[];
  readonly where: (file: string) => Clause;
  /** The environment of a project that they belong to, from the workspace folder. */
  readonly environment?: string;
}

/** A candidate that was found and serves. */
interface Hit extends FoundInterpreter {
  /** What people call the program. */
  readonly name: Clause;
}

/** One search and what it has learnt. */
interface Search {
  readonly plan: SearchPlan;
  readonly script: ScriptPath;
  readonly around: Surroundings;
  /** Clauses about what was found, or chosen, but does not serve. */
  readonly unfit: Set<Clause>;
}

/** Bytes of a script that are read to find its first line. */
const longestShebang = 1_024;

const fromSetting: ProgramSource = {
  why: say('from the setting executor.interpreters'),
  by: say('the setting executor.interpreters'),
};

/** Finds what runs a script on this machine's disk. Nothing is remembered but versions of Node. */
export class InterpreterFinder {
  private readonly versions = new NodeVersions();

  constructor(private readonly options: InterpreterFinderOptions) {}

  /** The interpreter of a script; `named` is the one that the task names, if it does. */
  async find(script: ScriptPath, named: Argv | undefined, around: Surroundings): Promise<Found> {
    const firstLine = await readFirstLine(script.path, around.onTrouble);
    const kind = scriptKind(script.path, firstLine);
    const found = await this.choose(script, { firstLine, kind, named }, around);
    if (!found.ok || (kind !== 'r' && kind !== 'rmarkdown')) return found;
    const { workspaceFolder } = this.options.place;
    return ok(await withRenv(found.value, this.projectFolders(script, around), workspaceFolder, around));
  }

  /** Every interpreter that there is for a script, best first: what would be found by itself, and everything else. */
  async findAll(script: ScriptPath, around: Surroundings): Promise<FoundInterpreters> {
    const { platform } = this.options.place;
    const firstLine = await readFirstLine(script.path, around.onTrouble);
    const byItself = await this.find(script, undefined, around);
    const planned = planInterpreter({ path: script.path, firstLine, platform });
    // A shebang line that is to be taken literally says which language it is, and nothing of the others.
    const kind = scriptKind(script.path, firstLine);
    const plan =
      planned.kind === 'literal' && kind !== 'executable' ? planForKind(kind, script.path, platform) : planned;
    const all = plan.kind === 'search' ? await this.everything({ plan, script, around, unfit: new Set() }) : [];
    return { all, ...(byItself.ok && { byItself: { argv: byItself.value.argv, where: byItself.value.why } }) };
  }

  private async everything(search: Search): Promise<readonly FoundInterpreter[]> {
    const { around, plan, script } = search;
    const own = [...this.besideSetting(search), ...this.projectGroups(script, plan.script, around)];
    const common = await this.commonGroups(plan.script, around);
    const found = new Map<string, FoundInterpreter>();
    const add = async ({ argv, where }: Hit): Promise<void> => {
      const [file] = argv;
      // A program may have several names in its folder, and the folder several names as well.
      const key = `${await realName(path.dirname(file))}\0${await realName(file)}`;
      if (!found.has(key)) found.set(key, { argv, where });
    };
    for await (const hit of this.hitsIn(eachFolder(own), search)) await add(hit);
    const chosen = await this.chosen(search);
    if (chosen) await add(chosen);
    for await (const hit of this.hitsIn(eachFolder(common), search)) await add(hit);
    return [...found.values()];
  }

  private async choose(
    script: ScriptPath,
    facts: { readonly firstLine: string | undefined; readonly kind: ScriptKind; readonly named: Argv | undefined },
    around: Surroundings,
  ): Promise<Found> {
    const { firstLine, kind, named } = facts;
    const { platform } = this.options.place;
    if (named) {
      const argv = kind === 'executable' ? named : withOwnArguments(named, kind, script.path, platform);
      return this.findNamed(argv, undefined, around, { why: say('named in the task file') });
    }
    const set = kind === 'executable' ? undefined : this.preferredBySetting(kind, script);
    if (set?.kind === 'program') return this.findNamed(set.argv, set.of, around, fromSetting);

    const plan = planInterpreter({ path: script.path, firstLine, platform });
    switch (plan.kind) {
      case 'literal':
        return findByPath([plan.program, ...plan.args], around.cwd, platform, { why: plan.why }, around.onTrouble);
      case 'search':
        return this.search({ plan, script, around, unfit: new Set() });
      case 'direct':
        return platform !== 'win32' && (await programState(script.path, platform, around.onTrouble)) === 'executable'
          ? ok({ argv: [script.path], why: say('the script itself, which is executable') })
          : err({ reason: 'interpreter-unknown', script: script.asWritten });
      case 'batch':
        return platform === 'win32'
          ? ok({ argv: [script.path], why: say('the batch file itself, which cmd.exe runs') })
          : err({ reason: 'script-for-windows', script: script.asWritten });
      default:
        return assertNever(plan);
    }
  }

  private preferredBySetting(
    kind: InterpretedKind,
    { path: file }: ScriptPath,
  ): ReturnType<typeof preferredInterpreter> {
    return preferredInterpreter(this.options.preferences().settings, kind, file, this.options.place.platform);
  }

  /** A program that somebody named: by its path from the workspace folder, else by its name on PATH and in the usual places. */
  private async findNamed(
    argv: Argv,
    kind: InterpretedKind | undefined,
    around: Surroundings,
    source: ProgramSource,
  ): Promise<Found> {
    const { platform, workspaceFolder } = this.options.place;
    const [program = '', ...args] = argv.map(around.fill);
    if (isPath(program, platform))
      return findByPath([program, ...args], workspaceFolder, platform, source, around.onTrouble);
    const groups = await this.commonGroups(kind, around);
    for (const { folders, where } of groups) {
      const file = await findProgram(program, folders, around.env, platform, around.onTrouble);
      if (file !== undefined)
        return ok({ argv: [file, ...args], why: say('{0} {1}, {2}', program, source.why, where(file)) });
    }
    const places = groups.flatMap(({ folders }) => folders);
    return err({ reason: 'program-missing', program, places, ...(source.by !== undefined && { by: source.by }) });
  }

  /** Looks for every candidate in the project, takes the choice of the language's extension, looks on PATH and elsewhere. */
  private async search(search: Search): Promise<Found> {
    const { around, plan, script, unfit } = search;
    const own = [...this.besideSetting(search), ...this.projectGroups(script, plan.script, around)];
    const common = await this.commonGroups(plan.script, around);
    const ofProject = await this.lookInProject(own, search);
    if (!ofProject.ok) return ofProject;
    const hit =
      ofProject.value ??
      (await this.chosen(search)) ??
      (await this.lookIn(common, search)) ??
      (await this.fallBack(search));
    // What was passed over is part of the reason: a choice that has gone must not be given up silently.
    if (hit)
      return ok({
        argv: hit.argv,
        why: oneAfterAnother([say('{0} {1}, {2}', hit.name, plan.why, hit.where), ...unfit]),
      });
    const programs = plan.candidates.map(({ program }) => program);
    const places = [...own, ...common].flatMap(({ folders }) => folders);
    if (plan.script === undefined) return err({ reason: 'program-missing', program: programs.join(), places });
    const origin = interpreterOrigin(plan.script);
    const details = {
      ...(origin && { origin }),
      ...(unfit.size > 0 && { unfit: oneAfterAnother([...unfit]) }),
    };
    return err({ reason: 'interpreter-missing', kind: kindName(plan.script), programs, places, ...details });
  }

  /** The first candidate, in the order of the plan, of the first group that has any. */
  private async lookIn(groups: readonly Group[], search: Search): Promise<Hit | undefined> {
    const { value } = await this.hitsIn(groups, search).next();
    return value;
  }

  /**
   * The same in what belongs to the project. An environment of Python whose program leads nowhere is a failure: whatever else
   * there is has other packages. Other environments that have nothing to run are remarked.
   */
  private async lookInProject(
    groups: readonly Group[],
    search: Search,
  ): Promise<Result<Hit | undefined, ExecutorFailure>> {
    for (const group of groups) {
      const hit = await this.lookIn([group], search);
      if (hit) return ok(hit);
      const { environment } = group;
      if (environment === undefined) continue;
      const dangling = search.plan.candidates
        .flatMap(({ program }) => group.folders.map((folder) => path.join(folder, program)))
        .find((file) => lookAtEntryNow(file) === 'link' && lookAtEntryNow(endOfLinks(file) ?? file) === 'gone');
      const target = dangling === undefined ? undefined : endOfLinks(dangling);
      if (dangling !== undefined && target !== undefined) {
        if (isPythons(search.plan.script))
          return err({ reason: 'environment-broken', environment, path: dangling, target });
        search.unfit.add(say('{0} points to {1}, which does not exist', dangling, target));
      } else if (isPythons(search.plan.script) && this.isOfOtherPlatform(group)) {
        search.unfit.add(say('{0} was created on another platform', environment));
      }
    }
    return ok(undefined);
  }

  /** Whether an environment of Python has its programs where those of another platform have them. */
  private isOfOtherPlatform({ folders }: Group): boolean {
    const other = this.options.place.platform === 'win32' ? 'bin/python' : 'Scripts/python.exe';
    return folders.some((folder) => lookAtEntryNow(path.join(path.dirname(folder), other)) !== 'gone');
  }

  /** Every candidate that serves: group by group, in the order of the plan. */
  private async *hitsIn(groups: readonly Group[], { around, plan, unfit }: Search): AsyncGenerator<Hit, undefined> {
    const { platform } = this.options.place;
    for (const { folders, where } of groups) {
      for (const candidate of plan.candidates) {
        const file = await findProgram(candidate.program, folders, around.env, platform, around.onTrouble);
        const name = file === undefined ? undefined : await this.nameIfFit(candidate, file, around, unfit);
        if (file === undefined || name === undefined) continue;
        yield { argv: [file, ...candidate.args], name, where: where(file) };
      }
    }
    return undefined;
  }

  /** What people call the program, with its version where that matters; undefined if it does not serve. */
  private async nameIfFit(
    { mustRunTypeScript, program }: InterpreterCandidate,
    file: string,
    around: Surroundings,
    unfit: Set<Clause>,
  ): Promise<Clause | undefined> {
    if (mustRunTypeScript !== true) return program;
    const version = await (around.mayAsk ? this.versions.ask(file, around) : this.versions.read(file));
    if (version !== undefined && runsTypeScript(version)) return `${program} ${version}`;
    if (version === undefined && !around.mayAsk) return say('{0}, whose version is checked at the start,', program);
    unfit.add(describeUnfit(file, version));
    return undefined;
  }

  /** What the language's extension has chosen, if it is still there and may stand in for what the plan asks for. */
  private async chosen(search: Search): Promise<Hit | undefined> {
    const { around, plan, script, unfit } = search;
    if (plan.choiceArgs === undefined || plan.script === undefined) return undefined;
    const { platform, workspaceFolder } = this.options.place;
    const { choices } = this.options.preferences();
    const argvs = Object.fromEntries(Object.entries(choices).map(([kind, { argv }]) => [kind, argv]));
    const preferred = preferredInterpreter(argvs, plan.script, script.path, platform);
    if (!preferred) return undefined;
    const source = { why: say('chosen in {0}', choices[preferred.of]?.by ?? say('a language extension')) };
    if (preferred.kind === 'beside') return this.lookIn(beside(preferred.program, source.why), search);
    const [program] = preferred.argv;
    const found = isPath(program, platform)
      ? await findByPath(preferred.argv, workspaceFolder, platform, source)
      : await this.findNamed(preferred.argv, preferred.of, around, source);
    if (found.ok) {
      const [file, ...args] = found.value.argv;
      return { argv: [file, ...args, ...plan.choiceArgs], name: program, where: source.why };
    }
    unfit.add(
      found.error.reason === 'not-permitted'
        ? say('{0}, {1}, lacks execute permission', program, source.why)
        : say('{0}, {1}, does not exist', program, source.why),
    );
    return undefined;
  }

  /** The Node that Executor itself runs on, where a Node is asked for: better than none, but nobody has chosen it. */
  private async fallBack({ plan, unfit }: Search): Promise<Hit | undefined> {
    const { ownNode, place } = this.options;
    const candidate = plan.candidates.find(({ program }) => program === 'node');
    if (candidate === undefined || ownNode === undefined) return undefined;
    const { path: file, runsTypeScript: canRunIt, version } = ownNode;
    if (candidate.mustRunTypeScript === true && !canRunIt) {
      unfit.add(describeUnfit(file, version));
      return undefined;
    }
    // An update of VS Code may have taken it away since it was started.
    if ((await programState(file, place.platform)) !== 'executable') return undefined;
    return {
      argv: [...ownNode.argv, ...candidate.args],
      name: `node ${version}`,
      where: say('the one that Executor itself runs on'),
    };
  }

  /** Where a setting for another language leads to a program of this kind. */
  private besideSetting({ plan, script, around }: Search): readonly Group[] {
    const set = plan.script && this.preferredBySetting(plan.script, script);
    return set?.kind === 'beside' ? beside(around.fill(set.program), fromSetting.why) : [];
  }

  private projectGroups(script: ScriptPath, kind: InterpretedKind | undefined, around: Surroundings): readonly Group[] {
    const { platform, workspaceFolder } = this.options.place;
    const places = projectPlaces(kind, platform);
    return this.projectFolders(script, around).flatMap((folder) =>
      places.map(({ environment, programs }) => {
        const name = path.relative(workspaceFolder, path.join(folder, environment));
        return { folders: [path.join(folder, programs)], where: () => say('from {0}', name), environment: name };
      }),
    );
  }

  private projectFolders(script: ScriptPath, { cwd }: Surroundings): readonly string[] {
    return projectFolders(cwd, path.dirname(script.path), this.options.place.workspaceFolder);
  }

  /** PATH, then the usual places of a kind. */
  private async commonGroups(kind: InterpretedKind | undefined, { cwd, env }: Surroundings): Promise<readonly Group[]> {
    const { place, places } = this.options;
    const { platform, userHome } = place;
    const onPath = pathFolders(env, cwd, platform);
    const elsewhere = await expandFolders(places(kind, platform, userHome));
    return [
      { folders: onPath, where: () => say('found on PATH') },
      {
        folders: elsewhere.filter((folder) => !onPath.includes(folder)),
        where: (file) => say('found in {0}', path.dirname(file)),
      },
    ];
  }
}

/** The same folders, each by itself. */
function eachFolder(groups: readonly Group[]): readonly Group[] {
  return groups.flatMap(({ folders, where }) => folders.map((folder) => ({ folders: [folder], where })));
}

/** Programs beside another one, which says something only where it is named by a full path. */
function beside(program: string, source: Clause): readonly Group[] {
  if (!path.isAbsolute(program)) return [];
  return [{ folders: [path.dirname(program)], where: () => say('found beside {0}, {1}', program, source) }];
}

function describeUnfit(file: string, version: string | undefined): Clause {
  return version === undefined
    ? say('{0} did not report its version', file)
    : say('{0} is {1}, which is too old ({2} is needed)', file, version, firstNodeForTypeScript);
}

/** Whether a kind of script runs in environments of Python. */
function isPythons(kind: InterpretedKind | undefined): boolean {
  return kind === 'python' || kind === 'notebook';
}

function oneAfterAnother([first = '', ...others]: readonly Clause[]): Clause {
  return others.reduce((all, each) => say('{0}; {1}', all, each), first);
}

/** Reads no more than a shebang line may have; undefined for a file that cannot be read. */
async function readFirstLine(file: string, onTrouble: OnTrouble | undefined): Promise<string | undefined> {
  const start = await readUserFileStart(file, longestShebang);
  if (!start.ok) {
    tellFileTrouble(start.error, file, onTrouble);
    return undefined;
  }
  // Where a NUL character stands, a line ends for the kernel.
  const [line] = new TextDecoder().decode(start.value).split(/[\n\0]/, 1);
  return line;
}

/** The real name of a path, as far as it can be found out. */
function realName(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}
