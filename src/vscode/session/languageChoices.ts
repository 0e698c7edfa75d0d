import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { InterpreterChoice } from '../../model/interpreter/preferences.ts';
import { rPathSetting, rscriptBeside } from '../../model/interpreter/rscriptPath.ts';
import { say } from '../../model/words/clause.ts';
import { type PythonEnvironments, pythonEnvironments } from './pythonApi.ts';

const pythonExtension = 'ms-python.python';
const rExtension = 'REditorSupport.r';

/** Milliseconds after which the Python extension's answer is no longer waited for. */
const patienceMs = 10_000;

/**
 * Which interpreters the language extensions of this window have chosen. None of these extensions is required, nothing
 * throws, and none is activated but for a task that it has to do with.
 */
export class LanguageChoices implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<undefined>());
  private python: Promise<PythonEnvironments | undefined> | undefined;

  /** Fires when `of` may answer differently than before. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly clock: Clock) {
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('r.rpath')) this.changed.fire(undefined);
      }),
    );
    this.store.add(
      vscode.extensions.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
  }

  /** The choices for a folder, by kind of script; `kinds` are those of the folder's tasks. */
  async of(
    folder: vscode.WorkspaceFolder,
    kinds: readonly string[],
  ): Promise<Readonly<Record<string, InterpreterChoice>>> {
    const mayActivate = kinds.includes('python') || kinds.includes('notebook');
    const python = await this.soon(this.activePython(folder.uri, mayActivate));
    const rscript = chosenRscript(folder.uri);
    return {
      ...(rscript !== undefined && { r: { argv: [rscript], by: say('the R extension') } }),
      ...(python !== undefined && { python: { argv: [python], by: say('the Python extension') } }),
    };
  }

  dispose(): void {
    this.store.dispose();
  }

  private async activePython(folder: vscode.Uri, mayActivate: boolean): Promise<string | undefined> {
    const extension = vscode.extensions.getExtension<unknown>(pythonExtension);
    if (!extension || (!extension.isActive && !mayActivate)) return undefined;
    this.python ??= this.connect(extension);
    const environments = await this.python;
    return environments?.activeInterpreter(folder);
  }

  /** Subscribes once; what cannot be had now is asked for again the next time. */
  private async connect(extension: vscode.Extension<unknown>): Promise<PythonEnvironments | undefined> {
    const environments = await activate(extension).then(pythonEnvironments, () => undefined);
    if (environments)
      this.store.add(
        environments.onDidChange(() => {
          this.changed.fire(undefined);
        }),
      );
    else this.python = undefined;
    return environments;
  }

  /** An answer that is late counts as none, and as a change when it is there. */
  private soon<T>(answer: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      let isLate = false;
      const timer = this.clock.setTimer(patienceMs, () => {
        isLate = true;
        resolve(undefined);
      });
      void answer.then((value) => {
        timer.dispose();
        if (isLate) this.changed.fire(undefined);
        else resolve(value);
      });
    });
  }
}

async function activate(extension: vscode.Extension<unknown>): Promise<unknown> {
  return extension.activate();
}

/** The Rscript beside the R that is set in the R extension, where that is installed. */
function chosenRscript(folder: vscode.Uri): string | undefined {
  if (!vscode.extensions.getExtension(rExtension)) return undefined;
  const setting = vscode.workspace.getConfiguration('r', folder).get<unknown>(rPathSetting(process.platform));
  return rscriptBeside(setting, { workspaceFolder: folder.fsPath, userHome: homedir() });
}
