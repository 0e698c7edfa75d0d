import * as vscode from 'vscode';
import type { Clock, Instant } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { unattendedText } from '../../model/view/hostText.ts';
import { tickAfter } from '../../model/words/humanTime.ts';
import { scheduledWords } from '../../model/schedule/scheduleText.ts';
import { laterRow, upcomingId, type UpcomingRow, upcomingRows } from '../../model/schedule/upcoming.ts';
import { describeSchedule } from '../../model/schedule/scheduleWords.ts';
import * as l10n from '@vscode/l10n';
import type { DueRow as Row } from './dueRow.ts';
import type { Sessions } from '../session/sessions.ts';
import { taskTooltip } from './treeItem.ts';

/** Milliseconds ahead that are shown. */
const aheadMs = 24 * 3_600_000;
/** How many of a task's occurrences have rows of their own. */
const listed = 3;
/** Milliseconds for which changes are gathered before what is due is asked for again. */
const gatherMs = 300;

/**
 * Lists what is due by schedule in the next 24 hours, and what somebody has asked for at any time to come, of all tasks in
 * the order of time. While it is hidden it asks for nothing.
 */
export class UpcomingView implements vscode.TreeDataProvider<Row>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  private readonly view: vscode.TreeView<Row>;
  private timer: Disposable | undefined;
  /** When what is due is asked for again. */
  private nextLook = Infinity;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {
    this.view = this.store.add(vscode.window.createTreeView('executor.upcoming', { treeDataProvider: this }));
    this.store.add(
      this.view.onDidChangeVisibility(() => {
        this.lookAfter(0);
      }),
    );
    this.store.add(
      sessions.onDidChange(() => {
        this.lookAfter(gatherMs);
      }),
    );
    this.store.add({ dispose: () => this.timer?.dispose() });
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return [];
    // Until then nobody knows whether nothing is due.
    await this.sessions.untilKnown();
    const now = this.clock.now();
    const rows: Row[] = [];
    for (const session of this.sessions.all) {
      const later = session.tasks.flatMap((task) => task.later ?? []).map(laterRow);
      rows.push(...later.map((upcoming) => ({ session, name: upcoming.task, upcoming })));
      const found = await session.client?.ask('executor/upcoming', { until: now + aheadMs, count: listed });
      if (!found?.ok) continue;
      rows.push(...upcomingRows(found.value).map((upcoming) => ({ session, name: upcoming.task, upcoming })));
    }
    rows.sort((one, other) => one.upcoming.at - other.upcoming.at);
    this.view.message = rows.length === 0 ? this.whyNothing() : '';
    const [first] = rows;
    if (first)
      this.lookAfter(Math.max(gatherMs, Math.min(tickAfter(first.upcoming.at - now), first.upcoming.at - now)));
    return rows;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { name, session, upcoming } = row;
    const item = new vscode.TreeItem(this.sessions.title({ session, name }));
    item.id = `${session.folder.uri.toString()}#${upcomingId(upcoming)}`;
    item.description = words(upcoming, this.clock.now());
    item.iconPath = new vscode.ThemeIcon(icons[upcoming.kind]);
    item.contextValue = `executor.upcoming;${upcoming.kind};`;
    item.accessibilityInformation = { label: `${name}, ${item.description}` };
    item.command = { command: 'executor.showOutput', title: l10n.t('Show Output'), arguments: [{ session, name }] };
    return item;
  }

  /** Called when the mouse rests on a row: it tells what that of the task tells. */
  resolveTreeItem(item: vscode.TreeItem, { name, session }: Row): vscode.TreeItem {
    const task = session.task(name);
    if (task) item.tooltip = taskTooltip(task, this.clock.now());
    return item;
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Why no schedule can fire, where that is so; the view's own words say the rest. */
  private whyNothing(): string {
    const scheduled = this.sessions.tasks.filter(({ task }) => task.schedule.kind !== 'none');
    if (scheduled.length === 0) return '';
    const reasons = this.sessions.all.map(({ client }) => client?.executor.readOnly?.reason);
    const unattended = reasons.map(unattendedText).find((text) => text !== undefined);
    if (unattended !== undefined) return unattended;
    return scheduled.every(({ task }) => task.schedule.kind === 'paused') ? l10n.t('All schedules are paused.') : '';
  }

  /** Has the rows asked for after a while, unless nobody sees them. */
  private lookAfter(ms: number): void {
    const at = this.clock.now() + ms;
    if (this.view.visible && at >= this.nextLook) return;
    this.timer?.dispose();
    this.nextLook = Infinity;
    if (!this.view.visible) return;
    this.nextLook = at;
    this.timer = this.clock.setTimer(ms, () => {
      this.nextLook = Infinity;
      this.changed.fire(undefined);
    });
  }
}

const icons: Readonly<Record<UpcomingRow['kind'], string>> = { run: 'calendar', later: 'clock', more: 'ellipsis' };

function words(row: UpcomingRow, now: Instant): string {
  if (row.kind === 'run') return scheduledWords(row.at, now, row.timeZone);
  if (row.kind === 'later') return l10n.t('{0} · once', scheduledWords(row.at, now, row.timeZone));
  return l10n.t('{0}, until {1}', describeSchedule(row), scheduledWords(row.until, now, row.timeZone));
}
