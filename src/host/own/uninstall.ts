// Run by VS Code after the extension was uninstalled: nothing that it started is left behind.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ProgramEnd, runProgramQuietly } from '../places/programs.ts';

const extension = path.dirname(import.meta.dirname);

const ended = askCommand('down', '--all', '--stop') as
  { readonly hosts: readonly { readonly folder: string }[] } | undefined;
for (const { folder } of ended?.hosts ?? []) {
  if (isOwn(serviceFile(folder))) callCommand('service', 'uninstall', '--folder', folder);
}

/** The definition of the folder's service; undefined if it has none. */
function serviceFile(folder: string): string | undefined {
  const service = askCommand('service', 'status', '--folder', folder) as
    { readonly file: string; readonly installed: boolean } | undefined;
  return service?.installed === true ? service.file : undefined;
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

/** What the command answers in JSON, whatever it complains of; undefined if there is no such answer. */
function askCommand(...args: readonly string[]): unknown {
  const asked = callCommand(...args, '--json');
  if (asked.kind === 'failed') return undefined;
  try {
    return JSON.parse(asked.stdout);
  } catch {
    return undefined;
  }
}

function callCommand(...args: readonly string[]): ProgramEnd {
  const command = path.join(extension, 'dist', 'executor.mjs');
  return runProgramQuietly([process.execPath, command, ...args], { ...process.env, ELECTRON_RUN_AS_NODE: '1' });
}
