import { say } from '../words/clause.ts';
import type { TextProblem } from '../words/textProblem.ts';

/** The field in which a value at random stands. */
interface RandomField {
  /** One value of it: "minute". */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

/** The fields that a delay can take the place of: it is a day at most. */
const delayUnits = new Map([
  ['second', 'sec'],
  ['minute', 'min'],
  ['hour', 'hours'],
]);

/**
 * What to say of a value at random: `0~30` of OpenBSD's cron and cronie, `H` of Jenkins. Undefined if a text isn't one.
 * `randomDelay` spreads runs here.
 */
export function randomValueProblem(text: string, { max, min, unit }: RandomField): TextProblem | undefined {
  const { from, hash, hashFrom, hashTo, step, to } =
    /^(?:(?<from>\d*)~(?<to>\d*)|(?<hash>H)(?:\((?<hashFrom>\d+)-(?<hashTo>\d+)\))?)(?:\/(?<step>\d+))?$/i.exec(text)
      ?.groups ?? {};
  if (from === undefined && hash === undefined) return undefined;
  const first = Number((from ?? hashFrom) || min);
  const last = Number((to ?? hashTo) || max);
  const count = step === undefined ? last - first + 1 : Number(step);
  if (first < min || last > max || first > last || count < 1) return undefined;
  const isWhole = first === min && last === max;
  const base = isWhole ? '*' : `${String(first)}-${String(last)}`;
  const meant = step === undefined ? String(first) : `${base}/${step}`;
  const delayUnit = delayUnits.get(unit);
  const place = { offset: 0, length: text.length };
  if (delayUnit === undefined || count === 1) {
    const message = say('Random values are not supported. Write "{0}", or the value you mean.', meant);
    return { message, ...place, suggestion: { text: meant } };
  }
  const randomDelay = `${String(count)} ${delayUnit}`;
  const message = say(
    'Random values are not supported. Write "{0}", and add "randomDelay": "{1}" to spread the runs.',
    meant,
    randomDelay,
  );
  return { message, ...place, suggestion: { text: meant, beside: { randomDelay } } };
}
