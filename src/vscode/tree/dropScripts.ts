import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { showInformation } from '../messages.ts';
import type { TreeRow } from './treeRow.ts';

const uriList = 'text/uri-list';

/** Lets files be dropped on the tree: they are added as tasks. Rows themselves cannot be dragged, as the file has their order. */
export class DropScripts implements vscode.TreeDragAndDropController<TreeRow> {
  readonly dropMimeTypes = [uriList];
  readonly dragMimeTypes = [];

  constructor(private readonly add: (uris: readonly vscode.Uri[]) => unknown) {}

  async handleDrop(_target: TreeRow | undefined, data: vscode.DataTransfer): Promise<void> {
    const list = (await data.get(uriList)?.asString()) ?? '';
    const uris = list
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => vscode.Uri.parse(line));
    const stats = await Promise.all(uris.map(async (uri) => ({ uri, isFile: await isFile(uri) })));
    const files = stats.filter((stat) => stat.isFile).map(({ uri }) => uri);
    if (files.length > 0) void this.add(files);
    else if (uris.length > 0) void showInformation(l10n.t('Drop scripts here. Folders cannot be run.'));
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    // It has gone, or is not on a disk that this window knows.
    return false;
  }
}
