import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { emptyForm, toForm } from '../../model/form/taskForm.ts';
import { currentFields, type FormInWork } from '../../model/form/judgement.ts';
import { pageState } from '../../model/form/messages.ts';
import { taskFileNote } from '../../model/view/taskFileState.ts';
import { tell, writableOrTell } from '../ask/answers.ts';
import { chooseFolder } from '../ask/chooseFolder.ts';
import type { FolderSession } from '../session/folderSession.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';
import { readTaskFile, TaskFormPanel, type TaskFormSurroundings, taskFormType } from './taskFormPanel.ts';

/** The forms that are open in this window, at most one for each task and one for a new task of each folder. */
export class TaskForms implements Disposable, vscode.WebviewPanelSerializer {
  private readonly store = new DisposableStore();
  private readonly panels = new Set<TaskFormPanel>();

  constructor(
    private readonly sessions: Sessions,
    private readonly surroundings: TaskFormSurroundings,
  ) {
    this.store.add(vscode.window.registerWebviewPanelSerializer(taskFormType, this));
  }

  /** Opens a form for a new task in a folder, or in the one that is chosen. */
  async add(folder: FolderSession | undefined): Promise<void> {
    const session = folder ?? (await chooseFolder(this.sessions, l10n.t('Which folder is the task for?')));
    if (!session || !(await writableOrTell(session))) return;
    this.open(session, { form: emptyForm, before: new Map() });
  }

  /** Opens the form of a task that the task file has. */
  async edit({ name, session }: TaskReference): Promise<void> {
    if (!(await writableOrTell(session))) return;
    const fields = currentFields(await readTaskFile(session), name);
    const { client } = session;
    const note = client && taskFileNote(client.executor.file, 'executor.json', this.surroundings.clock.now());
    if (fields) this.open(session, { task: name, before: fields, form: toForm(name, fields) });
    else
      tell({
        reason: 'no-such-task',
        message: note ?? l10n.t('{0} is not in the task file, or the file cannot be read.', name),
      });
  }

  /** Shows a form again as it was when the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = pageState.safeParse(kept);
    const session = state.success
      ? this.sessions.all.find(({ folder }) => folder.uri.toString() === state.data.folder)
      : undefined;
    if (!state.success || !session) {
      panel.dispose();
      return;
    }
    const { before, form, task } = state.data;
    this.keep(
      new TaskFormPanel(
        panel,
        session,
        { form, before: new Map(Object.entries(before)), ...(task !== undefined && { task }) },
        this.surroundings,
      ),
    );
    await session.show();
  }

  /** Leaves the tabs to the window, which shows them again after a reload. */
  dispose(): void {
    for (const panel of this.panels) panel.leave();
    this.store.dispose();
  }

  private open(session: FolderSession, inWork: FormInWork): void {
    const present = [...this.panels].find((panel) => panel.isFor(session, inWork.task));
    if (present) present.reveal();
    else this.keep(TaskFormPanel.open(session, inWork, this.surroundings));
  }

  private keep(panel: TaskFormPanel): void {
    this.panels.add(panel);
    panel.onDidDispose(() => this.panels.delete(panel));
  }
}
