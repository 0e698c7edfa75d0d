import * as l10n from '@vscode/l10n';
import type { HostMode } from './hostFacts.ts';

/** What a workspace folder was before it was renamed or moved, and what there still is of that. */
export interface OldFolder {
  /** Absolute path, which leads elsewhere or nowhere by now. */
  readonly folder: string;
  /** The host that manages it; absent if none lives. */
  readonly host?: { readonly mode: HostMode; readonly pid: number };
  /** The names of the tasks that run, are wanted up or have their schedule started there. */
  readonly busy: readonly string[];
  /** Something has run there. */
  readonly hasHistory: boolean;
}

/** What holds of a folder that was renamed, without what to do about it. */
export function oldFolderNote({ busy, folder, host }: OldFolder): string {
  if (busy.length === 0) return l10n.t('This folder used to be {0}; its history is still there.', folder);
  const names = busy.join(', ');
  return host
    ? l10n.t('This folder used to be {0}, where a host (pid {1}) still manages {2}.', folder, host.pid, names)
    : l10n.t('This folder used to be {0}, where {1} was started; no host manages that.', folder, names);
}

/** The same with what to do about it, for a window. */
export function oldFolderText(old: OldFolder): string {
  return l10n.t('{0} Take Over from Old Folder… brings it here.', oldFolderNote(old));
}

/** What is to come of a take-over, for who is asked. */
export function takeOverDetail({ busy, host }: OldFolder): string {
  const what = l10n.t('History, schedules and states come along. Running tasks keep running.');
  const names = busy.length === 0 ? [] : [l10n.t('Running or on schedule: {0}.', busy.join(', '))];
  return [
    ...names,
    what,
    ...(host ? [l10n.t('The host that manages it stops, and a host for this folder replaces it.')] : []),
  ].join(' ');
}
