import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { Executor } from '../../core/executor.ts';
import type { Journal } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { preferencesOf } from '../../model/interpreter/preferences.ts';
import { boundFile } from '../../node/files/boundedFile.ts';
import { acquireHostLock, type HostLock } from '../../node/state/hostLock.ts';
import { DefinitionFile } from '../../node/state/definitionFile.ts';
import { JournalFile } from '../../node/state/journalFile.ts';
import { errorDetail } from '../../node/files/errorDetail.ts';
import { EnvFiles } from '../../node/environment/envFileOnDisk.ts';
import { FileWatcher } from '../../node/watch/fileWatch.ts';
import { HostEnvironment } from '../../node/environment/hostEnvironment.ts';
import { PatternJudge } from '../../node/patterns/patternJudge.ts';
import { PathWatcher } from '../../node/watch/pathWatch.ts';
import { createLauncher } from '../../node/process/launcher.ts';
import { ownNode } from '../../node/program/ownNode.ts';
import { ProgramFinder } from '../../node/program/programResolver.ts';
import { ReadinessProber } from '../../node/watch/readinessProbe.ts';
import { RunLogFiles } from '../../node/log/runLogFiles.ts';
import { openStore } from '../../node/state/openStore.ts';
import { createStateFolder, locateState, type StatePaths } from '../../node/state/stateFolder.ts';
import { TaskFileOnDisk } from '../../node/watch/taskFileOnDisk.ts';
import { userHome } from '../../node/environment/userHome.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import { notePlace } from '../places/folderPlace.ts';
import { hostClock } from './hostClock.ts';
import { AttemptBook } from '../net/attemptBook.ts';
import { zoneProblem } from '../places/machineZone.ts';
import { findOldFolder } from '../places/oldFolder.ts';
import { holder, type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';
import { OldFolderWatch } from './oldFolderWatch.ts';
import { OwnedExecutor } from './ownedExecutor.ts';
import { ownedVerbs } from './ownedVerbs.ts';
import { StateWatch } from './stateWatch.ts';

/** What a host writes into `host.log` before that starts over; as much again is kept of what was there. */
const hostOutputBytes = 1_048_576;

/** An executor that this process owns. */
export interface OpenedExecutor {
  readonly executor: Pick<Executor, 'isIdle' | 'onDidNotice' | 'allTasks' | 'setAttended' | 'view'>;
  /** The same, for clients. */
  readonly service: ExecutorService;
  /** The state on disk is no longer ours: close, leaving the runs alone. */
  readonly onDidLoseState: Event<ExecutorFailure>;
  /** Whether the state on disk is ours still. */
  readonly isOurs: () => boolean;
  readonly paths: StatePaths;
  readonly journal: Journal;
  /** The real path of the workspace folder. */
  readonly workspaceFolder: string;
  /** Lets what happens from now on happen elsewhere: stops every run first, within seconds, or leaves them alone. */
  close(options: { readonly stopsRuns: boolean }): Promise<void>;
  /** Gives the executor back; the last thing to call. */
  release(): void;
}

/**
 * Becomes the owner of a folder's executor: takes the lock, then opens its state. The one place where the adapters to the
 * outside world are constructed.
 */
export async function openExecutor(options: OpenExecutorOptions): Promise<Result<OpenedExecutor, ExecutorFailure>> {
  const located = await locateState(stateSurroundings(options.environment), options.folder);
  if (!located.ok) return located;
  const paths = located.value;
  const created = await createStateFolder(paths);
  if (!created.ok) return created;
  const lock = await acquireHostLock(paths.lock, { clock: systemClock, random: systemRandom });
  if (lock.ok) return openOwned(options, paths, lock.value);
  return err(lock.error === 'held' ? await holder(paths) : lock.error);
}

async function openOwned(
  { build, environment, folder, net }: OpenExecutorOptions,
  paths: StatePaths,
  lock: HostLock,
): Promise<Result<OpenedExecutor, ExecutorFailure>> {
  const clock = hostClock(environment);
  const random = systemRandom;
  const workspaceFolder = await realpath(folder);
  const journal = new JournalFile(paths.journal, clock);
  const opened = openStore({ path: paths.database, lock, clock, random, journal, version: build.version });
  if (!opened.ok) {
    lock.dispose();
    return opened;
  }
  const store = opened.value;
  const attempts = new AttemptBook(paths.attempts, clock);
  net?.guard({
    journal,
    condemn: (task) => {
      attempts.condemn(task);
    },
  });
  let hasLostState = false;
  const isOurs = (): boolean => !hasLostState && lock.isIntact();
  const place = { workspaceFolder, userHome: userHome(environment) ?? '/', platform: process.platform };
  const launcher = createLauncher({ runsFolder: paths.runs, clock });
  const taskFile = new TaskFileOnDisk(workspaceFolder, clock);
  const base = new HostEnvironment({
    starter: environment,
    nodePath: () => store.settings().nodePath ?? process.execPath,
    clock: systemClock,
    random,
    platform: process.platform,
    journal,
  });
  await notePlace({
    clock,
    paths,
    surroundings: stateSurroundings(environment),
    folder: workspaceFolder,
    executor: store.executorId,
    hasUnsettledRuns: store.unsettledRuns().length > 0,
  }).catch((error: unknown) => {
    const message = `The folder of this state could not be recorded in ${paths.place}: ${errorDetail(error)}`;
    journal.record({ level: 'warning', event: 'place-not-noted', message });
  });
  const old = await OldFolderWatch.begin(() => findOldFolder({ environment, folder, clock: systemClock }));
  const judge = new PatternJudge(systemClock);
  const executor = new Executor({
    clock,
    random,
    store,
    journal,
    launcher,
    taskFile,
    definitions: new DefinitionFile({ path: paths.definitions, journal, isOurs }),
    place,
    logs: new RunLogFiles(
      () => ({
        workspace: workspaceFolder,
        folder: resolve(workspaceFolder, store.settings().folder),
        fallback: paths.logs,
      }),
      journal,
    ),
    resolver: new ProgramFinder(place, () => preferencesOf(store.settings()), ownNode(process)),
    base,
    envFiles: new EnvFiles(workspaceFolder),
    pathWatch: new PathWatcher(clock),
    fileWatch: new FileWatcher(workspaceFolder, judge),
    readinessProbe: new ReadinessProber(systemClock, judge),
    suspicion: attempts,
    whyNotHere: (task) => old.whyNotHere(task),
  });
  const service = new OwnedExecutor(executor, ownedVerbs(executor, base, old), paths.journal, clock);
  const zone = zoneProblem(environment['TZ'], clock.now());
  if (zone !== undefined) journal.record({ level: 'warning', event: 'zone-unknown', message: zone });
  const watch = new StateWatch(clock, () => {
    executor.lookAtState();
    executor.lookAtTimeZone();
    void boundFile(paths.hostOutput, hostOutputBytes);
  });
  const owned: readonly Disposable[] = [watch, service, executor, judge, taskFile, launcher, attempts, store];
  executor.onDidLoseState(() => {
    hasLostState = true;
  });
  await executor.open();
  return ok({
    executor,
    service,
    onDidLoseState: executor.onDidLoseState,
    isOurs,
    paths,
    journal,
    workspaceFolder,
    close: async ({ stopsRuns }) => {
      // Runs whose state was lost go on, for whoever owns that state now.
      if (stopsRuns && isOurs()) await executor.stopAllForClosing();
      else await executor.leave();
    },
    release: () => {
      if (isOurs()) attempts.close();
      for (const item of owned) item.dispose();
      lock.dispose();
    },
  });
}
