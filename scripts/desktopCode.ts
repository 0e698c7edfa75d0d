import path from 'node:path';
import { findProgram } from './prerequisites.mjs';

/** The program that starts a desktop VS Code, or one line on why nothing is started. */
export type DesktopCode =
  { readonly kind: 'found'; readonly program: string } | { readonly kind: 'refused'; readonly message: string };

/** Finds what was named (a path, or a name on PATH), else `code`. */
export function findDesktopCode(
  wanted: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): DesktopCode {
  if ((env['VSCODE_IPC_HOOK_CLI'] ?? '') !== '') {
    return refused(
      'This terminal belongs to a VS Code window (VSCODE_IPC_HOOK_CLI is set), and `code` would talk to that window ' +
        'instead of opening its own: use a terminal outside of it, or npm start without --desktop.',
    );
  }
  const name = wanted === undefined || wanted === '' ? 'code' : wanted;
  const program = name.includes(path.sep)
    ? findProgram(path.basename(name), path.resolve(path.dirname(name)))
    : findProgram(name, env['PATH']);
  if (program !== undefined) return { kind: 'found', program };
  return refused(
    name === 'code'
      ? 'There is no `code` on the PATH: install a desktop VS Code, or name its program by --desktop=PATH.'
      : `${name} is no program that can be started: name that of a desktop VS Code by --desktop=PATH.`,
  );
}

function refused(message: string): DesktopCode {
  return { kind: 'refused', message };
}
