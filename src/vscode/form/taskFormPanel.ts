import * as l10n from '@vscode/l10n';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { withSecrets } from '../../model/environment/environmentView.ts';
import { parseEnvFile } from '../../model/environment/envFile.ts';
import { asTaskFileString } from '../../model/environment/envFileValue.ts';
import { taskFileNote } from '../../model/view/taskFileState.ts';
import { fieldsToShow, formFields } from '../../model/form/fields.ts';
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
  type FormVariable,
  type FormView,
  pageMessage,
  type PageMessage,
  type TaskForm,
  type WindowMessage,
} from '../../model/form/messages.ts';
import { readImport, readTaskFileText } from '../../host/read/userFiles.ts';
import { describeFailure } from '../../model/failure.ts';
import type { RequestFailure } from '../../protocol/executorClient.ts';
import type { ArgumentMemory } from '../run/argumentMemory.ts';
import { askInterpreter, type InterpreterAnswer } from '../ask/askInterpreter.ts';
import { defaultZone } from '../session/defaultZone.ts';
import { folderName, type FolderSession } from '../session/folderSession.ts';
import { openTaskFile } from '../taskFile/openTaskFile.ts';
import type { Runner } from '../run/runner.ts';
import { saveIfDirty, scriptPath, scriptUri } from '../run/scripts.ts';
import { askSecretValue } from '../ask/askSecretValue.ts';
import type { Secrets } from '../session/secrets.ts';
import { word } from '../../model/words/clause.ts';
import type { VariableView } from '../../model/environment/environmentView.ts';
import { taskFormHtml } from './taskFormHtml.ts';

/** The kind of panel that a form is, for VS Code. */
export const taskFormType = 'executor.taskForm';

/** Milliseconds without typing after which the host is asked what would run. */
const restMs = 250;

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

/** What the host answers about the task as it stands in the form. */
type Preview = Pick<FormView, 'commandLine' | 'why'> & { readonly variables: readonly VariableView[] };

const noPreview: Preview = { variables: [] };

/** One form in an editor tab: judges what is filled in, follows the task file, and saves. */
export class TaskFormPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly closed = this.store.add(new vscode.EventEmitter<undefined>());
  private text: string | undefined;
  private zone = 'UTC';
  private preview = noPreview;
  /** What the present preview is of. */
  private previewed = '';
  private rest: Disposable | undefined;
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
    const { extension, random, secrets } = surroundings;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
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
    this.rest?.dispose();
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
        return this.pick(message.field);
      case 'import':
        return this.importVariables();
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

  /** Where nothing was saved, the form goes on with what stands in it by now. */
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
    const { conflicts, isGone } = this.rebase();
    const judgement = this.judge();
    this.lookAhead(judgement);
    const { form } = this.inWork;
    const setSecrets = Object.keys(await this.surroundings.secrets.values(this.session.folder.uri, form.secrets));
    const { notes, problems } = judgement;
    const isRight = problems.every(({ isWarning }) => isWarning) && notes.length === 0;
    const line = this.preview.commandLine ?? judgement.commandLine;
    this.post({
      kind: 'view',
      view: {
        problems,
        notes: isGone ? [this.whyGone()] : notes,
        conflicts,
        ...(judgement.schedule && { schedule: judgement.schedule }),
        ...(judgement.definition && line !== undefined && { commandLine: line }),
        ...(this.preview.why !== undefined && { why: this.preview.why }),
        variables: this.variables(setSecrets),
        setSecrets,
        canSave: isRight && !isGone && conflicts.length === 0 && judgement.definition !== undefined,
      },
    });
  }

  /** Why the task file has nothing for this form. */
  private whyGone(): string {
    const { client } = this.session;
    const note = client && taskFileNote(client.executor.file, 'executor.json', this.surroundings.clock.now());
    return note ?? l10n.t('The task file does not have this task any more, or cannot be read.');
  }

  private variables(setSecrets: readonly string[]): FormView['variables'] {
    const { variables } = this.preview;
    if (variables.length === 0) return [];
    return withSecrets(variables, setSecrets).map((variable) => ({ ...variable, origin: word(variable.origin) }));
  }

  private rebase(): { readonly conflicts: readonly FormConflict[]; readonly isGone: boolean } {
    const current = currentFields(this.text, this.inWork.task);
    if (!current) return { conflicts: [], isGone: true };
    const { conflicts, inWork, taken } = rebaseForm(this.inWork, current);
    if (taken.length > 0) {
      this.inWork = inWork;
      this.show();
      this.post({ kind: 'say', text: l10n.t('Taken over from the task file: {0}.', taken.join(', ')) });
    }
    return { conflicts, isGone: false };
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

  /** Asks the host, once typing rests, what exactly would run. */
  private lookAhead({ definition, text }: FormJudgement): void {
    const asked = definition ? JSON.stringify([definition, this.inWork.form.secrets]) : '';
    if (asked === this.previewed) return;
    this.previewed = asked;
    this.preview = noPreview;
    this.rest?.dispose();
    if (!definition || text === undefined) return;
    this.rest = this.surroundings.clock.setTimer(restMs, () => void this.askHost(asked, definition.name, text));
  }

  private async askHost(asked: string, name: string, text: string): Promise<void> {
    const answer = await this.session.client?.previewTask(name, text);
    if (!answer || asked !== this.previewed) return;
    if (answer.ok) {
      const { argv, variables, why } = answer.value;
      this.preview = { commandLine: commandLine(argv), why: `${word(why)}.`, variables };
    } else if (answer.error.reason !== 'no-host') {
      this.preview = { why: answer.error.message, variables: [] };
    }
    await this.refresh();
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

  /** Puts something into the form that the person did not type. */
  private async fill(form: TaskForm): Promise<void> {
    this.inWork = { ...this.inWork, form };
    this.show();
    await this.refresh();
  }

  private async pick(key: string): Promise<void> {
    const field = formFields.find((known) => known.key === key);
    if (!field?.picks) return;
    if (field.picks === 'interpreter') {
      const answer = await this.askInterpreter();
      if (!answer) return;
      if (answer.kind !== 'browse') {
        await this.put(key, answer.kind === 'program' ? commandLine(answer.argv) : '');
        return;
      }
    }
    const { folder } = this.session;
    const isFolder = field.picks === 'folder';
    const chosen = await vscode.window.showOpenDialog({
      title: field.label,
      openLabel: l10n.t('Choose'),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      defaultUri: folder.uri,
    });
    const [uri] = chosen ?? [];
    if (!uri) return;
    const path = this.pathInFolder(uri);
    const { form } = this.inWork;
    const present = form.values[key] ?? '';
    const value = field.kind === 'program' ? commandLine([asProgram(path)]) : path;
    const next = field.kind === 'files' && present.trim() !== '' ? `${present.trimEnd()}\n${value}` : value;
    const name = key === 'script' && form.name === '' ? posix.parse(uri.path).name : form.name;
    await this.fill({ ...form, name, values: { ...form.values, [key]: next } });
  }

  private async put(key: string, value: string): Promise<void> {
    const { form } = this.inWork;
    await this.fill({ ...form, values: { ...form.values, [key]: value } });
  }

  /** Asks for one of the interpreters that the host finds for the script, whatever the form says of it so far. */
  private async askInterpreter(): Promise<InterpreterAnswer | undefined> {
    const { values } = this.inWork.form;
    const { definition, text } = this.judge({ ...values, interpreter: '' });
    if (!definition || text === undefined) {
      return askInterpreter(
        { all: [] },
        l10n.t('Once the form says which script it runs, what can run it is listed here.'),
      );
    }
    const found = await this.session.client?.interpreters(definition.name, text);
    if (!found?.ok) return askInterpreter({ all: [] }, found?.error.message);
    const all = found.value.all.map(({ argv: [program = '', ...args], where }) => {
      const path = this.pathInFolder(vscode.Uri.file(program));
      return { argv: [asProgram(path), ...args], where };
    });
    return askInterpreter({ ...found.value, all }, undefined);
  }

  /** A path as the task file has it: relative to the workspace folder where it is inside. */
  private pathInFolder(uri: vscode.Uri): string {
    const { folder } = this.session;
    const isInside = uri.path === folder.uri.path || uri.path.startsWith(`${folder.uri.path}/`);
    return isInside ? scriptPath(this.session, uri) || '.' : uri.fsPath;
  }

  private async importVariables(): Promise<void> {
    const { folder } = this.session;
    const options = { title: l10n.t('Import Variables'), openLabel: l10n.t('Import'), defaultUri: folder.uri };
    const [uri] = (await vscode.window.showOpenDialog(options)) ?? [];
    if (!uri) return;
    const text = await readImport(uri.fsPath);
    if (!text.ok) {
      this.say(describeFailure(text.error));
      return;
    }
    const read = parseEnvFile(text.value);
    if (!read.ok) {
      const { column, line, message } = read.error;
      this.say(l10n.t('{0}, line {1}, column {2}: {3}.', posix.basename(uri.path), line, column, word(message)));
      return;
    }
    const imported = read.value.map(({ name, value }): FormVariable => ({
      name,
      value: asTaskFileString(value),
      isUnset: false,
    }));
    const names = new Set(imported.map(({ name }) => name));
    const { form } = this.inWork;
    const kept = form.variables.filter(({ name }) => name !== '' && !names.has(name));
    const last = new Map(imported.map((variable) => [variable.name, variable]));
    await this.fill({ ...form, variables: [...kept, ...last.values()] });
    this.say(l10n.t('Imported from {0}: {1}.', posix.basename(uri.path), [...names].join(', ')));
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
    const { conflicts, isGone } = this.rebase();
    const { changes, definition, notes, problems } = this.judge();
    const isWrong = notes.length > 0 || problems.some(({ isWarning }) => !isWarning);
    if (isGone || isWrong || conflicts.length > 0 || !definition) return;
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
    const saved = await client.saveTask({
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

/** A path that is not taken for the name of a program on PATH. */
function asProgram(path: string): string {
  return /[/\\]/.test(path) ? path : `./${path}`;
}

/** The text of a folder's task file; undefined where there is none. */
export async function readTaskFile({ taskFile }: FolderSession): Promise<string | undefined> {
  const read = await readTaskFileText(taskFile.fsPath);
  return read.ok ? read.value : undefined;
}
