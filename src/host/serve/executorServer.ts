import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { type Clock, delay } from '../../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { err, type Result } from '../../base/result.ts';
import type { Clause } from '../../model/words/clause.ts';
import type { ExecutorChange } from '../../core/executor.ts';
import type { FoundInterpreter } from '../../core/ports.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ClientAccess, ClientKind, HostEnding, HostFacts } from '../../model/host/hostFacts.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import type { ExecutorView } from '../../model/view/taskView.ts';
import {
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type RequestParams,
  requests,
  type RequestResult,
} from '../../protocol/messages.ts';
import { ChangeFeed } from './changeFeed.ts';
import type { ExecutorService } from './executorService.ts';
import type { Admission, HostControl } from './hostControl.ts';

/** What a client may ask for that may only look: to see, and to end what runs or is to run. */
const lookRequests: ReadonlySet<RequestName> = new Set([
  'host/hello',
  'host/focus',
  'executor/attach',
  'executor/history',
  'executor/skipped',
  'executor/upcoming',
  'task/cancelLater',
  'task/environment',
  'task/runs',
  'task/stop',
  'task/stopRun',
  'task/stopAll',
  'log/follow',
  'log/unfollow',
]);

const noHello = 'A client says who it is before it asks for anything else.';

/** Each log that is followed is looked at whenever its task changes. */
const mostLogs = 1_000;

/** Milliseconds for which a host that ends waits for its answers: a stop may take far longer, and goes on without it. */
const finishMs = 500;
/** Milliseconds that a client may take to say who it is. */
const helloMs = 10_000;

/**
 * Serves an executor to one client until disposed. Nothing is answered, nor looked at, before the client was let in. Everything that
 * arrives then is checked against its schema first; a message that does not fit costs nothing but its own answer.
 */
export class ExecutorServer implements Disposable {
  private readonly store = new DisposableStore();
  private readonly logs = new Map<number, Disposable>();
  private readonly changes = new ChangeFeed((message) => this.notify('executor/changed', message));
  private readonly answering = new Set<Promise<unknown>>();
  private access: ClientAccess | undefined;
  private admission: Admission | undefined;
  private kind: ClientKind = 'tool';
  private isAttached = false;

  /** Takes ownership of the connection, not of service and host. */
  constructor(
    private readonly connection: MessageConnection,
    private readonly service: ExecutorService,
    private readonly host: HostControl,
    private readonly clock: Clock,
  ) {
    this.store.add(
      toDisposable(() => {
        // A connection that is merely disposed would leave the other side waiting.
        connection.end();
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
        if (this.isAttached) this.changes.push(this.seen(change));
      }),
    );
    this.store.add(toDisposable(() => this.admission?.dispose()));
    this.store.add(
      connection.onClose(() => {
        this.dispose();
      }),
    );
    const helloTimer = this.store.add(
      clock.setTimer(helloMs, () => {
        if (this.access === undefined) this.dispose();
      }),
    );
    this.handle('host/hello', (params) => {
      helloTimer.dispose();
      return this.hello(params);
    });
    this.handle('host/focus', () => {
      this.admission?.focus();
      return null;
    });
    this.handle('host/retire', (params) => answer(host.retire(params.build)));
    this.handle('host/shutDown', async (how) => answer(await host.shutDown(how)));
    this.handle('executor/attach', () => this.attach());
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
      const started = valueOf(await service.start(name));
      if (!started) return {};
      return 'first' in started ? { first: [...started.first] } : { next: started };
    });
    this.handle('task/runNow', async ({ name, ...how }) => answer(await service.runNow(name, how)));
    this.handle('task/runLater', async ({ name, ...when }) => copyOf(valueOf(await service.runLater(name, when))));
    this.handle('task/cancelLater', async ({ id, name }) => valueOf(await service.cancelLater(name, id)).map(copyOf));
    this.handle('task/stopRun', async ({ name, run }) => answer(await service.stopRun(name, run)));
    this.handle('task/pauseSchedule', async ({ name }) => answer(await service.pauseSchedule(name)));
    this.handle('task/pauseAll', async () => [...valueOf(await service.pauseAll())]);
    this.handle('task/resumeAll', async () => [...valueOf(await service.resumeAll())]);
    this.handle('task/signal', async ({ name, signal }) => answer(await service.signal(name, signal)));
    this.handle('task/rename', async ({ name, newName }) => answer(await service.rename(name, newName)));
    this.handle('task/save', async (task) => answer(await service.save(task)));
    this.handle('task/preview', async ({ name, text }) => {
      const preview = valueOf(await service.preview(name, text));
      return { ...preview, argv: [...preview.argv], variables: [...preview.variables] };
    });
    this.handle('task/interpreters', async ({ name, text }) => {
      const { all, byItself } = valueOf(await service.interpreters(name, text));
      const copy = ({ argv, where }: FoundInterpreter): { argv: string[]; where: Clause } => ({
        argv: [...argv],
        where,
      });
      return { all: all.map(copy), ...(byItself && { byItself: copy(byItself) }) };
    });
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
    this.handle('task/autoStart', async ({ approvesAll = false }) => [
      ...valueOf(await service.autoStart({ approvesAll })),
    ]);
    this.handle('task/approvals', () => [...service.approvals()]);
    this.handle('task/approve', async ({ answers }) => answer(await service.approve(answers)));
    this.handle('task/stopAll', async () => [...valueOf(await service.stopAll())]);
    this.handle('task/runs', ({ before, count, name }) => [...service.runs(name, count, before)]);
    this.handle('executor/history', ({ before, count, name }) => [...service.history(count, name, before)]);
    this.handle('executor/skipped', ({ before, count, name }) => [...service.skipped(count, name, before)]);
    this.handle('executor/upcoming', ({ count, until }) => [...service.upcoming(until, count)]);
    this.handle('task/add', async ({ tasks }) => answer(await service.add(tasks)));
    this.handle('task/remove', async ({ deleteLogs, name }) => answer(await service.remove(name, deleteLogs)));
    this.handle('task/markSeen', ({ name }) => {
      service.markSeen(name);
      return null;
    });
    this.handle('log/follow', ({ lastLines, source, subscription }) => {
      this.logs.get(subscription)?.dispose();
      this.logs.delete(subscription);
      if (this.logs.size >= mostLogs) {
        const message = `log/follow: one client follows ${String(mostLogs)} logs at most`;
        throw new ResponseError(ErrorCodes.InvalidParams, message);
      }
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

  /** Tells the client why the host is about to end. */
  announceEnd(why: HostEnding): void {
    if (this.access !== undefined) void this.notify('host/ending', { why });
  }

  /** Resolves when everything that was asked is answered, or cannot be for long. */
  async finish(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([Promise.allSettled(this.answering), delay(this.clock, finishMs, patience.signal)]);
    patience.abort();
    // The last answer is written in the turn after this one.
    await delay(this.clock, 0);
  }

  dispose(): void {
    this.store.dispose();
  }

  private hello(params: RequestParams<'host/hello'>): HostFacts {
    const { access, installation, kind, token } = params;
    if (!this.host.admits(token)) {
      // The answer goes out before the line is cut.
      this.store.add(
        this.clock.setTimer(0, () => {
          this.dispose();
        }),
      );
      throw new ResponseError(ErrorCodes.InvalidRequest, 'This is not the token that the host asks for.');
    }
    this.access = access;
    this.kind = kind;
    this.admission?.dispose();
    this.admission = this.host.welcome({
      kind,
      access,
      ...(installation !== undefined && { installation }),
      tell: (notice) => void this.notify('executor/notice', { notice }),
    });
    return this.host.facts;
  }

  private attach(): RequestResult<'executor/attach'> {
    const summary = this.kind === 'window' ? this.service.takeSummary() : undefined;
    this.isAttached = true;
    this.changes.skip();
    const { sequence } = this.changes;
    const { settings } = this.service;
    const executor = this.seenView(this.service.view());
    return { sequence, executor, ...(summary && { summary }), ...(settings && { settings }) };
  }

  /** What this client sees of a change. */
  private seen(change: ExecutorChange): ExecutorChange {
    return change.kind === 'executor' ? { kind: 'executor', executor: this.seenView(change.executor) } : change;
  }

  private seenView(view: ExecutorView): ExecutorView {
    return this.access === 'look' ? { ...view, readOnly: { reason: 'untrusted' } } : view;
  }

  private handle<N extends RequestName>(
    name: N,
    handler: (params: RequestParams<N>) => RequestResult<N> | Promise<RequestResult<N>>,
  ): void {
    this.store.add(
      this.connection.onRequest(name, async (params: unknown) => {
        if (this.access === undefined && name !== 'host/hello')
          throw new ResponseError(ErrorCodes.InvalidRequest, noHello);
        if (this.access === 'look' && !lookRequests.has(name)) valueOf(err<ExecutorFailure>({ reason: 'untrusted' }));
        const parsed = requests[name].params.safeParse(params);
        if (!parsed.success) throw new ResponseError(ErrorCodes.InvalidParams, `${name}: ${parsed.error.message}`);
        const answering = Promise.resolve(handler(parsed.data as RequestParams<N>));
        this.answering.add(answering);
        return answering.finally(() => this.answering.delete(answering));
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

/** What is shared is only read, and what crosses the wire may be written to. */
function copyOf({ args, ...later }: LaterRun): RequestResult<'task/runLater'> {
  return { ...later, ...(args && { args: [...args] }) };
}

/** Expected failures cross as errors that carry their facts. */
function valueOf<T>(result: Result<T, ExecutorFailure>): T {
  if (result.ok) return result.value;
  throw new ResponseError(ErrorCodes.UnknownErrorCode, describeFailure(result.error), result.error);
}
