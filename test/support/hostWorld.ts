import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Result } from '../../src/base/result.ts';
import type { AttachOptions } from '../../src/host/places/attach.ts';
import { connectOwned, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { ExecutorFailure } from '../../src/model/failure.ts';
import { isLiveStatus, type TaskView } from '../../src/model/view/taskView.ts';
import { attachOptions } from './aClient.ts';
import { expectNoLeftovers } from './leftovers.ts';
import { type TemporaryFolder, temporaryFolder } from './temporaryFolder.ts';

/** Milliseconds after which waiting for a task that should look different is given up. */
const patienceMs = 50_000;

/** A workspace with a home and a state of its own, whose runs carry a token that finds them wherever they are. */
export class HostWorld implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  private readonly token = `EXECUTOR_HOST_TEST_${crypto.randomUUID()}`.replaceAll('-', '_');
  private hasClock = false;
  /** Further variables for hosts that are started from now on. */
  protected readonly variables: Record<string, string> = {};
  readonly root = this.folder.path;
  readonly workspace: string;

  /** `name` is that of the workspace folder. */
  constructor(name = 'ws') {
    this.workspace = this.folder.join(name);
    for (const each of ['home', 'run', `${name}/.vscode`]) mkdirSync(this.folder.join(each), { recursive: true });
  }

  /** Writes a file of the workspace; one with a shebang may be run. Answers its absolute path. */
  write(file: string, text: string | Uint8Array): string {
    const absolute = path.join(this.workspace, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    const isProgram = typeof text === 'string' && text.startsWith('#!');
    writeFileSync(absolute, text, { mode: isProgram ? 0o755 : 0o644 });
    return absolute;
  }

  /** Deletes a file of the workspace. */
  remove(file: string): void {
    rmSync(path.join(this.workspace, file));
  }

  /** Writes the task file. */
  define(tasks: Readonly<Record<string, unknown>>): void {
    this.write('.vscode/executor.json', JSON.stringify({ tasks }, undefined, 2));
  }

  /** Puts this instant on the clock of the host, at the latest before it is opened; time goes on from there. */
  setClock(at: number): void {
    this.hasClock = true;
    writeFileSync(this.folder.join('clock'), String(at - Date.now()));
  }

  /** Sets a variable for hosts and commands that are started from now on. */
  setVariable(name: string, value: string): void {
    this.variables[name] = value;
  }

  /** The path of something beside the workspace. */
  join(...names: readonly string[]): string {
    return this.folder.join(...names);
  }

  /** Becomes the owner of the folder's executor. */
  async open(): Promise<ExecutorConnection> {
    return attached(await connectOwned(this.options()));
  }

  /** How a client comes to this folder's host. */
  options(identity?: AttachOptions['identity']): AttachOptions {
    const environment = {
      PATH: process.env['PATH'],
      HOME: this.folder.join('home'),
      SHELL: '/bin/sh',
      XDG_STATE_HOME: this.folder.join('state'),
      XDG_RUNTIME_DIR: this.folder.join('run'),
      TOKEN: this.token,
      ...this.variables,
      ...(this.hasClock && { EXECUTOR_TEST_CLOCK: this.folder.join('clock') }),
    };
    return attachOptions(this.workspace, environment, identity);
  }

  /** What is in the environment of every process of this world. */
  get assignment(): string {
    return `TOKEN=${this.token}`;
  }

  /** Fails if a process of a run is left. */
  noLeftovers(): Promise<void> {
    return expectNoLeftovers(this.assignment);
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** The connection, once its client knows everything; throws if there is none. */
export async function attached<C extends ExecutorConnection>(opened: Result<C, ExecutorFailure>): Promise<C> {
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const answer = await opened.value.client.attach();
  if (!answer.ok) throw new Error(answer.error.message);
  return opened.value;
}

/** Resolves with what `look` answers as soon as that is something; asks after every change of the executor. */
export function untilSeen<T>(
  { client }: ExecutorConnection,
  look: (tasks: readonly TaskView[]) => T | undefined,
  what: string,
  patience = patienceMs,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const again = (): void => {
      const found = look(client.executor.tasks);
      if (found === undefined) return;
      clearTimeout(timer);
      subscription.dispose();
      resolve(found);
    };
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`waited in vain until ${what}; the tasks are ${JSON.stringify(client.executor.tasks)}`));
    }, patience);
    const subscription = client.onDidChange(again);
    again();
  });
}

/** Resolves as soon as a task looks as wanted. */
export function untilTask(
  connection: ExecutorConnection,
  name: string,
  isWanted: (task: TaskView) => boolean,
): Promise<TaskView> {
  const look = (tasks: readonly TaskView[]): TaskView | undefined =>
    tasks.find((task) => task.name === name && isWanted(task));
  return untilSeen(connection, look, `${name} looks as wanted`);
}

/** Stops everything, and resolves when nothing runs any more. */
export async function stopEverything(connection: ExecutorConnection): Promise<void> {
  await connection.client.ask('task/stopAll', {});
  await untilSeen(
    connection,
    (tasks) =>
      tasks.every(({ status, runs }) => !isLiveStatus(status) && runs.every(({ endedAt }) => endedAt))
        ? true
        : undefined,
    'nothing runs any more',
  );
}
