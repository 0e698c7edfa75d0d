import { type Clause, say } from '../words/clause.ts';
import { type Result, err, ok } from '../../base/result.ts';
import type { Suggestion } from '../words/suggestion.ts';
import { closest } from '../words/spelling.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';

const unitsMs: readonly (readonly [words: readonly string[], ms: number])[] = [
  [['ms', 'msec', 'msecs', 'millisecond', 'milliseconds'], 1],
  [['s', 'sec', 'secs', 'second', 'seconds'], 1_000],
  [['min', 'mins', 'minute', 'minutes'], 60_000],
  [['h', 'hour', 'hours'], 3_600_000],
  [['d', 'day', 'days'], 86_400_000],
];

/** One letter is near to every short word. */
const suggestedUnits = unitsMs.flatMap(([words]) => words.filter((word) => word.length > 1));

const unitMs = new Map(unitsMs.flatMap(([words, ms]) => words.map((word) => [word, ms] as const)));

/**
 * Reads an elapsed time such as "10 sec", "500 ms" or "1 min 30 sec" as milliseconds, rounded to whole ones.
 * Every number needs its unit; zero is allowed. The error says where and what is wrong.
 */
export function parseDuration(text: string): Result<number, TextProblem> {
  const tooLong = lengthProblem(text);
  if (tooLong) return err(tooLong);
  const part = /\s*(?:(?:and\b|,)\s*)?(\d+(?:\.\d+)?)\s*([a-z]*)/iy;
  const end = text.trimEnd().length;
  let total = 0;
  let position = 0;
  do {
    part.lastIndex = position;
    const found = part.exec(text);
    if (!found || (position === 0 && /^\s*(?:,|and\b)/i.test(text))) return numberExpected(text, position, end);
    const [, amount = '', unit = ''] = found;
    const unitStart = part.lastIndex - unit.length;
    const factor = unitMs.get(unit.toLowerCase());
    if (factor === undefined) return unitExpected(amount, unit, text.indexOf(amount, position), unitStart);
    total += Number(amount) * factor;
    position = part.lastIndex;
  } while (position < end);
  return ok(Math.round(total));
}

function numberExpected(text: string, position: number, end: number): Result<number, TextProblem> {
  const offset = position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0);
  const found = text.slice(offset, end);
  const what = found === '' ? say('A duration is missing') : say('"{0}" is not a duration', found);
  return err({
    message: say('{0}. Write a number and a unit, such as "10 sec" or "500 ms".', what),
    offset: Math.min(offset, end),
    length: found.length,
  });
}

function unitExpected(amount: string, unit: string, start: number, offset: number): Result<number, TextProblem> {
  if (unit === '') {
    return err({
      message: say('The unit is missing after {0}. Write ms, sec, min, hour or day, as in "{0} sec".', amount),
      offset: offset - amount.length,
      length: amount.length,
    });
  }
  const { message, suggestion } = adviceFor(amount, unit.toLowerCase(), {
    offset: start,
    length: offset + unit.length - start,
  });
  const what = say('"{0}" is not a unit of time. {1}', unit, message);
  return err({ message: what, offset, length: unit.length, ...(suggestion && { suggestion }) });
}

/** What to write instead of a word that is no unit; `place` is that of its number and itself. */
function adviceFor(
  amount: string,
  unit: string,
  place: NonNullable<Suggestion['place']>,
): { readonly message: Clause; readonly suggestion?: Suggestion } {
  if (unit === 'm') return { message: say('Write "min" for minutes or "ms" for milliseconds.') };
  if (/^w(?:ee)?ks?$|^w$/.test(unit)) {
    // Such as 0.1 is not exact.
    const text = `${String(Number((Number(amount) * 7).toFixed(9)))} days`;
    return { message: say('A week is 7 days. Write "{0}".', text), suggestion: { text, place } };
  }
  const meant = /^hrs?$/.test(unit) ? 'hour' : closest(unit, suggestedUnits);
  if (meant === undefined) return { message: say('Write ms, sec, min, hour or day.') };
  return { message: say('Did you mean "{0}"?', meant), suggestion: { text: meant } };
}
