import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Notice, Summary } from '../../model/notice/notice.ts';
import { type NoticeMessage, noticeMessage, summaryText } from '../../model/notice/noticeText.ts';
import { valueOrTell } from '../ask/answers.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { showError, showInformation, showWarning } from '../messages.ts';
import { NoticeGathering } from './noticeGathering.ts';
import type { OutputChannels } from '../output/outputChannels.ts';
import type { Runner } from '../run/runner.ts';
import { type FolderNotice, keyOf, type Sessions, type TaskReference } from '../session/sessions.ts';
import type { Settings } from '../session/settings.ts';

/** Milliseconds: failures that come within this time of the first are one notification. */
const gatherMs = 5_000;

/** A button of a notification. */
interface Button {
  readonly title: string;
  readonly press: () => unknown;
}

/** Tells people what happened although nobody asked: failures, successes where they are wanted, and a summary of an absence. */
export class Notifications implements Disposable {
  private readonly store = new DisposableStore();
  private readonly failures: NoticeGathering<FolderNotice>;
  private readonly successes: NoticeGathering<FolderNotice>;

  constructor(
    private readonly sessions: Sessions,
    private readonly settings: Pick<Settings, 'notifications'>,
    private readonly output: OutputChannels,
    private readonly runner: Runner,
    private readonly clock: Clock,
  ) {
    const gathering = (): NoticeGathering<FolderNotice> =>
      this.store.add(
        new NoticeGathering(clock, gatherMs, (items) => {
          this.tell(items);
        }),
      );
    this.failures = gathering();
    this.successes = gathering();
    this.store.add(
      sessions.onDidNotice((item) => {
        const { notice, session } = item;
        const gathered = notice.kind === 'succeeded' ? this.successes : this.failures;
        gathered.add(keyOf({ session, name: notice.task }), item);
      }),
    );
    this.store.add(
      sessions.onDidReconnect((session) => {
        if (session.client?.summary) this.tellSummary(session, session.client.summary);
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private tell(items: readonly FolderNotice[]): void {
    const told = items
      .map(({ notice, session }) => ({ notice, reference: { session, name: notice.task } }))
      .filter(({ notice, reference }) => this.isWanted(notice, reference))
      .toSorted((one, other) => this.position(one.reference) - this.position(other.reference));
    const [first] = told;
    if (!first) return;
    const message = noticeMessage(
      told.map(({ notice, reference }) => ({
        notice,
        title: this.sessions.title(reference),
        task: reference.session.task(reference.name),
      })),
      this.clock.now(),
    );
    void ask(message, told.length === 1 ? this.buttonsOf(first.notice, first.reference) : this.buttonsOfSeveral());
  }

  /** Where a task is in the list. */
  private position({ name, session }: TaskReference): number {
    return this.sessions.tasks.findIndex((task) => task.session === session && task.name === name);
  }

  /** Decided when it is told: a person may have muted the task, or looked at its output or at that run meanwhile. */
  private isWanted(notice: Notice, reference: TaskReference): boolean {
    const { notifications } = this.settings;
    if (notifications === 'none') return false;
    if (notice.kind === 'succeeded' && !notice.isAsked && notifications !== 'all') return false;
    const task = reference.session.task(reference.name);
    const wasSeen = notice.kind !== 'succeeded' && task?.runs[0]?.id === notice.run && !task.hasUnseenFailure;
    return task?.isMuted !== true && !wasSeen && !this.output.isVisible(reference);
  }

  private buttonsOf(notice: Notice, reference: TaskReference): readonly Button[] {
    const { name, session } = reference;
    const showOutput = {
      title: l10n.t('Show Output'),
      press: () => {
        this.runner.show(reference);
      },
    };
    const restart = { title: l10n.t('Restart'), press: () => this.runner.restart([reference]) };
    const mute = {
      title: l10n.t('Mute'),
      press: async () => {
        const client = valueOrTell(await session.open());
        if (client) valueOrTell(await client.ask('task/mute', { name, isMuted: true }));
      },
    };
    return notice.kind === 'succeeded' ? [showOutput, mute] : [showOutput, restart, mute];
  }

  private buttonsOfSeveral(): readonly Button[] {
    return [
      showTasks,
      {
        title: l10n.t('Mark All as Seen'),
        press: async () => {
          for (const { client } of this.sessions.all) if (client) valueOrTell(await client.ask('task/markAllSeen', {}));
        },
      },
    ];
  }

  /** Bad news at least; that all went well is only for those who want to know everything. */
  private tellSummary(session: FolderSession, summary: Summary): void {
    const { notifications } = this.settings;
    const isBad = summary.failed.length > 0 || summary.missed > 0;
    if (notifications === 'none' || (notifications === 'failures' && !isBad)) return;
    const place = this.sessions.all.length > 1 ? `${folderName(session.folder)}: ` : '';
    const text = `${place}${summaryText(summary, this.clock.now())}`;
    void ask({ severity: isBad ? 'warning' : 'information', text }, [showTasks]);
  }
}

const showTasks: Button = {
  title: l10n.t('Show'),
  press: () => vscode.commands.executeCommand('executor.tasks.focus'),
};

async function ask({ severity, text }: NoticeMessage, buttons: readonly Button[]): Promise<void> {
  const show = {
    error: showError,
    warning: showWarning,
    information: showInformation,
  }[severity];
  const chosen = await show(text, ...buttons.map(({ title }) => title));
  await buttons.find(({ title }) => title === chosen)?.press();
}
