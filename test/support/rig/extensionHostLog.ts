import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How an entry of an extension host's log begins: "2026-01-01 12:00:00.000 [error] ". */
const entryStart = /^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[)/m;
/** Where the code of VS Code's own extensions is, as a stack has it. */
const builtIn = /\/lib\/vscode\/extensions\/|^\S+ \S+ \[error\] \[vscode\./;

/**
 * What the extension hosts' logs tell as errors, of all windows so far, save for those of VS Code's own extensions.
 * Promises that were rejected and that nobody caught stand there, with no more than their stacks, about a second later.
 */
export function extensionHostErrors(userDir: string): readonly string[] {
  const logs = path.join(userDir, 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'remoteexthost.log')
    .sort()
    .flatMap((file) => readFileSync(path.join(logs, file), 'utf8').split(entryStart))
    .filter((entry) => /^\S+ \S+ \[error\] /.test(entry) && !builtIn.test(entry));
}
