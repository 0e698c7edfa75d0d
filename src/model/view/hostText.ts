import * as l10n from '@vscode/l10n';
import type { ExecutorFailure } from '../failure.ts';
import { isUnderWay, type TaskView } from './taskView.ts';

/** Where a window's folder is, as VS Code names it (`vscode.env.remoteName`); undefined on this very machine. */
export type RemoteName = string | undefined;

/** What is said once about a host that outlives its windows, truly for where it runs. */
export function firstUseText(remote: RemoteName): { readonly text: string; readonly canOutliveRestart: boolean } {
  const ends = lifetimes[remote ?? ''];
  const text =
    ends?.() ??
    l10n.t(
      'Your tasks keep running and schedules keep firing after this window closes, but not after the machine restarts.',
    );
  return { text, canOutliveRestart: ends === undefined };
}

function untilContainerStops(): string {
  return l10n.t(
    'Your tasks keep running and schedules keep firing after this window closes, until the container stops.',
  );
}

const lifetimes: Readonly<Partial<Record<string, () => string>>> = {
  'dev-container': untilContainerStops,
  'attached-container': untilContainerStops,
  'k8s-container': untilContainerStops,
  codespaces: () =>
    l10n.t('Your tasks keep running and schedules keep firing after this window closes, until the codespace stops.'),
  wsl: () =>
    l10n.t(
      'Your tasks keep running and schedules keep firing after this window closes, until WSL stops. Windows stops it some time after its last program ends.',
    ),
};

/** What would be left without its host, in sentences: what runs, and what is due. */
export function hostDutiesText(tasks: readonly TaskView[]): string {
  const running = tasks.filter(({ status }) => isUnderWay(status));
  const armed = tasks.filter(({ schedule }) => schedule.kind === 'armed');
  const later = tasks.filter((task) => task.later !== undefined);
  if (running.length === 0 && armed.length === 0 && later.length === 0)
    return l10n.t('Nothing is running, and no schedule is started.');
  return [
    ...(running.length > 0 ? [l10n.t('Running: {0}.', names(running))] : []),
    ...(armed.length > 0 ? [l10n.t('On schedule: {0}.', names(armed))] : []),
    ...(later.length > 0 ? [l10n.t('Set to run later: {0}.', names(later))] : []),
    l10n.t('Without the host, nothing is restarted and no schedule fires until you start a task again.'),
  ].join(' ');
}

/** This many names at most are said. */
const mostNames = 10;

function names(tasks: readonly TaskView[]): string {
  const all = tasks.map(({ name }) => name);
  const rest = all.length - mostNames;
  return rest > 0 ? l10n.t('{0} and {1} more', all.slice(0, mostNames).join(', '), rest) : all.join(', ');
}

/** Why nothing is started automatically, where nobody manages the tasks of a folder; undefined for any other reason. */
export function unattendedText(why: ExecutorFailure['reason'] | undefined): string | undefined {
  if (why === 'untrusted') return l10n.t('Restricted Mode: nothing starts until you trust this folder.');
  if (why !== 'no-host') return undefined;
  return l10n.t('No host manages these tasks. Until you start a task, nothing is restarted and no schedule fires.');
}
