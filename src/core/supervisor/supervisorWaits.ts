import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { SupervisorEvent } from '../../model/supervisor/state.ts';
import type { RunKeeper } from '../runs/runKeeper.ts';
import type { Effects, Supervised, SupervisorPorts } from './supervisorPorts.ts';

/** Milliseconds without a further change after which changed files restart a run. */
const quietMs = 300;

/** What a supervisor waits for beside its slot; one of each kind at a time. */
type Awaited = 'stop-timer' | 'run-timer' | 'restart-timer' | 'path' | 'files' | 'dependencies';

/** What a supervisor waits for: timers, paths, changes of files, other tasks and a slot. Each is told as an event. */
export class SupervisorWaits implements Disposable {
  private readonly waits = new Map<Awaited, Disposable>();

  /** Begins and ends waits. */
  readonly effects: Effects<
    | `${'arm' | 'cancel'}-${'stop' | 'run' | 'restart'}-timer`
    | `${'watch' | 'unwatch'}-${'path' | 'files'}`
    | `${'await' | 'leave'}-dependencies`
    | `${'take' | 'request' | 'release'}-slot`
  > = {
    'arm-stop-timer': ({ delayMs, run }) => {
      this.arm('stop-timer', delayMs, () => ({ kind: 'stop-timeout', run }));
    },
    'cancel-stop-timer': this.ending('stop-timer'),
    'arm-run-timer': ({ delayMs, run }) => {
      if (this.supervised.isElsewhere) return;
      this.arm('run-timer', delayMs, () => ({ kind: 'run-timeout', run, timeoutMs: this.supervised.stopTimeoutMs }));
    },
    'cancel-run-timer': this.ending('run-timer'),
    'arm-restart-timer': ({ delayMs }) => {
      this.arm('restart-timer', delayMs, () => ({ kind: 'restart-due', run: this.supervised.newRunId() }));
    },
    'cancel-restart-timer': this.ending('restart-timer'),
    'watch-path': ({ awaited }) => {
      const watch = this.ports.pathWatch.appears(awaited, () => {
        this.dispatch({ kind: 'path-appeared', run: this.supervised.newRunId() });
      });
      this.begin('path', watch);
    },
    'unwatch-path': this.ending('path'),
    'watch-files': ({ run }) => {
      if (!this.supervised.isElsewhere) this.begin('files', this.watchFiles(run));
    },
    'unwatch-files': this.ending('files'),
    'await-dependencies': ({ isUnasked, run, trigger }) => {
      const { definition, task } = this.supervised;
      const wait = this.ports.dependencies.await({
        task,
        trigger,
        isUnasked: isUnasked === true,
        after: definition?.after ?? [],
        onMet: () => {
          this.dispatch({ kind: 'dependencies-met', run });
        },
        onFailed: (failure) => {
          this.dispatch({ kind: 'dependency-failed', run, failure });
        },
      });
      this.begin('dependencies', wait);
    },
    'leave-dependencies': this.ending('dependencies'),
    'take-slot': () => {
      this.ports.slots.take(this.supervised);
    },
    'request-slot': ({ run }) => {
      this.ports.slots.request(this.supervised, () => {
        this.dispatch({ kind: 'slot-granted', run });
      });
    },
    'release-slot': () => {
      this.ports.slots.release(this.supervised);
    },
  };

  constructor(
    private readonly supervised: Supervised,
    private readonly keeper: Pick<RunKeeper, 'recordUnwatched'>,
    private readonly ports: SupervisorPorts,
    private readonly dispatch: (event: SupervisorEvent) => void,
  ) {}

  dispose(): void {
    for (const wait of this.waits.values()) wait.dispose();
  }

  private arm(timer: Awaited, delayMs: number, event: () => SupervisorEvent): void {
    const armed = this.ports.clock.setTimer(delayMs, () => {
      this.dispatch(event());
    });
    this.begin(timer, armed);
  }

  private begin(awaited: Awaited, wait: Disposable): void {
    this.end(awaited);
    this.waits.set(awaited, wait);
  }

  private end(awaited: Awaited): void {
    this.waits.get(awaited)?.dispose();
  }

  private ending(awaited: Awaited): () => void {
    return () => {
      this.end(awaited);
    };
  }

  /** Waits for a change of the files that the run is to follow, then until nothing changes any more. */
  private watchFiles(run: string): Disposable {
    const { clock, fileWatch } = this.ports;
    let quiet: Disposable | undefined;
    let first: string | undefined;
    const onChange = (changed: string): void => {
      const file = (first ??= changed);
      quiet?.dispose();
      quiet = clock.setTimer(quietMs, () => {
        first = undefined;
        const { stopTimeoutMs } = this.supervised;
        this.dispatch({ kind: 'files-changed', run, next: this.supervised.newRunId(), file, timeoutMs: stopTimeoutMs });
      });
    };
    const watch = fileWatch.watch(this.supervised.definitionOfRun?.watch ?? [], onChange, (detail) => {
      this.keeper.recordUnwatched(this.supervised.task, run, detail);
    });
    return toDisposable(() => {
      watch.dispose();
      quiet?.dispose();
    });
  }
}
