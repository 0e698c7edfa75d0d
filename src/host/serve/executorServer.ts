import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { type Clock, delay } from '../../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { ok, type Result } from '../../base/result.ts';
import type { ExecutorChange } from '../../core/tasks/announcer.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ClientAccess, ClientKind, HostEnding, HostFacts } from '../../model/host/hostFacts.ts';
import type { ExecutorView } from '../../model/view/taskView.ts';
import {
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type RequestParams,
  requests,
  type RequestResult,
} from '../../protocol/messages.ts';
import { requestNames, type VerbAnswer, type Verbs } from '../../protocol/verbs.ts';
import { ChangeFeed } from './changeFeed.ts';
import type { ExecutorService } from './executorService.ts';
import type { Admission, HostControl } from './hostControl.ts';

const noHello = 'A client must say who it is before it asks for anything else.';

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
    const verbs: Verbs = {
      ...service.verbs,
      'host/hello': (params) => {
        helloTimer.dispose();
        return ok(this.hello(params));
      },
      'host/focus': () => {
        this.admission?.focus();
        return ok(undefined);
      },
      'host/retire': ({ build }) => host.retire(build),
      'host/shutDown': (how) => host.shutDown(how),
      'executor/attach': () => ok(this.attach()),
      'log/follow': (params) => this.follow(params),
      'log/unfollow': ({ subscription }) => this.unfollow(subscription),
    };
    for (const name of requestNames) this.serve(name, verbs[name]);
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
      throw new ResponseError(ErrorCodes.InvalidRequest, 'This is not the token that the host expects.');
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
    return { sequence, executor, ...(summary && { summary }), settings };
  }

  /** What this client sees of a change. */
  private seen(change: ExecutorChange): ExecutorChange {
    return change.kind === 'executor' ? { kind: 'executor', executor: this.seenView(change.executor) } : change;
  }

  private seenView(view: ExecutorView): ExecutorView {
    return this.access === 'look' ? { ...view, readOnly: { reason: 'untrusted' } } : view;
  }

  private follow({ lastLines, source, subscription }: RequestParams<'log/follow'>): VerbAnswer<'log/follow'> {
    this.unfollow(subscription);
    if (this.logs.size >= mostLogs) {
      const message = `log/follow: one client can follow at most ${String(mostLogs)} logs`;
      throw new ResponseError(ErrorCodes.InvalidParams, message);
    }
    const onText = (text: string): Promise<void> => this.notify('log/text', { subscription, text });
    this.logs.set(subscription, this.service.followLog(source, lastLines, onText));
    return ok(undefined);
  }

  private unfollow(subscription: number): VerbAnswer<'log/unfollow'> {
    this.logs.get(subscription)?.dispose();
    this.logs.delete(subscription);
    return ok(undefined);
  }

  private serve<N extends RequestName>(name: N, verb: Verbs[N]): void {
    const { access, params: schema } = requests[name];
    this.store.add(
      this.connection.onRequest(name, async (params: unknown) => {
        if (this.access === undefined && name !== 'host/hello')
          throw new ResponseError(ErrorCodes.InvalidRequest, noHello);
        if (this.access === 'look' && access === 'full') throw refusal({ reason: 'untrusted' });
        const parsed = schema.safeParse(params);
        if (!parsed.success) throw new ResponseError(ErrorCodes.InvalidParams, `${name}: ${parsed.error.message}`);
        const answering = answerOf(verb(parsed.data as RequestParams<N>));
        this.answering.add(answering);
        return answering.finally(() => this.answering.delete(answering));
      }),
    );
  }

  private notify<N extends NotificationName>(name: N, params: NotificationParams<N>): Promise<void> {
    return this.connection.sendNotification(name, params);
  }
}

async function answerOf(
  answering: Result<unknown, ExecutorFailure> | Promise<Result<unknown, ExecutorFailure>>,
): Promise<unknown> {
  const result = await answering;
  if (!result.ok) throw refusal(result.error);
  return result.value ?? null;
}

/** Expected failures cross as errors that carry their facts. */
function refusal(failure: ExecutorFailure): ResponseError<ExecutorFailure> {
  return new ResponseError(ErrorCodes.UnknownErrorCode, describeFailure(failure), failure);
}
