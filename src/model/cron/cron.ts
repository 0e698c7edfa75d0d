import { type Clause, say } from '../words/clause.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { CronCalendar } from './cronCalendar.ts';
import { type CronExpression, isOpen } from './cronExpression.ts';
import { type CronField, cronFieldKinds, cronValues, parseCronField, quoted } from './cronField.ts';
import { foreignScheduleProblem } from './cronForeign.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';
import { movedBy } from '../words/suggestion.ts';
import { closest } from '../words/spelling.ts';

/** The name of a field. */
export type CronFieldName = keyof typeof cronFieldKinds;

/** A field as it was written, and where. */
export interface WrittenCronField {
  readonly text: string;
  readonly offset: number;
}

type Fields<T> = Readonly<Record<CronFieldName, T>>;

const fieldNames = Object.keys(cronFieldKinds) as readonly CronFieldName[];

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
  const read = expandMacro(trimmed);
  const expression = read.ok ? readExpression(read.value, trimmed) : read;
  return expression.ok ? expression : err(movedBy(expression.error, start));
}

/** Whether a text is meant as a cron expression rather than as a period, be it right or wrong. */
export function looksLikeCron(text: string): boolean {
  return /^\s*@|\*|#|^\s*[\d,/-]+\s+[\d,/-]|^\s*(?:CRON_)?TZ=/i.test(text);
}

/** The fields that a macro such as "@daily" stands for; any other expression as it is. */
export function macroText(text: string): string {
  return macros.get(text.toLowerCase()) ?? text;
}

/** The fields of a text as they are written there; undefined if they are not five or six. */
export function writtenCronFields(text: string): Fields<WrittenCronField> | undefined {
  const words = [...text.matchAll(/\S+/g)];
  if (words.length !== 5 && words.length !== 6) return undefined;
  const skipped = fieldNames.length - words.length;
  return eachField((_, index) => {
    const word = words[index - skipped];
    return { text: word?.[0] ?? '0', offset: word?.index ?? 0 };
  });
}

function readExpression(text: string, written: string): Result<CronExpression, TextProblem> {
  const texts = writtenCronFields(text);
  if (!texts) return err(countProblem(text));
  const fields = readFields(texts);
  if (!fields.ok) return fields;
  const { dayOfMonth, dayOfWeek } = fields.value;
  const beginsWithStar = (name: CronFieldName): boolean => texts[name].text.startsWith('*');
  const expression = {
    text: written,
    ...fields.value,
    needsBothDays:
      !isOpen(dayOfMonth) && !isOpen(dayOfWeek) && (beginsWithStar('dayOfMonth') || beginsWithStar('dayOfWeek')),
    followsRealTime:
      hasOpenHours(fields.value.hour) ||
      (['second', 'minute'] as const).some((name) => beginsWithStar(name) && isSeveral(fields.value[name], name)),
  };
  const never = whyNever(expression);
  return never ? err({ message: never, offset: 0, length: text.length }) : ok(expression);
}

function readFields(texts: Fields<WrittenCronField>): Result<Fields<CronField>, TextProblem> {
  const fields: Partial<Record<CronFieldName, CronField>> = {};
  for (const name of fieldNames) {
    const field = parseCronField(texts[name].text, cronFieldKinds[name]);
    if (!field.ok) return err(movedBy(field.error, texts[name].offset));
    fields[name] = field.value;
  }
  return ok(fields as Fields<CronField>);
}

function eachField<T>(make: (name: CronFieldName, index: number) => T): Fields<T> {
  return Object.fromEntries(fieldNames.map((name, index) => [name, make(name, index)])) as Fields<T>;
}

function expandMacro(text: string): Result<string, TextProblem> {
  const whole = { offset: 0, length: text.length };
  const foreign = foreignScheduleProblem(text);
  if (foreign) return err(foreign);
  if (!text.startsWith('@')) return ok(text);
  const meant = macros.get(text.toLowerCase());
  if (meant !== undefined) return ok(meant);
  if (text.toLowerCase() === '@reboot') {
    const message = say('"@reboot" is not a time. To start a task automatically, write "autoStart": true.');
    return err({ message, ...whole });
  }
  const names = [...macros.keys()];
  const near = closest(text, names);
  const advice =
    near === undefined ? say('Write {0}, or five fields.', names.join(', ')) : say('Did you mean "{0}"?', near);
  const message = say('{0} is not the name of an expression. {1}', quoted(text), advice);
  return err({ message, ...whole, ...(near !== undefined && { suggestion: { text: near } }) });
}

function countProblem(text: string): TextProblem {
  const words = [...text.matchAll(/\S+/g)];
  if (words.length === 0)
    return { message: say('A cron expression is missing here. {0}.', example), offset: 0, length: 0 };
  if (words.length > 6) {
    const offset = words[6]?.index ?? 0;
    const message = say(
      'A cron expression has five fields, or six with seconds in front; there is no field for years. Remove what follows.',
    );
    const end = text.slice(0, offset).trimEnd().length;
    const suggestion = { text: '', place: { offset: end, length: text.length - end } };
    return { message, offset, length: text.length - offset, suggestion };
  }
  const missing = 5 - words.length;
  const completed = [...words.map(([word]) => word), ...Array.from({ length: missing }, () => '*')].join(' ');
  const whole = { offset: 0, length: text.length };
  const texts = writtenCronFields(completed);
  if (texts && readFields(texts).ok) {
    const message = say(
      'A cron expression has five fields, or six with seconds first, not {0}. Write {1}, or what you mean.',
      words.length,
      quoted(completed),
    );
    return { message, ...whole, suggestion: { text: completed } };
  }
  const message = say(
    'A cron expression has five fields, or six with seconds first, not {0}. {1}.',
    words.length,
    example,
  );
  return { message, ...whole };
}

/** Whether hours are a wildcard, however it is written, or steps. */
function hasOpenHours(hour: CronField): boolean {
  if (cronValues(hour, cronFieldKinds.hour).length === 24) return true;
  return hour.some((part) => part.kind === 'all' || (part.kind === 'range' && part.step > 1));
}

function isSeveral(field: CronField, name: CronFieldName): boolean {
  return cronValues(field, cronFieldKinds[name]).length > 1;
}

/** Why an expression is never due; undefined if it is. */
function whyNever(expression: CronExpression): Clause | undefined {
  const { dayOfMonth, dayOfWeek, month, needsBothDays } = expression;
  if (isOpen(dayOfMonth) || !(isOpen(dayOfWeek) || needsBothDays)) return undefined;
  const first = Math.min(...dayOfMonth.map(firstDay));
  const longest = Math.max(...cronValues(month, cronFieldKinds.month).map((each) => longestMonths[each - 1] ?? 0));
  if (first > longest) {
    const what = say('None of these months has a day {0}, so this is never due', first);
    return say('{0}. Write at most {1}, or "L" for the last day of the month.', what, longest);
  }
  if (!needsBothDays || new CronCalendar(expression).isEverDue()) return undefined;
  return say(
    'One of the day fields begins with "*", so both must match, and no day matches both: this is never due. Change one of the two.',
  );
}

/** The earliest day of a month that a part can stand for, the days of longer months included. */
function firstDay(part: CronField[number]): number {
  if (part.kind === 'range') return part.from;
  return part.kind === 'nearest-weekday' ? part.day : 1;
}
