import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { ExecutorView, TaskView } from '../model/taskView.ts';
import type { LogSource } from '../protocol/messages.ts';

/** One task looks different now, or the executor as a whole does. */
export type ServiceChange =
  { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor'; readonly executor: ExecutorView };

/** What a host offers to its clients: an executor that it owns, or one that it can only show. */
export interface ExecutorService {
  readonly onDidChange: Event<ServiceChange>;
  view(): ExecutorView;
  start(name: string): Promise<Result<void, ExecutorFailure>>;
  stop(name: string): Promise<Result<void, ExecutorFailure>>;
  add(tasks: readonly { name: string; script: string }[]): Promise<Result<void, ExecutorFailure>>;
  remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>>;
  /** Somebody looked at the newest run of the task; unknown names are passed over. */
  markSeen(name: string): void;
  /** Hands the last lines of a log to `onText`, then what is appended; a promise it returns is awaited before more comes. */
  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable;
}
