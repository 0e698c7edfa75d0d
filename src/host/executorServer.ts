import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';
import { describeFailure, type ExecutorFailure } from '../model/failure.ts';
import {
  type NotificationName,
  type NotificationParams,
  protocolVersion,
  type RequestName,
  type RequestParams,
  requests,
  type RequestResult,
} from '../protocol/messages.ts';
import type { ExecutorService } from './executorService.ts';

/**
 * Serves an executor to one client until disposed. Everything that arrives is checked against its schema first; a
 * message that does not fit costs nothing but its own answer.
 */
export class ExecutorServer implements Disposable {
  private readonly store = new DisposableStore();
  private readonly logs = new Map<number, Disposable>();
  private sequence = 0;

  /** Takes ownership of the connection, not of the service. */
  constructor(
    private readonly connection: MessageConnection,
    service: ExecutorService,
  ) {
    this.store.add(
      toDisposable(() => {
        connection.dispose();
      }),
    );
    this.store.add(
      toDisposable(() => {
        this.logs.forEach((log) => {
          log.dispose();
        });
      }),
    );
    this.store.add(
      service.onDidChange((change) => {
        this.sequence += 1;
        void this.notify('executor/changed', { sequence: this.sequence, change });
      }),
    );
    this.store.add(service.onDidNotice((notice) => void this.notify('executor/notice', { notice })));
    this.handle('executor/attach', (params) => {
      if (params.protocolVersion !== protocolVersion) {
        throw new ResponseError(
          ErrorCodes.InvalidRequest,
          `This window speaks version ${String(params.protocolVersion)} of Executor's protocol and the host version ` +
            `${String(protocolVersion)}. Update the older one.`,
        );
      }
      const summary = service.takeSummary();
      return { sequence: this.sequence, executor: service.view(), ...(summary && { summary }) };
    });
    this.handle('executor/settings', (settings) => {
      service.applySettings(settings);
      return null;
    });
    this.handle('executor/secrets', ({ values }) => {
      service.putSecrets(values);
      return null;
    });
    this.handle('executor/refreshEnvironment', async () => {
      const problem = await service.refreshEnvironment();
      return problem === undefined ? {} : { problem };
    });
    this.handle('task/start', async ({ name }) => {
      const next = valueOf(await service.start(name));
      return next ? { next } : {};
    });
    this.handle('task/runNow', async ({ name, ...how }) => answer(await service.runNow(name, how)));
    this.handle('task/stopRun', async ({ name, run }) => answer(await service.stopRun(name, run)));
    this.handle('task/pauseSchedule', async ({ name }) => answer(await service.pauseSchedule(name)));
    this.handle('task/pauseAll', async () => [...valueOf(await service.pauseAll())]);
    this.handle('task/resumeAll', async () => [...valueOf(await service.resumeAll())]);
    this.handle('task/signal', async ({ name, signal }) => answer(await service.signal(name, signal)));
    this.handle('task/rename', async ({ name, newName }) => answer(await service.rename(name, newName)));
    this.handle('task/duplicate', async ({ name, newName }) => answer(await service.duplicate(name, newName)));
    this.handle('task/forget', async ({ name }) => answer(await service.forget(name)));
    this.handle('task/mute', async ({ isMuted, name }) => answer(await service.mute(name, isMuted)));
    this.handle('task/markAllSeen', () => {
      service.markAllSeen();
      return null;
    });
    this.handle('task/environment', async ({ name }) => [...valueOf(await service.environment(name))]);
    this.handle('task/stop', async ({ name }) => answer(await service.stop(name)));
    this.handle('task/restart', async ({ name }) => answer(await service.restart(name)));
    this.handle('task/startAll', async () => [...valueOf(await service.startAll())]);
    this.handle('task/stopAll', async () => [...valueOf(await service.stopAll())]);
    this.handle('task/runs', ({ count, name }) => [...service.runs(name, count)]);
    this.handle('task/add', async ({ tasks }) => answer(await service.add(tasks)));
    this.handle('task/remove', async ({ deleteLogs, name }) => answer(await service.remove(name, deleteLogs)));
    this.handle('task/markSeen', ({ name }) => {
      service.markSeen(name);
      return null;
    });
    this.handle('log/follow', ({ lastLines, source, subscription }) => {
      this.logs.get(subscription)?.dispose();
      const follower = service.followLog(source, lastLines, (text) => this.notify('log/text', { subscription, text }));
      this.logs.set(subscription, follower);
      return null;
    });
    this.handle('log/unfollow', ({ subscription }) => {
      this.logs.get(subscription)?.dispose();
      this.logs.delete(subscription);
      return null;
    });
    connection.listen();
  }

  dispose(): void {
    this.store.dispose();
  }

  private handle<N extends RequestName>(
    name: N,
    handler: (params: RequestParams<N>) => RequestResult<N> | Promise<RequestResult<N>>,
  ): void {
    this.store.add(
      this.connection.onRequest(name, async (params: unknown) => {
        const parsed = requests[name].params.safeParse(params);
        if (!parsed.success) throw new ResponseError(ErrorCodes.InvalidParams, `${name}: ${parsed.error.message}`);
        return handler(parsed.data as RequestParams<N>);
      }),
    );
  }

  private notify<N extends NotificationName>(name: N, params: NotificationParams<N>): Promise<void> {
    return this.connection.sendNotification(name, params);
  }
}

function answer(result: Result<void, ExecutorFailure>): null {
  valueOf(result);
  return null;
}

/** Expected failures cross as errors that carry their facts. */
function valueOf<T>(result: Result<T, ExecutorFailure>): T {
  if (result.ok) return result.value;
  throw new ResponseError(ErrorCodes.UnknownErrorCode, describeFailure(result.error), result.error);
}
