import type { WorkspaceFolder } from 'vscode';
import { Emitter } from '../../src/base/emitter.ts';
import type { Summary } from '../../src/model/notice/notice.ts';
import type { ExecutorView, TaskView } from '../../src/model/view/taskView.ts';
import type { FolderSession } from '../../src/vscode/session/folderSession.ts';
import type { FolderNotice, Sessions, SessionsChange, TaskReference } from '../../src/vscode/session/sessions.ts';
import { Uri } from './vscode/uri.ts';

/** A folder of a window, whose host tells what a test says. */
export class SessionDouble {
  readonly isShownOnly = false;
  readonly host = {};
  readonly folder: Pick<WorkspaceFolder, 'name' | 'index'> & { readonly uri: Uri };
  tasks: readonly TaskView[];
  client: { readonly executor: ExecutorView; readonly summary?: Summary } | undefined;

  constructor(name: string, ...tasks: readonly TaskView[]) {
    this.folder = { name, index: 0, uri: Uri.file(`/srv/${name}`) };
    this.tasks = tasks;
    this.client = { executor: { id: name, file: { kind: 'valid' }, tasks } };
  }

  task(name: string): TaskView | undefined {
    return this.tasks.find((task) => task.name === name);
  }

  /** The same as the window's own kind. */
  get session(): FolderSession {
    return this as unknown as FolderSession;
  }
}

/** The folders of a window without anything behind them. */
export class SessionsDouble {
  private readonly changed = new Emitter<SessionsChange>();
  private readonly reconnected = new Emitter<FolderSession>();
  private readonly noticed = new Emitter<FolderNotice>();
  private readonly doubles: readonly SessionDouble[];
  readonly onDidChange = this.changed.event;
  readonly onDidReconnect = this.reconnected.event;
  readonly onDidNotice = this.noticed.event;

  constructor(...doubles: readonly SessionDouble[]) {
    this.doubles = doubles;
  }

  get all(): readonly FolderSession[] {
    return this.doubles.map(({ session }) => session);
  }

  get tasks(): Sessions['tasks'] {
    return this.all.flatMap((session) => session.tasks.map((task) => ({ session, name: task.name, task })));
  }

  title({ name, session }: TaskReference): string {
    return this.doubles.length > 1 ? `${session.folder.name}/${name}` : name;
  }

  untilKnown(): Promise<void> {
    return Promise.resolve();
  }

  /** Something of a folder looks different: a task, or everything. */
  change(session: SessionDouble, task?: TaskView): void {
    if (task) session.tasks = session.tasks.map((each) => (each.name === task.name ? task : each));
    this.changed.fire({ session: session.session, ...(task && { name: task.name }) });
  }

  /** A folder has another client than before. */
  reconnect({ session }: SessionDouble): void {
    this.reconnected.fire(session);
  }

  /** The host of a folder has something to tell. */
  notice({ session }: SessionDouble, notice: FolderNotice['notice']): void {
    this.noticed.fire({ session, notice });
  }

  /** The same as the window's own kind. */
  get sessions(): Sessions {
    return this as unknown as Sessions;
  }
}

/** The view of an executor of which everything is well, but for what `extra` says. */
export function anExecutor(tasks: readonly TaskView[], extra: Partial<ExecutorView> = {}): ExecutorView {
  return { id: 'one', file: { kind: 'valid' }, tasks, ...extra };
}
