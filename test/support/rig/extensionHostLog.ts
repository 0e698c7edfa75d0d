import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How an entry of an extension host's log begins: "2026-01-01 12:00:00.000 [error] ". */
const entryStart = /^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[)/m;
/** Where our code is, as a stack has it. VS Code's own errors, such as those of a page that closes, are not ours. */
const ours = /executor-scripts\.executor-[^/]*\//;

/**
 * What the extension hosts' logs tell as errors, of all windows so far, where a stack leads to our code. Promises that
 * were rejected and that nobody caught are there, with no more than their stacks, about a second later.
 */
export function extensionHostErrors(userDir: string): readonly string[] {
  const logs = path.join(userDir, 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'remoteexthost.log')
    .sort()
    .flatMap((file) => readFileSync(path.join(logs, file), 'utf8').split(entryStart))
    .filter((entry) => /^\S+ \S+ \[error\] /.test(entry) && ours.test(entry));
}
