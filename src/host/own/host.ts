import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc';
import { type Clock, systemClock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { reached } from '../../base/faultPoint.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Build, compareBuilds } from '../../model/host/build.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostEnding, HostFacts, HostMode } from '../../model/host/hostFacts.ts';
import { isLiveStatus } from '../../model/view/taskView.ts';
import { errorDetail } from '../../node/files/errorDetail.ts';
import { readHostRecord, removeHostRecord, writeHostRecord } from '../../node/state/hostRecord.ts';
import { HostSocket, removeSocket } from '../../node/channel/hostSocket.ts';
import { isStillInstalled } from '../../node/channel/installation.ts';
import { identify, thisMachine } from '../../node/process/processIdentity.ts';
import { systemProcessTable } from '../../node/process/processTable.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { Audience } from './audience.ts';
import { ExecutorServer } from '../serve/executorServer.ts';
import { hostClock } from './hostClock.ts';
import type { Admission, AdmittedClient, HostControl } from '../serve/hostControl.ts';
import { inMemoryChannel } from '../serve/inMemoryChannel.ts';
import { OrphanWatch } from './orphanWatch.ts';
import { inEnglish } from '../../model/words/language.ts';
import { type OpenedExecutor, openExecutor } from './openExecutor.ts';
import type { OpenExecutorOptions } from '../places/statePlace.ts';

/** Hexadecimal digits of the word that clients have to know. */
const tokenDigits = 32;
/** A background host that nobody needs ends after this many milliseconds. */
const idleMs = 10 * 60_000;
/** Milliseconds between two looks at whether somebody needs it. */
const idleLookMs = 60_000;

/** How a host is opened. */
export interface HostOptions extends OpenExecutorOptions {
  readonly mode: HostMode;
}

/** How a host ends. */
export interface HostEnd {
  readonly why: HostEnding;
  /** The runs are stopped first; else they go on, for the next host to adopt. */
  readonly stopsRuns: boolean;
}

/**
 * The owner of an executor: serves it to clients of this process and, over a socket, to those of others. It ends when it
 * is told to, when a newer build asks for its place, when nobody needs it any more, or when its state was taken away.
 */
export class Host implements HostControl {
  private readonly store = new DisposableStore();
  private readonly audience = this.store.add(new Audience());
  private readonly ended = new Emitter<void>();
  /** What clients have to show. */
  readonly token = systemRandom.hex(tokenDigits);
  private readonly servers = new Set<ExecutorServer>();
  private idleTimer: Disposable | undefined;
  private orphans: OrphanWatch | undefined;
  private idleSince: number | undefined;
  private ending: Promise<void> | undefined;

  readonly facts: HostFacts;
  /** Fires when the host has ended, no matter who asked for it. */
  readonly onDidEnd = this.ended.event;

  private constructor(
    private readonly opened: OpenedExecutor,
    private readonly options: HostOptions,
    private readonly clock: Clock,
  ) {
    const { build, mode } = options;
    this.facts = { mode, build, pid: process.pid, since: clock.now(), protocolVersion };
  }

  /** Becomes the owner of a folder's executor and lets clients in. */
  static async open(options: HostOptions): Promise<Result<Host, ExecutorFailure>> {
    const opened = await openExecutor(options);
    if (!opened.ok) return opened;
    const host = new Host(opened.value, options, hostClock(options.environment));
    try {
      await host.listen();
      return ok(host);
    } catch (error) {
      const { paths } = opened.value;
      await host.end({ why: 'closing', stopsRuns: false });
      return err({ reason: 'state-unusable', path: paths.hostRecord, detail: errorDetail(error) });
    }
  }

  /** The client's end of a connection inside this process. */
  connect(): MessageConnection {
    const ends = inMemoryChannel();
    this.serve(ends.host);
    return ends.client;
  }

  admits(token: string | undefined): boolean {
    return token === this.token;
  }

  welcome(client: AdmittedClient): Admission {
    if (client.installation !== undefined) this.orphans?.note(client.installation);
    return this.audience.join(client);
  }

  retire(newer: Build): Result<void, ExecutorFailure> {
    const { build, mode } = this.options;
    if (mode !== 'background') return err({ reason: 'not-a-background-host' });
    if (compareBuilds(newer, build) <= 0)
      return err({ reason: 'host-other-version', host: build.version, client: newer.version, older: 'client' });
    this.note('host-retired', `Executor ${build.version} makes room for ${newer.version}; runs continue`);
    this.endSoon({ why: 'retired', stopsRuns: false });
    return ok(undefined);
  }

  async shutDown({ stopsRuns }: { readonly stopsRuns: boolean }): Promise<Result<void, ExecutorFailure>> {
    if (this.options.mode === 'window') return err({ reason: 'not-a-background-host' });
    await this.opened.close({ stopsRuns });
    this.endSoon({ why: 'shut-down', stopsRuns });
    return ok(undefined);
  }

  /** Gives the executor back. Answers when everything is done; asking again waits for the same. */
  end(how: HostEnd): Promise<void> {
    return (this.ending ??= this.endNow(how));
  }

  /** Once the answer to whoever asked is out. */
  private endSoon(how: HostEnd): void {
    systemClock.setTimer(0, () => void this.end(how));
  }

  private async listen(): Promise<void> {
    const { opened } = this;
    const { executor } = opened;
    this.store.add(
      executor.onDidNotice((notice) => {
        this.audience.tell(notice);
      }),
    );
    this.store.add(
      this.audience.onDidChange(() => {
        executor.setAttended(this.audience.hasWindow);
      }),
    );
    this.store.add(opened.onDidLoseState((failure) => void this.leaveState(failure)));
    const { environment, mode } = this.options;
    if (mode === 'background') {
      this.orphans = this.store.add(
        new OrphanWatch({
          clock: this.clock,
          isInstalled: isStillInstalled,
          isAlone: () => this.audience.isEmpty,
          onOrphaned: () => void this.retreat(),
        }),
      );
    }
    const socket = this.store.add(
      await HostSocket.listen({
        platform: process.platform,
        env: environment,
        random: systemRandom,
        clock: this.clock,
        onConnection: (connection) => {
          this.serve(connection);
        },
        onMove: (address) => void this.writeRecord(address),
      }),
    );
    // Whoever had the lock before is gone; one that was killed has left its socket.
    const former = await readHostRecord(opened.paths.hostRecord);
    if (former) await removeSocket(former.address);
    await this.writeRecord(socket.address);
    await this.register();
    this.note('host-opened', `Executor ${this.facts.build.version} manages ${opened.workspaceFolder} (${mode})`);
    if (mode === 'background') this.watchIdleness();
  }

  private serve(connection: MessageConnection): void {
    const server = new ExecutorServer(connection, this.opened.service, this, systemClock);
    this.servers.add(server);
    connection.onClose(() => this.servers.delete(server));
  }

  private async writeRecord(address: string): Promise<void> {
    const { pid } = process;
    const identity = identify(thisMachine(), { pid, startTime: systemProcessTable().find(pid)?.startTime ?? '' });
    const { build, mode, since = this.clock.now() } = this.facts;
    await writeHostRecord(this.opened.paths.hostRecord, {
      ...identity,
      version: build.version,
      since,
      mode,
      address,
      token: this.token,
    });
  }

  /** So that all hosts of this user can be listed. */
  private async register(): Promise<void> {
    const { paths, workspaceFolder } = this.opened;
    await mkdir(path.dirname(paths.register), { recursive: true, mode: 0o700 });
    await writeFile(paths.register, `${JSON.stringify({ folder: workspaceFolder })}\n`, { mode: 0o600 });
  }

  private watchIdleness(): void {
    this.idleTimer = this.clock.setTimer(idleLookMs, () => {
      const isIdle = this.audience.isEmpty && this.opened.executor.isIdle;
      const now = this.clock.monotonic();
      this.idleSince = isIdle ? (this.idleSince ?? now) : undefined;
      if (this.idleSince !== undefined && now - this.idleSince >= idleMs) {
        this.note('host-idle', 'Nothing is running and nothing is due, so the host ends');
        void this.end({ why: 'idle', stopsRuns: false });
      } else {
        this.watchIdleness();
      }
    });
  }

  /** Executor was uninstalled: starts nothing more, and ends when nothing runs any more. */
  private async retreat(): Promise<void> {
    const { executor } = this.opened;
    this.note(
      'host-orphaned',
      'Executor is no longer installed: schedules are paused, and the host ends with the last run',
    );
    await executor.allTasks.pauseAll();
    const isAtWork = executor.view().tasks.some(({ extraRuns, status }) => isLiveStatus(status) || extraRuns > 0);
    if (!isAtWork) await this.end({ why: 'idle', stopsRuns: false });
  }

  /** The state on disk is another's, or nobody's. */
  private async leaveState(failure: ExecutorFailure): Promise<void> {
    const { paths } = this.opened;
    // Where it was taken away altogether, a log with nothing beside it says why this host has ended.
    await mkdir(paths.folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    this.note(
      'host-lost-state',
      inEnglish(() => describeFailure(failure)),
    );
    this.endSoon({ why: 'closing', stopsRuns: false });
  }

  private async endNow(how: HostEnd): Promise<void> {
    const { opened } = this;
    const { paths } = opened;
    this.idleTimer?.dispose();
    for (const server of this.servers) server.announceEnd(how.why);
    await opened.close(how);
    reached('hand-over');
    await Promise.all([...this.servers].map((server) => server.finish()));
    this.note('host-closed', `Executor ${this.facts.build.version} has closed`);
    if (opened.isOurs()) {
      await rm(paths.register, { force: true });
      await removeHostRecord(paths.hostRecord);
    }
    // Nobody's line is cut before the next owner can be found.
    opened.release();
    this.store.dispose();
    for (const server of this.servers) server.dispose();
    this.ended.fire();
    this.ended.dispose();
  }

  private note(event: string, message: string): void {
    this.opened.journal.record({ level: 'info', event, message });
  }
}
