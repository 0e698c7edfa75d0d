import * as l10n from '@vscode/l10n';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { err, ok, type Result } from '../../base/result.ts';
import { errorText } from '../ask/answers.ts';
import { singleQuoted } from '../../model/words/commandLine.ts';

/** How the command ended. */
export interface CommandEnd {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The command `executor` as the extension brings it along: a small script that runs the extension's own copy with VS Code's
 * Node, so that neither has to be installed. Its path stays the same from one version to the next.
 */
export class TerminalCommand {
  private readonly folder: string;
  /** The extension's own copy. */
  private readonly program: string;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.folder = path.join(context.globalStorageUri.fsPath, 'bin');
    this.program = path.join(context.extension.extensionPath, 'dist', 'executor.mjs');
  }

  /** Puts it on the PATH of this window's terminals. Never rejects: without it everything else works. */
  async offer(): Promise<void> {
    const variables = this.context.environmentVariableCollection;
    const written = await this.write();
    if (!written.ok) return;
    variables.description = l10n.t('Adds the command `executor`.');
    variables.prepend('PATH', this.folder + path.delimiter);
  }

  /** Runs it and waits for its end. */
  async run(...args: readonly string[]): Promise<CommandEnd> {
    const written = await this.write();
    if (!written.ok) return { exit: 1, stdout: '', stderr: written.error };
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', EXECUTOR_COMMAND: this.file };
    return new Promise((resolve) => {
      execFile(process.execPath, [this.program, ...args], { env, windowsHide: true }, (error, stdout, stderr) => {
        const exit = typeof error?.code === 'number' ? error.code : 1;
        resolve({ exit: error ? exit : 0, stdout, stderr: stderr === '' && error ? error.message : stderr });
      });
    });
  }

  private async write(): Promise<Result<void, string>> {
    try {
      await writeIfOther(this.file, this.script);
      return ok(undefined);
    } catch (error) {
      return err(l10n.t('{0} could not be written: {1}.', this.file, errorText(error)));
    }
  }

  private get file(): string {
    return path.join(this.folder, process.platform === 'win32' ? 'executor.cmd' : 'executor');
  }

  /** Tells the command by which path it can be run again, which a service has to know. */
  private get script(): string {
    const { execPath, platform } = process;
    if (platform === 'win32') {
      const settings = '@set ELECTRON_RUN_AS_NODE=1\r\n@set EXECUTOR_COMMAND=%~f0\r\n';
      return `${settings}@"${execPath}" "${this.program}" %*\r\n`;
    }
    const words = [execPath, this.program].map(singleQuoted).join(' ');
    return `#!/bin/sh\nEXECUTOR_COMMAND=${singleQuoted(this.file)} ELECTRON_RUN_AS_NODE=1 exec ${words} "$@"\n`;
  }
}

async function writeIfOther(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === text) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}
