import { ok } from '../../base/result.ts';
import type { Executor } from '../../core/executor.ts';
import type { EnvironmentSource } from '../../core/ports.ts';
import type { VerbAnswer } from '../../protocol/verbs.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import type { OldFolderWatch } from './oldFolderWatch.ts';

/** What an executor that this process owns does about each request. */
export function ownedVerbs(executor: Executor, base: EnvironmentSource, old: OldFolderWatch): ExecutorService['verbs'] {
  return {
    'executor/settings': (settings) => {
      executor.applySettings(settings);
      return ok(undefined);
    },
    'executor/secrets': ({ values }) => {
      executor.putSecrets(values);
      return ok(undefined);
    },
    'executor/history': ({ before, count, name }) => ok(executor.history(count, name, before)),
    'executor/skipped': ({ before, count, name }) => ok(executor.skipped(count, name, before)),
    'executor/upcoming': ({ count, until }) => ok(executor.upcoming(until, count)),
    'executor/refreshEnvironment': async () => problemOf(await base.refresh()),
    'task/start': ({ name }) => old.refresh().then(async () => answerOf(await executor.taskRuns.start(name, 'manual'))),
    'task/runNow': ({ name, ...how }) => old.refresh().then(() => executor.taskRuns.runNow(name, how)),
    'task/runLater': ({ name, ...when }) => executor.taskRuns.runLater(name, when),
    'task/cancelLater': ({ id, name }) => executor.taskRuns.cancelLater(name, id),
    'task/stopRun': ({ name, run }) => executor.taskRuns.stopRun(name, run),
    'task/pauseSchedule': ({ name }) => executor.taskRuns.pauseSchedule(name),
    'task/skipNext': ({ name }) => executor.taskRuns.skipNext(name),
    'task/pauseAll': async () => ok(await executor.allTasks.pauseAll()),
    'task/resumeAll': async () => ok(await executor.allTasks.resumeAll()),
    'task/signal': ({ name, signal }) => executor.taskRuns.signal(name, signal),
    'task/rename': ({ name, newName }) => executor.edits.rename(name, newName),
    'task/save': (task) => executor.edits.save(task),
    'task/preview': ({ name, text }) => executor.previews.preview(name, text),
    'task/interpreters': ({ name, text }) => executor.previews.interpreters(name, text),
    'task/duplicate': ({ name, newName }) => executor.edits.duplicate(name, newName),
    'task/forget': ({ name }) => executor.edits.forget(name),
    'task/mute': ({ isMuted, name }) => executor.mute(name, isMuted),
    'task/markAllSeen': () => {
      executor.markAllSeen();
      return ok(undefined);
    },
    'task/environment': ({ name }) => executor.environment(name),
    'task/stop': ({ name }) => executor.taskRuns.stop(name),
    'task/restart': ({ name }) => old.refresh().then(() => executor.taskRuns.restart(name)),
    'task/startAll': () => old.refresh().then(async () => ok(await executor.allTasks.startAll())),
    'task/autoStart': (how) => old.refresh().then(async () => ok(await executor.allTasks.autoStart(how))),
    'task/approvals': () => ok(executor.allTasks.requests()),
    'task/approve': ({ answers }) => executor.allTasks.approve(answers),
    'task/stopAll': async () => ok(await executor.allTasks.stopAll()),
    'task/add': ({ tasks }) => executor.edits.add(tasks),
    'task/remove': ({ deleteLogs, name }) => executor.edits.remove(name, deleteLogs),
    'task/markSeen': ({ name }) => {
      executor.markSeen(name);
      return ok(undefined);
    },
  };
}

function answerOf(started: Awaited<ReturnType<Executor['taskRuns']['start']>>): VerbAnswer<'task/start'> {
  if (!started.ok) return started;
  if (!started.value) return ok({});
  return ok('first' in started.value ? started.value : { next: started.value });
}

function problemOf({ problem }: { readonly problem?: string }): VerbAnswer<'executor/refreshEnvironment'> {
  return ok(problem === undefined ? {} : { problem });
}
