import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import { taskFileNote } from '../../model/view/taskFileState.ts';
import { fieldsToShow } from '../../model/form/fields.ts';
import {
  currentFields,
  type FormInWork,
  type FormJudgement,
  judgeForm,
  rebaseForm,
  settleConflict,
} from '../../model/form/judgement.ts';
import {
  type FormConflict,
  pageMessage,
  type PageMessage,
  type TaskForm,
  type WindowMessage,
} from '../../model/form/messages.ts';
import { readTaskFileText } from '../../host/read/userFiles.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { RequestFailure } from '../../protocol/executorClient.ts';
import type { ArgumentMemory } from '../run/argumentMemory.ts';
import { defaultZone } from '../session/defaultZone.ts';
import { folderName, type FolderSession } from '../session/folderSession.ts';
import { openTaskFile } from '../taskFile/openTaskFile.ts';
import type { Runner } from '../run/runner.ts';
import { saveIfDirty, scriptUri } from '../run/scripts.ts';
import { askSecretValue } from '../ask/askSecretValue.ts';
import type { Secrets } from '../session/secrets.ts';
import { FormPicks } from './formPicks.ts';
import { FormPreview } from './formPreview.ts';
import { taskFormHtml } from './taskFormHtml.ts';

/** The kind of panel that a form is, for VS Code. */
export const taskFormType = 'executor.taskForm';

/** What a form works with. */
export interface TaskFormSurroundings {
  readonly argumentMemory: ArgumentMemory;
  readonly secrets: Secrets;
  readonly runner: Runner;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the extension is. */
  readonly extension: vscode.Uri;
}

/** One form in an editor tab: judges what is filled in, follows the task file, and saves. */
export class TaskFormPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly closed = this.store.add(new vscode.EventEmitter<undefined>());
  private text: string | undefined;
  private zone = 'UTC';
  private readonly preview: FormPreview;
  private readonly picks: FormPicks;
  private isSaving = false;
  /** What was typed while the form was being saved. */
  private typedMeanwhile: PageMessage | undefined;
  private isDisposed = false;
  /** The page has asked for its form; before that it can be told nothing. */
  private isReady = false;

  readonly onDidDispose = this.closed.event;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly session: FolderSession,
    private inWork: FormInWork,
    private readonly surroundings: TaskFormSurroundings,
  ) {
    const { clock, extension, random, secrets } = surroundings;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
    this.preview = this.store.add(
      new FormPreview(
        (name, text) => session.client?.ask('task/preview', { name, text }),
        clock,
        () => this.refresh(),
      ),
    );
    this.picks = new FormPicks(
      session,
      () => this.inWork.form,
      (values) => this.judge(values),
    );
    this.store.add(
      panel.onDidDispose(() => {
        this.dispose();
      }),
    );
    this.store.add(webview.onDidReceiveMessage((message: unknown) => void this.hear(message)));
    const watcher = this.store.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(session.folder, '.vscode/executor.json')),
    );
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.store.add(event(() => void this.reload()));
    }
    this.store.add(secrets.onDidChange(() => void this.refresh()));
    this.store.add(
      session.onDidChange((task) => {
        // The host may have read the file only now, and knows what is in force.
        if (task === undefined) void this.refresh();
      }),
    );
    webview.html = taskFormHtml(webview, extension, random);
  }

  /** Opens a form in a tab of its own. */
  static open(session: FolderSession, inWork: FormInWork, surroundings: TaskFormSurroundings): TaskFormPanel {
    const title = inWork.task === undefined ? l10n.t('Add Task') : l10n.t('Edit {0}', inWork.task);
    const panel = vscode.window.createWebviewPanel(taskFormType, title, vscode.ViewColumn.Active);
    return new TaskFormPanel(panel, session, inWork, surroundings);
  }

  /** Whether this is the form of a task, or of a new one. */
  isFor(session: FolderSession, task: string | undefined): boolean {
    return this.session === session && this.inWork.task === task;
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Closes the tab. */
  dispose(): void {
    if (this.isDisposed) return;
    this.leave();
    this.panel.dispose();
  }

  /** Does nothing any more, and leaves the tab as it is. */
  leave(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.closed.fire(undefined);
    this.store.dispose();
  }

  /** Does what the page asks for; what it cannot have said changes nothing. */
  private async hear(said: unknown): Promise<void> {
    const message = pageMessage.safeParse(said);
    if (!message.success) return;
    if (!this.isSaving) await this.follow(message.data);
    else if (message.data.kind === 'edited') this.typedMeanwhile = message.data;
  }

  private async follow(message: PageMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.zone = await defaultZone(this.session);
        this.text = await readTaskFile(this.session);
        this.show();
        this.isReady = true;
        return this.refresh();
      case 'edited':
        this.inWork = { ...this.inWork, form: message.form };
        return this.refresh();
      case 'pick':
        return this.fill(await this.picks.value(message.field));
      case 'import': {
        const imported = await this.picks.variables();
        await this.fill(imported?.form);
        if (imported) this.say(imported.said);
        return;
      }
      case 'set-secret':
        return this.setSecret(message.name);
      case 'settle':
        return this.settle(message.field, message.takes);
      case 'open-file':
        return openTaskFile(this.session, this.inWork.task ?? '');
      case 'cancel':
        this.dispose();
        return;
      case 'save':
        this.isSaving = true;
        try {
          await this.save(message.starts);
        } finally {
          this.isSaving = false;
        }
        return this.catchUp();
    }
  }

  /** Where nothing was saved, the form goes on with what is in it by now. */
  private async catchUp(): Promise<void> {
    const { typedMeanwhile } = this;
    this.typedMeanwhile = undefined;
    if (typedMeanwhile) await this.follow(typedMeanwhile);
  }

  /** The task file has changed, or may have. */
  private async reload(): Promise<void> {
    this.text = await readTaskFile(this.session);
    this.zone = await defaultZone(this.session);
    await this.refresh();
  }

  /** Takes over what others wrote, and tells the page what its form comes to now. */
  private async refresh(): Promise<void> {
    if (this.isDisposed || !this.isReady) return;
    const { conflicts, isMissing } = this.rebase();
    const judgement = this.judge();
    const { form } = this.inWork;
    this.preview.follow(judgement, form.secrets);
    const setSecrets = Object.keys(await this.surroundings.secrets.values(this.session.folder.uri, form.secrets));
    const { notes, problems } = judgement;
    const isRight = problems.every(({ isWarning }) => isWarning) && notes.length === 0;
    const line = this.preview.commandLine ?? judgement.commandLine;
    this.post({
      kind: 'view',
      view: {
        problems,
        notes: isMissing ? [this.whyMissing()] : notes,
        conflicts,
        ...(judgement.schedule && { schedule: judgement.schedule }),
        ...(judgement.definition && line !== undefined && { commandLine: line }),
        ...(this.preview.why !== undefined && { why: this.preview.why }),
        variables: this.preview.variables(setSecrets),
        setSecrets,
        canSave: isRight && !isMissing && conflicts.length === 0 && judgement.definition !== undefined,
      },
    });
  }

  /** Why the task file has nothing for this form. */
  private whyMissing(): string {
    const { client } = this.session;
    const note = client && taskFileNote(client.executor.file, 'executor.json', this.surroundings.clock.now());
    return note ?? l10n.t('This task is no longer in the task file, or the file cannot be read.');
  }

  private rebase(): { readonly conflicts: readonly FormConflict[]; readonly isMissing: boolean } {
    const current = currentFields(this.text, this.inWork.task);
    if (!current) return { conflicts: [], isMissing: true };
    const { conflicts, inWork, taken } = rebaseForm(this.inWork, current);
    if (taken.length > 0) {
      this.inWork = inWork;
      this.show();
      this.post({ kind: 'say', text: l10n.t('Updated from the task file: {0}.', taken.join(', ')) });
    }
    return { conflicts, isMissing: false };
  }

  /** Judges the form, or what it would be with other values. */
  private judge(values = this.inWork.form.values): FormJudgement {
    const path = this.session.taskFile.fsPath;
    const inWork = { ...this.inWork, form: { ...this.inWork.form, values } };
    return judgeForm(inWork, {
      text: this.text,
      path,
      defaultZone: this.zone,
      now: this.surroundings.clock.now(),
    });
  }

  private show(): void {
    const { before, form, task } = this.inWork;
    this.post({
      kind: 'show',
      state: {
        folder: this.session.folder.uri.toString(),
        ...(task !== undefined && { task }),
        form,
        before: Object.fromEntries(before),
      },
      fields: fieldsToShow(this.zone),
      place: folderName(this.session.folder),
    });
  }

  /** Puts something into the form that the person did not type, if anything. */
  private async fill(form: TaskForm | undefined): Promise<void> {
    if (!form) return;
    this.inWork = { ...this.inWork, form };
    this.show();
    await this.refresh();
  }

  private async setSecret(name: string): Promise<void> {
    if (!this.inWork.form.secrets.includes(name)) return;
    const value = await askSecretValue(name);
    if (value !== undefined) await this.surroundings.secrets.set(this.session.folder.uri, name, value);
  }

  private async settle(field: string, takes: 'mine' | 'theirs'): Promise<void> {
    const current = currentFields(this.text, this.inWork.task);
    if (!current) return;
    this.inWork = settleConflict(this.inWork, current, field, takes);
    this.show();
    await this.refresh();
  }

  private async save(starts: boolean): Promise<void> {
    const { session } = this;
    const { argumentMemory, runner } = this.surroundings;
    await saveIfDirty(session.taskFile);
    await this.reload();
    const { conflicts, isMissing } = this.rebase();
    const { changes, definition, notes, problems } = this.judge();
    const isWrong = notes.length > 0 || problems.some(({ isWarning }) => !isWarning);
    if (isMissing || isWrong || conflicts.length > 0 || !definition) return;
    const opened = await session.open();
    if (!opened.ok) {
      this.say(opened.error.message);
      return;
    }
    const client = opened.value;
    const { readOnly } = client.executor;
    if (readOnly) {
      this.say(describeFailure(readOnly));
      return;
    }
    const { form, task } = this.inWork;
    const isNew = task === undefined;
    const saved = await client.ask('task/save', {
      name: task ?? form.name,
      isNew,
      ...(!isNew && { newName: form.name }),
      changes: changes.map((change) => ({ ...change })),
    });
    if (!saved.ok) {
      await this.notSaved(saved.error);
      return;
    }
    this.dispose();
    if (!isNew && form.name !== task) await argumentMemory.rename({ session, name: task }, form.name);
    if (!starts) return;
    const script = definition.program.kind === 'script' ? definition.program.script : undefined;
    if (script !== undefined) await saveIfDirty(scriptUri(session, script));
    await runner.start([{ session, name: form.name }]);
  }

  private async notSaved({ message }: RequestFailure): Promise<void> {
    await this.reload();
    this.say(l10n.t('Nothing was saved. {0}', message));
  }

  private say(text: string): void {
    this.post({ kind: 'say', text });
  }

  private post(message: WindowMessage): void {
    if (!this.isDisposed) void this.panel.webview.postMessage(message);
  }
}

/** The text of a folder's task file; undefined if there is none. */
export async function readTaskFile({ taskFile }: FolderSession): Promise<string | undefined> {
  const read = await readTaskFileText(taskFile.fsPath);
  return read.ok ? read.value : undefined;
}
