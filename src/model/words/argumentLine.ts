import { say } from './clause.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { TextProblem } from './textProblem.ts';

/**
 * Splits a line of arguments as a POSIX shell would, with quotes and backslashes but without any expansion: `a 'b c' "d"`
 * are three words, `$HOME` and `*` stay as they are. The error says which quote or backslash is left open.
 */
export function splitArguments(line: string): Result<readonly string[], TextProblem> {
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/suy;
  const words: string[] = [];
  let word: string | undefined;
  while (piece.lastIndex < line.length) {
    const offset = piece.lastIndex;
    const found = piece.exec(line);
    if (!found) return err(problemAt(line, offset));
    const [, single, double, escaped, plain] = found;
    const part = single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? '') + part;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return ok(words);
}

function problemAt(line: string, offset: number): TextProblem {
  const open = line.charAt(offset);
  const message =
    open === '\\'
      ? say('The line ends with a backslash that escapes nothing. Write two to mean one.')
      : say('The quote {0} in column {1} is not closed. Close it, or write a backslash before it.', open, offset + 1);
  return { message, offset, length: line.length - offset };
}
