import { err, ok } from '../../base/result.ts';
import { isHost, probe } from '../../host/places/attach.ts';
import { connectToLiveHost } from '../../host/reach/connect.ts';
import { openForegroundHost } from '../../host/own/foregroundHost.ts';
import { endAllHosts, type HostListing, listHosts } from '../../host/reach/hostRegister.ts';
import { openReading } from '../../host/reach/reading.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { describeSpan } from '../../model/words/humanTime.ts';
import { isLiveStatus } from '../../model/view/taskView.ts';
import { type CliFailure, toCliFailure } from '../cliFailure.ts';
import { isoInstant, jsonVersion } from '../jsonOutput.ts';
import { exitCodes } from '../exitCode.ts';
import { printable, printableLines, renderTable } from '../textTable.ts';
import { word } from '../../model/words/clause.ts';
import {
  addVerb,
  attachOptionsOf,
  done,
  readingOptionsOf,
  type VerbContext,
  type VerbEnd,
  type VerbSet,
  withHost,
  written,
} from '../verb.ts';

/** Adds `up`, `down` and `hosts`. */
export function addHostVerbs(set: VerbSet): void {
  addVerb<{ readonly autoStart?: boolean; readonly stopRuns?: boolean }>(set, {
    usage: 'up',
    summary:
      'manage the tasks of the folder in this process until a signal ends it; running tasks keep running after that',
    options: [
      ['--auto-start', 'start every task with autoStart as it is now, approved or not'],
      ['--stop-runs', 'stop running tasks at the end, as always in a container where this is the first process'],
    ],
    act: ({ context, options: { autoStart, stopRuns } }) =>
      up(context, { approvesAll: autoStart === true, stopsRuns: stopRuns === true }),
  });
  addVerb<{ readonly all?: boolean; readonly stop?: boolean }>(set, {
    usage: 'down',
    summary: 'end the host of the folder; running tasks keep running but are not restarted',
    options: [
      ['--stop', 'stop running tasks first'],
      ['--all', 'end every host of this user on this machine, except those in windows'],
    ],
    takesGoneFolder: true,
    needsNoFolder: ({ all }) => all === true,
    act: ({ context, options: { all, stop } }) => (all ? downAll : down)(context, stop === true),
  });
  addVerb(set, {
    usage: 'hosts',
    summary: 'show every host of this user on this machine',
    needsNoFolder: () => true,
    act: async ({ context: { terminal } }) => {
      const { clock, environment, hasColor } = terminal;
      const hosts = await listHosts(environment, clock);
      return done(renderHosts(hosts, { now: clock.now(), hasColor }), {
        version: jsonVersion,
        hosts: hosts.map(hostListingJson),
      });
    },
  });
}

async function up(
  context: VerbContext,
  { approvesAll, stopsRuns }: { readonly approvesAll: boolean; readonly stopsRuns: boolean },
): Promise<VerbEnd> {
  const { build, clock, environment, onSignal, pid, write } = context.terminal;
  const { folder } = context;
  const onText = (text: string): Promise<void> => (context.isJson ? Promise.resolve() : write(printableLines(text)));
  // The first process of a container takes everything with it when it ends, so it sees to it in order.
  const endsRuns = stopsRuns || pid === 1;
  const asked = new Promise<void>((resolve) => {
    onSignal(['SIGTERM', 'SIGINT', 'SIGHUP'], () => {
      resolve();
    });
  });
  const opened = await openForegroundHost({ folder, environment, build, clock, onText, approvesAll });
  if (!opened.ok) return err(ownedFailure(await whatHolds(context, opened.error)));
  const host = opened.value;
  const gone = new Promise<'gone'>((resolve) => {
    host.onDidEnd(() => {
      resolve('gone');
    });
  });
  if ((await Promise.race([asked, gone])) === 'gone') await host.finish();
  else await host.end({ stopsRuns: endsRuns });
  return context.isJson ? done('', { version: jsonVersion, ended: true, stoppedRuns: endsRuns }) : written();
}

/** The same failure; of a folder that somebody else holds, with whether that one answers. */
async function whatHolds(context: VerbContext, failure: ExecutorFailure): Promise<ExecutorFailure> {
  if (failure.reason !== 'held-elsewhere' || failure.silence !== undefined) return failure;
  const attached = await connectToLiveHost(attachOptionsOf(context));
  if (attached.ok) await attached.value.close();
  return !attached.ok && attached.error.reason === 'held-elsewhere' ? attached.error : failure;
}

/** A folder that somebody else manages is no failure of the machine. */
function ownedFailure(failure: ExecutorFailure): CliFailure {
  if (failure.reason !== 'held-elsewhere') return toCliFailure(failure);
  const { pid, silence, where } = failure;
  const who = pid === undefined ? '' : ` (pid ${String(pid)}${where === undefined ? '' : ` on ${word(where)}`})`;
  const message = `Another process already manages this folder${who}. ${adviceOnOwner(pid, silence)}`;
  return { reason: 'owned', message };
}

function adviceOnOwner(
  pid: number | undefined,
  silence: (ExecutorFailure & { reason: 'held-elsewhere' })['silence'],
): string {
  switch (silence) {
    case 'suspended':
      return `It is suspended, so it cannot shut down properly. Resume it: kill -CONT ${String(pid)}`;
    case 'hung':
      return `It does not answer. If that continues, end it (kill -KILL ${String(pid)}): running tasks keep running.`;
    case undefined:
      return 'End it first: executor down.';
  }
}

async function down(context: VerbContext, stopsRuns: boolean): Promise<VerbEnd> {
  const options = attachOptionsOf(context);
  // A host of an older build ends at the mere sight of this one.
  const found = await probe(options);
  if (found?.reason === 'held-elsewhere' && found.silence) return err(toCliFailure(found));
  const hadHost = isHost(found);
  const attached = await connectToLiveHost(options);
  if (attached.ok) {
    const { client } = attached.value;
    const gone = await client.shutDownHost(stopsRuns);
    await attached.value.close();
    if (!gone.ok) return err(gone.error);
    return done(stopsRuns ? stopped : ended, { version: jsonVersion, ended: true });
  }
  if (attached.error.reason !== 'no-host') return err(toCliFailure(attached.error));
  // Runs of a host that was killed need another one to stop them.
  if (stopsRuns && (await hasLiveRuns(context))) {
    return withHost(context, async ({ client }) => {
      const gone = await client.shutDownHost(true);
      return gone.ok ? done(stopped, { version: jsonVersion, ended: true }) : err(gone.error);
    });
  }
  const text = hadHost ? ended : 'No host manages this folder.\n';
  return done(text, { version: jsonVersion, ended: hadHost });
}

async function downAll({ terminal }: VerbContext, stopsRuns: boolean): Promise<VerbEnd> {
  const { clock, environment } = terminal;
  const hosts = await endAllHosts({ stopsRuns }, environment, clock);
  const isEnded = hosts.every(({ problem }) => problem === undefined);
  return ok({
    exit: isEnded ? exitCodes.done : exitCodes.failed,
    text:
      hosts.length === 0
        ? 'No host is running.\n'
        : hosts
            .filter(({ problem }) => problem === undefined)
            .map(({ folder }) => `Ended the host of ${printable(folder)}.\n`)
            .join(''),
    problems: hosts.flatMap(({ folder, problem }) => (problem === undefined ? [] : `${printable(folder)}: ${problem}`)),
    json: {
      version: jsonVersion,
      hosts: hosts.map(({ folder, problem }) => ({ folder, ended: problem === undefined, problem: problem ?? null })),
    },
  });
}

const ended = 'Ended the host; running tasks keep running.\n';
const stopped = 'Stopped running tasks and ended the host.\n';

async function hasLiveRuns(context: VerbContext): Promise<boolean> {
  const read = await openReading(readingOptionsOf(context, 0));
  if (!read.ok) return false;
  const { tasks } = read.value.client.executor;
  await read.value.close();
  return tasks.some(({ extraRuns, status }) => isLiveStatus(status) || extraRuns > 0);
}

function renderHosts(
  hosts: readonly HostListing[],
  { hasColor, now }: { readonly now: number; readonly hasColor: boolean },
): string {
  if (hosts.length === 0) return 'No host is running.\n';
  const rows = hosts.map(({ duties, folder, mode, pid, since, version }) => [
    { text: folder },
    { text: mode },
    { text: version },
    { text: String(pid) },
    { text: describeSpan(now - since) },
    { text: duties.kind === 'known' ? String(duties.running) : '?' },
    { text: duties.kind === 'known' ? String(duties.armed) : '?' },
    { text: duties.kind === 'known' ? '' : duties.why },
  ]);
  return renderTable(['FOLDER', 'MODE', 'VERSION', 'PID', 'FOR', 'RUNNING', 'SCHEDULES', ''], rows, { hasColor });
}

function hostListingJson({ duties, folder, mode, pid, since, version }: HostListing): object {
  return {
    folder,
    mode,
    version,
    pid,
    since: isoInstant(since),
    running: duties.kind === 'known' ? duties.running : null,
    armed: duties.kind === 'known' ? duties.armed : null,
    problem: duties.kind === 'known' ? null : duties.why,
  };
}
