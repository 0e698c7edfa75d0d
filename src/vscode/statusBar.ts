import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { isLiveStatus } from '../model/taskView.ts';
import type { Sessions } from './sessions.ts';

/** One item in the status bar: how many tasks run, and how many failed while nobody looked. Hidden without tasks. */
export class StatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;

  constructor(private readonly sessions: Sessions) {
    this.item = this.store.add(vscode.window.createStatusBarItem('executor.status', vscode.StatusBarAlignment.Left));
    this.item.name = 'Executor';
    this.item.command = 'executor.tasks.focus';
    this.store.add(
      sessions.onDidChange(() => {
        this.draw();
      }),
    );
    this.draw();
  }

  dispose(): void {
    this.store.dispose();
  }

  private draw(): void {
    const { tasks } = this.sessions;
    if (tasks.length === 0) {
      this.item.hide();
      return;
    }
    const running = tasks.filter(({ task }) => isLiveStatus(task.status)).length;
    const failed = tasks.filter(({ task }) => task.hasUnseenFailure).length;
    const words = [`${String(running)} running`];
    if (failed > 0) words.push(`${String(failed)} failed`);
    this.item.text = `$(play-circle) ${String(running)}${failed > 0 ? ` $(error) ${String(failed)}` : ''}`;
    this.item.tooltip = `Executor: ${words.join(', ')}`;
    this.item.accessibilityInformation = { label: `Executor: ${words.join(', ')}` };
    this.item.show();
  }
}
