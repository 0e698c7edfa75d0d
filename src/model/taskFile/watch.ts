import { type Clause, say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import type { TextProblem } from '../words/textProblem.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { reportInString } from './rules.ts';

/** Refuses globs that could never match a file of the workspace folder, or would match what nobody meant. */
export function refuseBadGlobs(watch: Node, collector: DiagnosticCollector, task: string): void {
  for (const glob of watch.type === 'array' ? (watch.children ?? []) : []) {
    const problem = glob.type === 'string' ? globProblem(String(glob.value)) : undefined;
    if (problem) reportInString(glob, 'invalid-value', problem, collector, task);
  }
}

/** Characters that a glob may have; no path that it could match is much longer. */
const longestGlob = 1_000;

/** The first thing that is wrong with a glob. */
function globProblem(glob: string): TextProblem | undefined {
  if (glob.length > longestGlob) {
    const message = say('A glob can have at most {0} characters. Write a shorter one.', longestGlob);
    return { message, offset: 0, length: glob.length };
  }
  for (const [pattern, message] of refusals) {
    const found = pattern.exec(glob);
    if (found) return { message, offset: found.index, length: found[0].length };
  }
  return undefined;
}

const refusals: readonly (readonly [RegExp, Clause])[] = [
  [/\p{Cc}/u, say('A glob cannot contain a control character. Remove it.')],
  [
    /\$\{[^{}]*\}/,
    say('A glob cannot contain variables. Write a path relative to the workspace folder, such as "src/**".'),
  ],
  [/\\/, say('A glob uses forward slashes, even on Windows. Write "/" instead of "\\".')],
  [/^(?:\/|[A-Za-z]:|~(?=\/|$))/, say('A glob is relative to the workspace folder. Write it like "src/**".')],
  [
    /(?<![^/{,(|])\.\.(?![^/},)|])/,
    say('Only files inside the workspace folder are watched. Remove ".." and write a path like "src/**".'),
  ],
  // With more, finding out that a name does not match could take for ever.
  [/(?:\*[^*/]+){3}\*/, say('A name in a glob can have at most three "*". Write a simpler one.')],
  [/(?:\*\*.+){3}\*\*/, say('A glob can have at most three "**". Write a simpler one.')],
  [
    /[?*+@!]\([^()]*[?*+@!]\(/,
    say('A group such as "+(…)" in a glob cannot contain another group. Write a simpler one.'),
  ],
  [/^!(?!\()/, say('A glob cannot exclude files. Name the files to watch.')],
];
