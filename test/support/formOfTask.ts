import type { FormView, PageState, TaskForm, WindowMessage } from '../../src/model/form/messages.ts';
import type { OpenedWindow } from './openedWindow.ts';
import type { Panel } from './vscode/panels.ts';

/** A form of a task as its page sees it: what it is told to show, and what it says to the window. */
export class FormOfTask {
  private constructor(
    private readonly window: OpenedWindow,
    readonly panel: Panel,
  ) {}

  /** Resolves with the form of this title, once it is filled. */
  static async of(window: OpenedWindow, title: string): Promise<FormOfTask> {
    const form = new FormOfTask(window, await window.form(title));
    form.panel.say({ kind: 'ready' });
    await form.until(() => true, 'the form is filled');
    return form;
  }

  /** What the page keeps. */
  get state(): PageState {
    const shown = this.panel.last('show') as (WindowMessage & { kind: 'show' }) | undefined;
    if (!shown) throw new Error('The form is not filled.');
    return shown.state;
  }

  /** What is in the form, as the window knows it. */
  get form(): TaskForm {
    return this.state.form;
  }

  /** The name of the folder that it belongs to. */
  get place(): string {
    return (this.panel.last('show') as WindowMessage & { kind: 'show' }).place;
  }

  /** What was told last beside the fields. */
  get said(): string | undefined {
    return (this.panel.last('say') as (WindowMessage & { kind: 'say' }) | undefined)?.text;
  }

  /** Fills in fields by their keys, beside those that are filled in, and other parts of the form. */
  edit(values: Readonly<Record<string, string>>, rest: Partial<TaskForm> = {}, before: TaskForm = this.form): TaskForm {
    const form = { ...before, ...rest, values: { ...before.values, ...values } };
    this.panel.say({ kind: 'edited', form });
    return form;
  }

  /** Resolves with what the form comes to, when that satisfies the condition. */
  until(condition: (view: FormView) => boolean, what: string): Promise<FormView> {
    return this.window.until(
      () => {
        const told = this.panel.last('view') as (WindowMessage & { kind: 'view' }) | undefined;
        return told && condition(told.view) ? told.view : undefined;
      },
      `${what}; it comes to ${JSON.stringify(this.panel.last('view'))}`,
    );
  }

  /** Saves the form and resolves when its tab is closed. */
  async save({ starts = false } = {}): Promise<void> {
    this.panel.say({ kind: 'save', starts });
    await this.window.until(() => !this.window.vscode.panels.includes(this.panel), 'the form is closed');
  }
}
