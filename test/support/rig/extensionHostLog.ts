import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How an entry of an extension host's log begins: "2026-01-01 12:00:00.000 [error] ". */
const entryStart = /^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[)/m;
/** What VS Code, or Node, says of a promise that nobody caught, or of an error. */
const unhandled = /rejected promise not handled|unhandled (?:rejection|error)|unhandledRejection|uncaught/i;
/** Whose it is, where that is told: a stack has the path of the extension, and what has no stack can be anybody's. */
const ours = /executor-scripts\.executor/;

/** Rejected promises and uncaught errors of our extension, of all windows so far, as the extension hosts' logs tell them. */
export function unhandledErrors(userDir: string): readonly string[] {
  const logs = path.join(userDir, 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /exthost[^/]*\.log$/.test(file))
    .sort()
    .flatMap((file) => readFileSync(path.join(logs, file), 'utf8').split(entryStart))
    .filter((entry) => unhandled.test(entry) && (ours.test(entry) || !/\n\s+at /.test(entry)));
}
