import { type Clause, say } from './clause.ts';
import { type Result, err, ok } from '../base/result.ts';
import { type CronField, cronFieldKinds, cronValues, parseCronField, quoted } from './cronField.ts';
import { lengthProblem, type TextProblem } from './duration.ts';
import { closest } from './taskFileSuggestion.ts';

/** A cron expression: times on the wall at which something is due. */
export interface CronExpression {
  /** As written, without blanks around it. */
  readonly text: string;
  readonly second: CronField;
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
  /**
   * Its hours have a wildcard or steps, so that it goes by real time: it is due on both passes of an hour that comes
   * twice, and not for one that is skipped. All others are due once for each time on the wall.
   */
  readonly followsRealTime: boolean;
}

type FieldName = keyof typeof cronFieldKinds;

const fieldNames = Object.keys(cronFieldKinds) as readonly FieldName[];

const macros = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const example = say('Write minute, hour, day of the month, month and day of the week, such as "0 9 * * MON-FRI"');

/** Leap years count: the days that each month can have. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads a cron expression: five fields, or six with seconds in front, or a macro such as "@daily". Letter case makes no
 * difference. The error says where the text is wrong and what to write.
 */
export function parseCron(text: string): Result<CronExpression, TextProblem> {
  const tooLong = lengthProblem(text);
  if (tooLong) return err(tooLong);
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const moved = (problem: TextProblem): { readonly ok: false; readonly error: TextProblem } =>
    err({ ...problem, offset: problem.offset + start });
  const written = expandMacro(trimmed);
  if (!written.ok) return moved(written.error);
  const read = readFields(written.value);
  if (!read.ok) return moved(read.error);
  const expression = { text: trimmed, ...read.value, followsRealTime: hasOpenHours(read.value.hour) };
  const why = whyNever(expression);
  return why === undefined ? ok(expression) : moved({ message: why, offset: 0, length: trimmed.length });
}

/** Whether a text is meant as a cron expression rather than as a period, be it right or wrong. */
export function looksLikeCron(text: string): boolean {
  return /^\s*@|\*|#|^\s*[\d,/-]+\s+[\d,/-]|^\s*(?:CRON_)?TZ=/i.test(text);
}

/** Whether a field says nothing: it is `*`. */
export function isOpen([first]: CronField): boolean {
  return first?.kind === 'all';
}

function expandMacro(text: string): Result<string, TextProblem> {
  const refuse = (message: Clause): Result<string, TextProblem> => err({ message, offset: 0, length: text.length });
  if (!text.startsWith('@')) return ok(text);
  const meant = macros.get(text.toLowerCase());
  if (meant !== undefined) return ok(meant);
  if (text.toLowerCase() === '@reboot') {
    return refuse(say('"@reboot" is no time. For a task that starts by itself write "autoStart": true.'));
  }
  const names = [...macros.keys()];
  const near = closest(text, names);
  const advice =
    near === undefined ? say('Write {0}, or five fields.', names.join(', ')) : say('Did you mean "{0}"?', near);
  return refuse(say('{0} is not a name of an expression. {1}', quoted(text), advice));
}

function readFields(text: string): Result<Record<FieldName, CronField>, TextProblem> {
  const words = [...text.matchAll(/\S+/g)];
  const count = countProblem(text, words);
  if (count) return err(count);
  const skipped = fieldNames.length - words.length;
  const fields: Partial<Record<FieldName, CronField>> = {};
  for (const [index, name] of fieldNames.entries()) {
    const word = words[index - skipped];
    const field = parseCronField(word?.[0] ?? '0', cronFieldKinds[name]);
    if (!field.ok) return err({ ...field.error, offset: field.error.offset + (word?.index ?? 0) });
    fields[name] = field.value;
  }
  return ok(fields as Record<FieldName, CronField>);
}

function countProblem(text: string, words: readonly RegExpExecArray[]): TextProblem | undefined {
  const zone = /^(?:CRON_)?TZ=\S*/i.exec(text);
  if (zone) {
    const message = say('A zone cannot stand in the expression. Write it as "timezone".');
    return { message, offset: 0, length: zone[0].length };
  }
  if (words.length === 5 || words.length === 6) return undefined;
  if (words.length === 0)
    return { message: say('A cron expression is missing here. {0}.', example), offset: 0, length: 0 };
  if (words.length > 6) {
    const offset = words[6]?.index ?? 0;
    const message = say(
      'There are five fields, or six with seconds in front, and none for years. Remove what follows them.',
    );
    return { message, offset, length: text.length - offset };
  }
  const missing = 5 - words.length;
  const completed = quoted([...words.map(([word]) => word), ...Array.from({ length: missing }, () => '*')].join(' '));
  const message = say(
    'A cron expression has five fields, or six with seconds in front, not {0}. Write {1}, or whatever is meant.',
    words.length,
    completed,
  );
  return { message, offset: 0, length: text.length };
}

function hasOpenHours(hour: CronField): boolean {
  return hour.some((part) => part.kind === 'all' || (part.kind === 'range' && part.step > 1));
}

/** Why an expression is never due: none of its months has its days; undefined if one has. */
function whyNever({ dayOfMonth, dayOfWeek, month }: Record<FieldName, CronField>): Clause | undefined {
  if (isOpen(dayOfMonth) || !isOpen(dayOfWeek)) return undefined;
  const first = Math.min(...dayOfMonth.map(firstDay));
  const longest = Math.max(...cronValues(month, cronFieldKinds.month).map((each) => longestMonths[each - 1] ?? 0));
  if (first <= longest) return undefined;
  const what = say('No such month has a day {0}, so this is never due', first);
  return say('{0}. Write at most {1}, or "L" for the last day of the month.', what, longest);
}

/** The earliest day of a month that a part can stand for, the days of longer months included. */
function firstDay(part: CronField[number]): number {
  if (part.kind === 'range') return part.from;
  return part.kind === 'nearest-weekday' ? part.day : 1;
}
