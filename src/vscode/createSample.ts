import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { freeTaskName } from '../model/taskName.ts';
import { choose } from './choose.ts';
import { chooseFolder } from './chooseFolder.ts';
import { showInformation } from './messages.ts';
import type { Sessions } from './sessions.ts';

/** A script to try things with: it says a few lines, a second apart, and ends well. */
interface Sample {
  readonly language: string;
  readonly extension: string;
  readonly text: string;
}

const samples: readonly Sample[] = [
  process.platform === 'win32'
    ? {
        language: 'Batch',
        extension: 'bat',
        text: '@echo off\r\nfor /l %%i in (1,1,5) do (\r\n  echo Hello, this is line %%i.\r\n  ping -n 2 127.0.0.1 >nul\r\n)\r\n',
      }
    : {
        language: 'Shell',
        extension: 'sh',
        text: 'for i in 1 2 3 4 5; do\n  echo "Hello, this is line $i."\n  sleep 1\ndone\n',
      },
  {
    language: 'Python',
    extension: 'py',
    text: 'import time\n\nfor i in range(1, 6):\n    print(f"Hello, this is line {i}.")\n    time.sleep(1)\n',
  },
  {
    language: 'JavaScript',
    extension: 'js',
    text: 'let i = 1;\nconst timer = setInterval(() => {\n  console.log(`Hello, this is line ${i}.`);\n  if (i++ === 5) clearInterval(timer);\n}, 1000);\n',
  },
  {
    language: 'R',
    extension: 'R',
    text: 'for (i in 1:5) {\n  cat("Hello, this is line ", i, ".\\n", sep = "")\n  Sys.sleep(1)\n}\n',
  },
];

/** Writes a sample script into the folder of this window, or the one that is chosen, under a name that is free, and opens it. */
export async function createSample(sessions: Sessions): Promise<void> {
  if (sessions.all.length === 0) {
    const open = l10n.t('Open Folder');
    const chosen = await showInformation(l10n.t('Open a folder first: scripts live in one.'), open);
    if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const session = await chooseFolder(sessions, l10n.t('Which folder is the script for?'));
  if (!session) return;
  const { folder } = session;
  const sample = await choose<Sample>({
    title: l10n.t('Create a Sample Script'),
    placeholder: l10n.t('In which language?'),
    rows: () => samples.map((answer) => ({ label: answer.language, description: `hello.${answer.extension}`, answer })),
  });
  if (!sample) return;
  const taken = (await vscode.workspace.fs.readDirectory(folder.uri)).map(([name]) => name.replace(/\.[^.]*$/, ''));
  const uri = vscode.Uri.joinPath(folder.uri, `${freeTaskName('hello', taken)}.${sample.extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(sample.text));
  await vscode.window.showTextDocument(uri);
}
