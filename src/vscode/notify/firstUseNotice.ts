import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { isFirstUse } from '../../host/reach/hostPlaces.ts';
import { firstUseText } from '../../model/view/hostText.ts';
import { isLiveStatus } from '../../model/view/taskView.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { showInformation } from '../messages.ts';
import type { Sessions } from '../session/sessions.ts';

/** Tells a person once, when a background host first has something to do, that it outlives the window. */
export class FirstUseNotice implements Disposable {
  private readonly subscription: Disposable;

  constructor(sessions: Sessions) {
    this.subscription = sessions.onDidChange(({ session }) => {
      if (!session || !hasDuties(session)) return;
      this.subscription.dispose();
      void tellOnce();
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

function hasDuties({ host, tasks }: FolderSession): boolean {
  return (
    host?.mode === 'background' &&
    tasks.some(({ schedule, status }) => isLiveStatus(status) || schedule.kind === 'armed')
  );
}

async function tellOnce(): Promise<void> {
  if (!(await isFirstUse(process.env))) return;
  const { canOutliveRestart, text } = firstUseText(vscode.env.remoteName);
  const restart = l10n.t('Also After Restart…');
  const stop = l10n.t('Stop With Window');
  const buttons = canOutliveRestart ? [restart, stop] : [stop];
  const chosen = await showInformation(text, l10n.t('OK'), ...buttons);
  if (chosen === restart) await vscode.commands.executeCommand('executor.startAtLogin');
  if (chosen !== stop) return;
  await vscode.workspace.getConfiguration('executor').update('host', 'window', vscode.ConfigurationTarget.Global);
}
