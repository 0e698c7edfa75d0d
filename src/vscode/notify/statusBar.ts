import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { statusBarText } from '../../model/view/statusBarText.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Settings } from '../session/settings.ts';

/** One item in the status bar: how many tasks run, and how many failed while nobody looked. Hidden without tasks. */
export class StatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;

  constructor(
    private readonly sessions: Sessions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.item = this.store.add(vscode.window.createStatusBarItem('executor.status', vscode.StatusBarAlignment.Left));
    this.item.name = 'Executor';
    this.item.command = 'executor.tasks.focus';
    const draw = (): void => {
      this.draw();
    };
    this.store.add(sessions.onDidChange(draw));
    this.store.add(settings.onDidChange(draw));
    this.draw();
  }

  dispose(): void {
    this.store.dispose();
  }

  private draw(): void {
    const { sessions, settings, clock } = this;
    const { tasks } = sessions;
    if (tasks.length === 0 || !settings.statusBar) {
      this.item.hide();
      return;
    }
    const titled = tasks.map((reference) => ({ title: sessions.title(reference), task: reference.task }));
    const { label, text, tooltip } = statusBarText(titled, clock.now());
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label };
    this.item.show();
  }
}
