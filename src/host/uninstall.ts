// Run by VS Code after the extension was uninstalled: nothing that it started is left behind.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { endAllHosts } from './hostRegister.ts';
import { type ProgramEnd, runProgramQuietly } from './programs.ts';

const extension = path.dirname(import.meta.dirname);

for (const folder of await endAllHosts(process.env, systemClock)) {
  if (isOwn(serviceFile(folder))) callCommand('service', 'uninstall', '--folder', folder);
}

/** The definition of the folder's service; undefined where it has none. */
function serviceFile(folder: string): string | undefined {
  const asked = callCommand('service', 'status', '--folder', folder, '--json');
  if (asked.kind === 'failed') return undefined;
  try {
    const { file, installed } = JSON.parse(asked.output) as { readonly file?: string; readonly installed?: boolean };
    return installed === true ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a service runs the command that this extension keeps among its own data, and so ceases to work with it. */
function isOwn(file: string | undefined): boolean {
  if (file === undefined) return false;
  const text = readFileSync(file, 'utf8').replaceAll('\0', '');
  const { name, publisher } = JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly publisher: string;
  };
  return text.toLowerCase().includes(`${publisher}.${name}`.toLowerCase());
}

function callCommand(...args: readonly string[]): ProgramEnd {
  const command = path.join(extension, 'dist', 'executor.mjs');
  return runProgramQuietly([process.execPath, command, ...args], { ...process.env, ELECTRON_RUN_AS_NODE: '1' });
}
