import type * as vscode from 'vscode';
import { keyOf, type TaskReference } from '../session/sessions.ts';

const key = 'executor.arguments';
/** How many lines of arguments are remembered for a task. */
const remembered = 10;

/** The lines of arguments that tasks of this workspace were run with, newest first. */
export class ArgumentMemory {
  constructor(private readonly state: vscode.Memento) {}

  lines(task: TaskReference): readonly string[] {
    return this.all[keyOf(task)] ?? [];
  }

  async remember(task: TaskReference, line: string): Promise<void> {
    const others = this.lines(task).filter((other) => other !== line);
    await this.state.update(key, { ...this.all, [keyOf(task)]: [line, ...others].slice(0, remembered) });
  }

  /** The task has another name from now on. */
  async rename(task: TaskReference, name: string): Promise<void> {
    const { [keyOf(task)]: lines, ...others } = this.all;
    if (lines) await this.state.update(key, { ...others, [keyOf({ ...task, name })]: lines });
  }

  private get all(): Readonly<Record<string, readonly string[]>> {
    return this.state.get(key, {});
  }
}
