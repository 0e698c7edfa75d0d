import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';

/**
 * Puts the command `executor` on the PATH of this window's terminals: a small script that runs the extension's own copy with
 * VS Code's Node, so that neither has to be installed. Never rejects: without it everything else works.
 */
export async function offerTerminalCommand({
  environmentVariableCollection: variables,
  extension,
  globalStorageUri,
}: vscode.ExtensionContext): Promise<void> {
  const folder = path.join(globalStorageUri.fsPath, 'bin');
  const program = path.join(extension.extensionPath, 'dist', 'executor.mjs');
  const [name, text] =
    process.platform === 'win32'
      ? ['executor.cmd', `@set ELECTRON_RUN_AS_NODE=1\r\n@"${process.execPath}" "${program}" %*\r\n`]
      : ['executor', `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quote(process.execPath)} ${quote(program)} "$@"\n`];
  try {
    await writeIfOther(folder, name, text);
  } catch {
    return;
  }
  variables.description = 'Adds the command `executor`.';
  variables.prepend('PATH', folder + path.delimiter);
}

async function writeIfOther(folder: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === text) return;
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** Quotes a word for a POSIX shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
