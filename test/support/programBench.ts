import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { word } from '../../src/model/words/clause.ts';
import type { Result } from '../../src/base/result.ts';
import type { ResolvedProgram } from '../../src/core/ports.ts';
import type { ExecutorFailure } from '../../src/model/failure.ts';
import { type InterpreterPreferences, noPreferences } from '../../src/model/interpreter/preferences.ts';
import { defaultBackoff } from '../../src/model/restartPolicy.ts';
import type { TaskDefinition, TaskProgram } from '../../src/model/task.ts';
import type { OwnNode } from '../../src/node/program/ownNode.ts';
import { ProgramFinder } from '../../src/node/program/programResolver.ts';
import { type TemporaryFolder, temporaryFolder } from './temporaryFolder.ts';

/** An interpreter that prints how it was called, one word on each line. */
export const printsArgv = '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n';

/** A workspace folder beside a folder of programs, which is all of PATH: `using bench = new ProgramBench()`. */
export class ProgramBench implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  readonly root = this.folder.path;
  readonly workspace = this.folder.join('work space');
  readonly bin = this.folder.join('bin');
  env: Record<string, string> = { PATH: this.bin };
  /** The well-known places; none of this machine's. */
  places: readonly string[] = [];
  preferences: InterpreterPreferences = noPreferences;
  private readonly finder: ProgramFinder;

  constructor(platform: NodeJS.Platform = 'linux', ownNode?: OwnNode) {
    this.finder = new ProgramFinder(
      { workspaceFolder: this.workspace, userHome: this.folder.join('home'), platform },
      () => this.preferences,
      ownNode,
      () => this.places,
    );
  }

  /** Writes a file, by default in the workspace folder, and gives its path. */
  async write(file: string, text = '', mode = 0o644): Promise<string> {
    const absolute = path.resolve(this.workspace, file);
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
    await chmod(absolute, mode);
    return absolute;
  }

  /** Puts a program on PATH. */
  program(name: string, text = printsArgv): Promise<string> {
    return this.write(path.join(this.bin, name), text, 0o755);
  }

  async resolve(
    program: TaskProgram,
    more: Partial<TaskDefinition> = {},
  ): Promise<Result<ResolvedProgram, ExecutorFailure>> {
    await mkdir(this.workspace, { recursive: true });
    return this.finder.resolve(definitionOf(program, more), this.env);
  }

  /** What somebody who only looks at a script that is found is told. */
  async foresee(script: string): Promise<ResolvedProgram> {
    const foreseen = await this.finder.foresee(definitionOf({ kind: 'script', script }, {}), this.env);
    if (!foreseen.ok) throw new Error(JSON.stringify(foreseen.error));
    return { ...foreseen.value, why: word(foreseen.value.why) };
  }

  /** What there is to run a script: the program, its arguments and where it was found; first what is found by itself. */
  async interpreters(script: string): Promise<readonly (readonly [argv: readonly string[], where: string])[]> {
    const found = await this.finder.interpreters(definitionOf({ kind: 'script', script }), this.env);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    const { all, byItself } = found.value;
    return [...(byItself ? [byItself] : []), ...all].map(({ argv, where }) => [argv, word(where)]);
  }

  /** Resolves a script that must be found to be runnable. */
  async script(script: string, more: Partial<TaskDefinition> = {}): Promise<ResolvedProgram> {
    const resolved = await this.resolve({ kind: 'script', script }, more);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    return resolved.value;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

function definitionOf(program: TaskProgram, more: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    ...{ name: 't', program, args: [], env: {}, envFile: [], secrets: [], restart: 'never', backoff: defaultBackoff },
    ...{
      successExitCodes: [0],
      noRestartExitCodes: [],
      watch: [],
      notify: 'failure',
      autoStart: false,
      catchUp: 'latest',
      onClose: 'keep',
    },
    ...{ overlap: 'skip', retries: 0, retryDelayMs: 0, after: [], onSuccess: [], onFailure: [] },
    ...{ stopSignal: 'SIGTERM', stopTimeoutMs: 0 },
    ...more,
  };
}

/** Runs what was resolved and gives its lines. */
export async function runResolved({ argv: [program, ...args], cwd }: ResolvedProgram): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, env: { PATH: '/usr/bin:/bin' } });
  return stdout.trimEnd().split('\n');
}
