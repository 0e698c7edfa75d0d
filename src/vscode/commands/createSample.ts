import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type SampleScript, sampleScripts } from '../../model/sampleScript.ts';
import { freeTaskName } from '../../model/taskName.ts';
import { choose } from '../ask/choose.ts';
import { chooseFolder } from '../ask/chooseFolder.ts';
import { showInformation } from '../messages.ts';
import type { Sessions } from '../session/sessions.ts';

/** Writes a sample script into the folder of this window, or the one that is chosen, under a name that is free, and opens it. */
export async function createSample(sessions: Sessions): Promise<void> {
  if (sessions.all.length === 0) {
    const open = l10n.t('Open Folder');
    const chosen = await showInformation(l10n.t('Open a folder first: scripts belong in a folder.'), open);
    if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const session = await chooseFolder(sessions, l10n.t('Which folder is the script for?'));
  if (!session) return;
  const { folder } = session;
  const sample = await choose<SampleScript>({
    title: l10n.t('Create a Sample Script'),
    placeholder: l10n.t('In which language?'),
    rows: () =>
      sampleScripts(process.platform).map((answer) => ({
        label: answer.language,
        description: `hello.${answer.extension}`,
        answer,
      })),
  });
  if (!sample) return;
  const taken = (await vscode.workspace.fs.readDirectory(folder.uri)).map(([name]) => name.replace(/\.[^.]*$/, ''));
  const uri = vscode.Uri.joinPath(folder.uri, `${freeTaskName('hello', taken)}.${sample.extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(sample.text));
  await vscode.window.showTextDocument(uri);
}
