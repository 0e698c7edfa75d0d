import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { ExecutorChange } from '../../core/tasks/announcer.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { Summary } from '../../model/notice/notice.ts';
import type { ExecutorView } from '../../model/view/taskView.ts';
import type { LogSource } from '../../protocol/messages.ts';
import type { Verbs } from '../../protocol/verbs.ts';

/** Verbs about the line to the client or about the host, whatever is served. */
export type LineVerbName =
  'host/hello' | 'host/focus' | 'host/retire' | 'host/shutDown' | 'executor/attach' | 'log/follow' | 'log/unfollow';

/** What a host offers to its clients: an executor that it owns, or one that it can only show. */
export interface ExecutorService {
  readonly verbs: Omit<Verbs, LineVerbName>;
  readonly onDidChange: Event<ExecutorChange>;
  view(): ExecutorView;
  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(): Summary | undefined;
  /** The settings in force; where nobody owns the executor, those that are remembered. */
  readonly settings: HostSettings;
  /** Hands the last lines of a log to `onText`, then what is appended; a promise it returns is awaited before more comes. */
  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable;
}
