import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import {
  addTasks,
  duplicateTask,
  type NewTask,
  removeTask,
  renameTask,
  type SavedTask,
  saveTask,
} from '../../model/taskFile/edit.ts';
import { checkTaskName } from '../../model/taskName.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { OwnEdit } from '../approvals.ts';
import type { ManagedTask } from '../tasks/managedTask.ts';
import { note } from '../note.ts';
import type { VerbParts } from './verbParts.ts';

type Edit = (text: string | undefined) => Result<string, ExecutorFailure>;

/** What a person does with the list of tasks: adds, changes, renames, removes and forgets them. Starts nothing. */
export class TaskEdits {
  constructor(private readonly parts: VerbParts) {}

  /** Adds tasks to the task file, all or none. */
  async add(tasks: readonly NewTask[]): Promise<Result<void, ExecutorFailure>> {
    const added = tasks.map(({ name }) => name);
    const edited = await this.edit({ added }, (text) => {
      const { names } = this;
      for (const { name } of tasks) {
        const failure = checkTaskName(name, names);
        if (failure) return err(failure);
        names.push(name);
      }
      return addTasks(text, tasks, this.path);
    });
    if (!edited.ok) return edited;
    for (const { command = [], name, script } of tasks) {
      const program = script ?? (typeof command === 'string' ? command : commandLine(command));
      this.note('task-added', name, `Added ${name} (${program})`);
    }
    return edited;
  }

  /** Gives a task another name: file, state, history and logs together; a live run goes on. */
  async rename(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    const found = this.parts.roster.defined(name);
    if (!found.ok) return found;
    return this.editName(found.value, newName, (text) => renameTask(text ?? '', name, newName, this.path));
  }

  /** Writes a task's fields and its new name into the task file, or a new task, all or nothing. */
  async save(saved: SavedTask): Promise<Result<void, ExecutorFailure>> {
    const { isNew, name, newName = name } = saved;
    const change: Edit = (text) => saveTask(text, saved, this.path);
    if (!isNew && newName !== name) {
      const found = this.parts.roster.defined(name);
      return found.ok ? this.editName(found.value, newName, change, addedBy(saved)) : found;
    }
    const edited = await this.edit(addedBy(saved), (text) => {
      const failure = isNew ? checkTaskName(name, this.names) : undefined;
      return failure ? err(failure) : change(text);
    });
    if (edited.ok && isNew) this.note('task-added', name, `Added ${name}`);
    return edited;
  }

  /** Adds a copy of a task's definition under another name. */
  async duplicate(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    const failure = checkTaskName(newName, this.names);
    if (failure) return err(failure);
    const edited = await this.edit({ successor: { of: name, name: newName, isRenamed: false } }, (text) =>
      duplicateTask(text ?? '', name, newName, this.path),
    );
    if (edited.ok) this.note('task-added', newName, `Added ${newName}, a copy of ${name}`);
    return edited;
  }

  /** Stops a task, takes it out of the task file and forgets it; its logs stay unless `deleteLogs`. */
  async remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>> {
    const found = this.parts.roster.known(name);
    if (!found.ok) return found;
    if (!found.value.isMissing) {
      const edited = await this.edit({}, (text) => removeTask(text ?? '', name, this.path));
      if (!edited.ok) return edited;
    }
    const forgotten = await this.forgetTask(found.value);
    if (!forgotten.ok) return forgotten;
    if (deleteLogs) await this.parts.logs.remove(forgotten.value);
    this.note('task-removed', name, `Removed ${name}${deleteLogs ? ' and its logs' : ''}`);
    this.parts.announcer.announceAll();
    return ok(undefined);
  }

  /** Drops a task that is no longer in the task file, with its history; its logs stay. */
  async forget(name: string): Promise<Result<void, ExecutorFailure>> {
    const found = this.parts.roster.known(name);
    if (!found.ok) return found;
    if (!found.value.isMissing) return err({ reason: 'task-defined', task: name });
    const forgotten = await this.forgetTask(found.value);
    if (!forgotten.ok) return forgotten;
    this.note('task-forgotten', name, `Forgot ${name}`);
    this.parts.announcer.announceAll();
    return ok(undefined);
  }

  /** Ends and forgets what there is of a task; answers the paths of its logs. */
  private async forgetTask(task: ManagedTask): Promise<Result<readonly string[], ExecutorFailure>> {
    const { later, owed, roster, scheduler, store, takeOver } = this.parts;
    const { name } = task;
    takeOver.pardon(name);
    // Before its run ends, or another would follow.
    scheduler.remove(name);
    const cancelled = later.cancel(name);
    if (!cancelled.ok) return cancelled;
    owed.cancel(task);
    task.supervisor.define(undefined);
    const ended = await task.stop();
    if (!ended.ok && task.isLive) return ended;
    roster.drop(task);
    return ok(store.forget(name));
  }

  /** Edits the task file so that a task has another name; its state, history and logs go with it. */
  private async editName(
    task: ManagedTask,
    newName: string,
    change: Edit,
    edit: OwnEdit = {},
  ): Promise<Result<void, ExecutorFailure>> {
    const { roster } = this.parts;
    const { name } = task;
    const others = this.names.filter((other) => taskKey(other) !== taskKey(name));
    const failure = checkTaskName(newName, others);
    if (failure) return err(failure);
    const successor = { of: name, name: newName, isRenamed: true };
    const edited = await this.edit({ ...edit, successor }, (text) => {
      const changed = change(text);
      // Before the new text is in force, so that it finds the task under its new name.
      if (changed.ok) void roster.rename(name, newName);
      return changed;
    });
    if (edited.ok) this.note('task-renamed', newName, `Renamed ${name} to ${newName}`);
    else if (roster.find(newName) === task) void roster.rename(newName, name);
    return edited;
  }

  /** Edits the task file for a person, whose answers about what starts automatically outlast that. */
  private edit(edit: OwnEdit, change: Edit): Promise<Result<void, ExecutorFailure>> {
    return this.parts.file.edit(change, (before, after) => {
      this.parts.approvals.carryOver(before, after, edit);
    });
  }

  private get path(): string {
    return this.parts.file.path;
  }

  private get names(): string[] {
    return this.parts.roster.all.map(({ name }) => name);
  }

  private note(event: string, task: string, message: string): void {
    note(this.parts.journal, event, task, message);
  }
}

/** What a form adds, or lets start automatically. */
function addedBy({ changes, isNew, name, newName = name }: SavedTask): OwnEdit {
  const isTold = changes.some(({ field, value }) => field === 'autoStart' && value === true);
  return { added: isNew || isTold ? [newName] : [] };
}
