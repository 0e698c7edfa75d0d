import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { ok } from '../../base/result.ts';
import type { Readiness as ReadinessOfTask, ReadinessSign, TaskDefinition } from '../../model/task.ts';
import type { CommandsBeside } from '../runs/commandsBeside.ts';
import type { ManagedTask } from './managedTask.ts';
import type { ReadinessProbe, SignListener, Suspicion, World } from '../ports.ts';
import { type Clause, say } from '../../model/words/clause.ts';

/** Milliseconds between two looks at a port, and between two runs of a command. */
const askAgainMs = 500;
/** Milliseconds, or as many as its `timeout` has, in which a run is never late from when somebody first waits for it. */
const firstLooksMs = 10_000;

/** What the watching for readiness needs of the world. */
export interface ReadinessPorts extends Pick<World, 'clock' | 'store'> {
  readonly readinessProbe: ReadinessProbe;
  readonly suspicion: Suspicion;
  readonly commands: Pick<CommandsBeside, 'succeeds'>;
  /** A task has become ready, or is late. */
  readonly changed: () => void;
}

/** A run that somebody waits for. */
interface Watched {
  readonly run: string;
  readonly watch: DisposableStore;
  state: Progress;
  /** Why the command that is asked could not be run the last time. */
  problem?: Clause | undefined;
}

type Progress =
  | { readonly kind: 'watched' | 'ready' }
  /** The clause goes on from the task's name. */
  | { readonly kind: 'late' | 'unknown'; readonly why: Clause };

/**
 * Which running tasks are ready. A run is watched from when somebody first waits for it; one that is late is watched on,
 * for it may become ready yet. Of one whose sign cannot be judged nobody will ever know.
 */
export class Readiness implements Disposable {
  private readonly watched = new Map<ManagedTask, Watched>();

  constructor(private readonly ports: ReadinessPorts) {}

  /** Whether the run of a task has shown its sign. */
  isReady(task: ManagedTask): boolean {
    return this.current(task)?.state.kind === 'ready';
  }

  /** Begins to watch the run of a task, if nobody has; answers why waiting for it is in vain. */
  await(task: ManagedTask): Clause | undefined {
    const { definition, state } = task.supervisor;
    if (state.kind !== 'running') return undefined;
    const ready = definition?.ready;
    if (!ready) return say('never says that it is ready');
    const firstLooksEnd = this.ports.clock.now() + Math.min(ready.timeoutMs, firstLooksMs);
    const until = Math.max(state.since + ready.timeoutMs, firstLooksEnd);
    const known = this.current(task) ?? this.begin(task, definition, ready, state.run, until);
    return 'why' in known.state ? known.state.why : undefined;
  }

  /** A task has changed: a run that is over is no longer watched. */
  reevaluate(task: ManagedTask): void {
    if (!this.current(task)) this.end(task);
  }

  dispose(): void {
    for (const task of [...this.watched.keys()]) this.end(task);
  }

  private current(task: ManagedTask): Watched | undefined {
    const { state } = task.supervisor;
    const watched = this.watched.get(task);
    return watched && state.kind === 'running' && state.run === watched.run ? watched : undefined;
  }

  private end(task: ManagedTask): void {
    this.watched.get(task)?.watch.dispose();
    this.watched.delete(task);
  }

  private begin(
    task: ManagedTask,
    definition: TaskDefinition,
    { sign, timeoutMs }: ReadinessOfTask,
    run: string,
    until: number,
  ): Watched {
    this.end(task);
    const watched: Watched = { run, watch: new DisposableStore(), state: { kind: 'watched' } };
    this.watched.set(task, watched);
    const { clock } = this.ports;
    const late = clock.setTimer(Math.max(0, until - clock.now()), () => {
      const { problem } = watched;
      const why =
        problem === undefined
          ? say('was not ready {0} after its start ({1})', describeWait(timeoutMs), signText(sign))
          : say('was not ready {0} after its start: {1}', describeWait(timeoutMs), problem);
      watched.state = { kind: 'late', why };
      this.ports.changed();
    });
    watched.watch.add(late);
    const settle = (state: Progress): void => {
      if (watched.state.kind === 'ready' || this.watched.get(task) !== watched) return;
      watched.state = state;
      watched.watch.dispose();
      this.ports.changed();
    };
    // Somebody else has asked, but it is this task's log, port or command that is looked at.
    this.ports.suspicion.onBehalfOf(task.name, () => {
      this.watch(task, definition, watched, {
        onFound: () => {
          settle({ kind: 'ready' });
        },
        onUnknown: (why) => {
          settle({ kind: 'unknown', why });
        },
      });
    });
    return watched;
  }

  private watch(task: ManagedTask, definition: TaskDefinition, watched: Watched, listener: SignListener): void {
    const { run, watch } = watched;
    const { clock, commands, readinessProbe: probe, store } = this.ports;
    const sign = definition.ready?.sign;
    if (!sign) return;
    if (sign.kind === 'log') {
      const record = store.recentRuns(task.name, 20).find(({ id }) => id === run);
      if (record) watch.add(probe.log(record.logPath, sign, listener));
      return;
    }
    const over = new AbortController();
    let pause: Disposable | undefined;
    watch.add(
      toDisposable(() => {
        over.abort();
        pause?.dispose();
      }),
    );
    const ask = async (): Promise<void> => {
      const answer =
        sign.kind === 'port'
          ? ok(await probe.port(sign.port))
          : await commands.succeeds({ run, definition, command: sign.command, logPath: probe.nowhere }, over.signal);
      if (over.signal.aborted) return;
      watched.problem = answer.ok ? undefined : answer.error;
      if (answer.ok && answer.value) listener.onFound();
      else pause = clock.setTimer(askAgainMs, () => void ask());
    };
    void ask();
  }
}

function signText(sign: ReadinessSign): Clause {
  switch (sign.kind) {
    case 'log':
      return say('its log does not contain {0}', sign.isPattern ? sign.text : JSON.stringify(sign.text));
    case 'port':
      return say('port {0} accepts no connections', String(sign.port));
    case 'command':
      return say('{0} does not succeed', sign.command[0]);
  }
}

function describeWait(ms: number): string {
  return ms < 1_000 ? `${String(ms)} ms` : `${String(ms / 1_000)} s`;
}
