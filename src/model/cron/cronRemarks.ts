import { say } from '../words/clause.ts';
import { type CronFieldName, parseCron, type WrittenCronField, writtenCronFields } from './cron.ts';
import { type CronExpression, isOpen } from './cronExpression.ts';
import { type CronField, type CronFieldKind, cronFieldKinds, cronValues, parseCronField } from './cronField.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { movedBy } from '../words/suggestion.ts';

type Written = Readonly<Record<CronFieldName, WrittenCronField>>;

/** What is right in a cron expression and hardly means what people think, each at its place; nothing of a wrong one. */
export function cronRemarks(text: string): readonly TextProblem[] {
  const read = parseCron(text);
  const written = writtenCronFields(text);
  if (!read.ok || !written) return [];
  const onDays = remarkOnDays(read.value, written);
  const fields = (Object.keys(cronFieldKinds) as CronFieldName[]).filter(
    // What is said of both fields of days is enough.
    (name) => !(onDays && (name === 'dayOfMonth' || name === 'dayOfWeek')),
  );
  const onSteps = fields.flatMap((name) =>
    remarksOnSteps(written[name].text, cronFieldKinds[name]).map((remark) => movedBy(remark, written[name].offset)),
  );
  return [...onSteps, ...(onDays ? [onDays] : [])].toSorted((one, other) => one.offset - other.offset);
}

/** Steps that leave one value, such as 24 of all hours. */
function remarksOnSteps(text: string, kind: CronFieldKind): readonly TextProblem[] {
  const remarks: TextProblem[] = [];
  let offset = 0;
  for (const element of text.split(',')) {
    const [range = '', step] = element.split('/');
    const field = parseCronField(element, kind);
    const [only, ...others] = field.ok ? cronValues(field.value, kind) : [];
    if (step !== undefined && only !== undefined && others.length === 0) {
      remarks.push({ ...stepRemark(range, element, step, only, kind), offset, length: element.length });
    }
    offset += element.length + 1;
  }
  return remarks;
}

function stepRemark(
  range: string,
  element: string,
  step: string,
  only: number,
  { cycle, unit }: CronFieldKind,
): Pick<TextProblem, 'message' | 'suggestion'> {
  const suggestion = { text: String(only) };
  const why = say('"{0}" is the same as "{1}", because steps start over with {2}', element, only, cycle);
  if (range !== '*') return { message: say('{0}. Write "{1}".', why, only), suggestion };
  const message = say('{0}. Write "{1}", or a period, as in "every": "{2} {3}s".', why, only, Number(step), unit);
  return { message, suggestion };
}

/** What is to know where days of the month and of the week are both given. */
function remarkOnDays(expression: CronExpression, written: Written): TextProblem | undefined {
  const { dayOfMonth, dayOfWeek, needsBothDays } = expression;
  if (isOpen(dayOfMonth) || isOpen(dayOfWeek)) return undefined;
  if (needsBothDays) return remarkOnBothDays(expression, written);
  for (const [name, field] of [
    ['dayOfMonth', dayOfMonth],
    ['dayOfWeek', dayOfWeek],
  ] as const) {
    const { offset, text } = written[name];
    const { every } = cronFieldKinds[name];
    if (!namesEveryDay(field, name)) continue;
    const message = say(
      '"{0}" means {1}, and a match of either day field is enough, so this is due every day. To use only the other field, write "*".',
      text,
      every,
    );
    return { message, offset, length: text.length, suggestion: { text: '*' } };
  }
  return undefined;
}

/** Whether a field of days that does not begin with `*` names every one all the same. */
function namesEveryDay(field: CronField, name: 'dayOfMonth' | 'dayOfWeek'): boolean {
  const days = new Set(cronValues(field, cronFieldKinds[name]).map((day) => (name === 'dayOfWeek' ? day % 7 : day)));
  return days.size === (name === 'dayOfWeek' ? 7 : 31);
}

function remarkOnBothDays(expression: CronExpression, written: Written): TextProblem {
  const [first, last] = (['dayOfMonth', 'dayOfWeek'] as const).filter((name) => written[name].text.startsWith('*'));
  const from = written[first ?? 'dayOfMonth'];
  const to = written[last ?? first ?? 'dayOfMonth'];
  const closed = (name: 'dayOfMonth' | 'dayOfWeek'): string => closedText(written[name].text, expression[name], name);
  const meant =
    last === undefined
      ? closed(first ?? 'dayOfMonth')
      : `${closed('dayOfMonth')} ${written.month.text} ${closed('dayOfWeek')}`;
  const message = say(
    'The day of the month and the day of the week must both match here, as in cron, because one of them begins with "*". Write "{0}" if either is enough.',
    meant,
  );
  const length = to.offset + to.text.length - from.offset;
  return { message, offset: from.offset, length, suggestion: { text: meant } };
}

/** A field that begins with `*`, written without it. */
function closedText(text: string, field: CronField, name: 'dayOfMonth' | 'dayOfWeek'): string {
  const [only, ...others] = cronValues(field, cronFieldKinds[name]);
  if (only !== undefined && others.length === 0) return String(only);
  return `${name === 'dayOfMonth' ? '1-31' : '0-6'}${text.slice(1)}`;
}
