import * as l10n from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock, Instant } from '../../base/clock.ts';
import { hostOutputPath } from '../../host/reach/hostPlaces.ts';
import { endHost, type HostListing, listHosts } from '../../host/reach/hostRegister.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { describeSpan } from '../../model/words/humanTime.ts';
import { hostDutiesText } from '../../model/view/hostText.ts';
import { takeOverDetail } from '../../model/host/oldFolder.ts';
import { nextDueOf } from '../../model/view/taskView.ts';
import { valueOrTell } from '../ask/answers.ts';
import type { CommandHandler, CommandSurroundings, CommandTable } from './commandTable.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { askModally, showInformation } from '../messages.ts';
import { startAtLogin } from './startAtLogin.ts';

/** What concerns the processes that manage tasks. */
export function hostCommands({ clock, sessions, terminalCommand }: CommandSurroundings): CommandTable {
  const onFolder =
    (
      fits: (session: FolderSession) => boolean,
      none: string,
      act: (session: FolderSession) => Promise<void>,
    ): CommandHandler =>
    async () => {
      const fitting = sessions.all.filter(fits);
      const session = fitting.length > 1 ? await pickFolder(fitting) : fitting[0];
      if (session) await act(session);
      else if (fitting.length === 0) void showInformation(none);
    };
  const noFolder = l10n.t('No folder is open.');
  return {
    'executor.stopHost': onFolder(
      ({ host }) => host?.mode === 'background',
      l10n.t('No background host manages this window.'),
      stopHost,
    ),
    'executor.startAtLogin': onFolder(
      () => true,
      noFolder,
      (session) => startAtLogin(session, terminalCommand),
    ),
    'executor.takeOver': onFolder(
      ({ oldFolder }) => oldFolder !== undefined,
      describeFailure({ reason: 'no-old-folder' }),
      takeOver,
    ),
    'executor.showHosts': () => showHosts(clock),
    'executor.showHostLog': onFolder(() => true, noFolder, showHostLog),
  };
}

/** Every host of this user on this machine, whatever its folder; a row opens that folder. */
async function showHosts(clock: Clock): Promise<void> {
  const pick = vscode.window.createQuickPick<HostRow>();
  pick.title = l10n.t('Hosts on This Machine');
  pick.placeholder = l10n.t('Choose one to open its folder');
  pick.matchOnDetail = true;
  const refresh = async (): Promise<void> => {
    pick.busy = true;
    const hosts = await listHosts(process.env, clock);
    pick.items =
      hosts.length === 0 ? [{ label: l10n.t('No host is running.') }] : hosts.map((host) => hostRow(host, clock.now()));
    pick.busy = false;
  };
  // The question is before the list, which stays.
  pick.ignoreFocusOut = true;
  pick.onDidTriggerItemButton(async ({ button, item: { description, folder } }) => {
    if (folder === undefined) return;
    const stop = button === stopWithRuns ? l10n.t('Stop Host and Runs') : l10n.t('Stop Host, Leave Runs');
    const chosen = await askModally(
      'warning',
      {
        text: l10n.t('Stop the background host of {0}?', path.basename(folder)),
        detail: [folder, description].join('\n'),
      },
      stop,
    );
    if (chosen === undefined) return;
    const ended = await endHost(folder, { stopsRuns: button === stopWithRuns }, process.env, clock);
    valueOrTell(ended);
    await refresh();
  });
  pick.onDidAccept(() => {
    const folder = pick.selectedItems[0]?.folder;
    pick.hide();
    if (folder === undefined) return;
    void vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
  });
  pick.onDidHide(() => {
    pick.dispose();
  });
  pick.show();
  await refresh();
}

interface HostRow extends vscode.QuickPickItem {
  /** Absolute; absent if there is no host. */
  readonly folder?: string;
}

const stopWithRuns: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('debug-stop'),
  tooltip: l10n.t('Stop Host and Runs'),
};
const stopAlone: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('debug-disconnect'),
  tooltip: l10n.t('Stop Host, Leave Runs'),
};

function hostRow(host: HostListing, now: Instant): HostRow {
  const { folder, mode } = host;
  return {
    label: path.basename(folder),
    description: hostDescription(host, now),
    detail: folder,
    folder,
    // One in a window ends with that.
    buttons: mode === 'window' ? [] : [stopWithRuns, stopAlone],
  };
}

function hostDescription({ duties, mode, pid, since }: HostListing, now: Instant): string {
  const work =
    duties.kind === 'known'
      ? [l10n.t('{0} running', duties.running), l10n.t('{0} on schedule', duties.armed)]
      : [duties.why];
  const place = {
    background: l10n.t('in the background'),
    window: l10n.t('in a window'),
    foreground: l10n.t('in a terminal'),
  }[mode];
  return [
    ...work,
    place,
    l10n.t('pid {0}', pid),
    l10n.t({ message: 'for {0}', args: [describeSpan(now - since)], comment: 'how long' }),
  ].join(' · ');
}

async function stopHost(session: FolderSession): Promise<void> {
  const { client, folder, tasks } = session;
  if (!client) return;
  const both = l10n.t('Stop Host and Runs');
  const alone = l10n.t('Stop Host, Leave Runs');
  const isIdle = tasks.every((task) => task.status.kind === 'stopped' && nextDueOf(task) === undefined);
  const buttons = isIdle ? [l10n.t('Stop Host')] : [both, alone];
  const chosen = await askModally(
    'warning',
    { text: l10n.t('Stop the background host of {0}?', folderName(folder)), detail: hostDutiesText(tasks) },
    ...buttons,
  );
  if (chosen !== undefined) valueOrTell(await client.shutDownHost(chosen === both));
}

/** Brings here what was begun when the folder had another name. */
async function takeOver(session: FolderSession): Promise<void> {
  const { oldFolder } = session;
  if (!oldFolder) return;
  const take = l10n.t('Take Over');
  const text = l10n.t('Take over from {0}?', oldFolder.folder);
  if ((await askModally('information', { text, detail: takeOverDetail(oldFolder) }, take)) !== take) return;
  const taken = await session.takeOver({ replaces: false });
  if (taken.ok || taken.error.reason !== 'folder-in-use') {
    valueOrTell(taken);
    return;
  }
  const replace = l10n.t('Replace');
  const isReplaced = (await askModally('warning', { text, detail: taken.error.message }, replace)) === replace;
  if (isReplaced) valueOrTell(await session.takeOver({ replaces: true }));
}

/** The host's own output: why it could not start, or how it crashed. What it decides is in the executor's log. */
async function showHostLog({ folder }: FolderSession): Promise<void> {
  const output = await hostOutputPath({ environment: process.env, folder: folder.uri.fsPath });
  if (output !== undefined) {
    await vscode.window.showTextDocument(vscode.Uri.file(output), { preview: true });
    return;
  }
  const show = l10n.t('Show Executor Log');
  const text = l10n.t('The host of this folder has no output of its own. Its decisions are in the Executor log.');
  if ((await showInformation(text, show)) === show) await vscode.commands.executeCommand('executor.showExecutorLog');
}

async function pickFolder(sessions: readonly FolderSession[]): Promise<FolderSession | undefined> {
  const rows = sessions.map((session) => ({
    label: folderName(session.folder),
    description: session.folder.uri.fsPath,
    session,
  }));
  return (await vscode.window.showQuickPick(rows, { placeHolder: l10n.t('Which folder?') }))?.session;
}
