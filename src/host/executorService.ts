import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import type { ExecutorChange } from '../core/executor.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { TaskAnswer } from '../model/taskAnswer.ts';
import type { ExecutorView, RunView } from '../model/taskView.ts';
import type { LogSource, NewScript } from '../protocol/messages.ts';

/** What a host offers to its clients: an executor that it owns, or one that it can only show. */
export interface ExecutorService {
  readonly onDidChange: Event<ExecutorChange>;
  view(): ExecutorView;
  start(name: string): Promise<Result<void, ExecutorFailure>>;
  stop(name: string): Promise<Result<void, ExecutorFailure>>;
  restart(name: string): Promise<Result<void, ExecutorFailure>>;
  /** Answers for each task what was done. */
  startAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  stopAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  /** The newest runs of a task, newest first; none for unknown names. */
  runs(name: string, count: number): readonly RunView[];
  add(scripts: readonly NewScript[]): Promise<Result<void, ExecutorFailure>>;
  remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>>;
  /** Somebody looked at the newest run of the task; unknown names are passed over. */
  markSeen(name: string): void;
  /** Hands the last lines of a log to `onText`, then what is appended; a promise it returns is awaited before more comes. */
  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable;
}
