import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseCron } from '../../src/model/cron/cron.ts';
import type { CronExpression } from '../../src/model/cron/cronExpression.ts';
import { type CronField, cronFieldKinds, cronValues } from '../../src/model/cron/cronField.ts';
import { nextCronOccurrence } from '../../src/model/cron/cronOccurrences.ts';
import { cronSamples } from '../support/cronSamples.ts';
import { requirement } from '../support/requirement.ts';

const from = Date.UTC(2026, 0, 1);
const compared = 5;

test(
  'systemd says the same of the expressions that it can be told',
  { tags: ['long'], timeout: 120_000 },
  ({ skip }) => {
    const missing = requirement('systemd-analyze');
    skip(missing !== undefined, missing);
    const expressions = cronSamples(7, 2_000).flatMap(({ text }) => {
      const read = parseCron(text);
      return read.ok && isKnownToSystemd(read.value) ? [read.value] : [];
    });
    expect(expressions.length).toBeGreaterThan(500);
    const said = expressions.map(toSystemd);
    const answers = askSystemd(said);
    for (const [index, expression] of expressions.entries()) {
      expect({ text: expression.text, next: nextTimes(expression) }).toEqual({
        text: expression.text,
        next: answers[index],
      });
    }
  },
);

/** It knows no `W` and `#`, and takes both kinds of days only together. */
function isKnownToSystemd({ dayOfMonth, dayOfWeek, needsBothDays }: CronExpression): boolean {
  const isPlain = (field: CronField): boolean => field.every(({ kind }) => kind === 'all' || kind === 'range');
  const [only] = dayOfMonth;
  const isLastDay = dayOfMonth.length === 1 && only?.kind === 'last-day';
  const isTogether = needsBothDays || dayOfMonth[0]?.kind === 'all' || dayOfWeek[0]?.kind === 'all';
  return isTogether && isPlain(dayOfWeek) && (isLastDay || isPlain(dayOfMonth));
}

function toSystemd(expression: CronExpression): string {
  const { dayOfMonth, dayOfWeek, hour, minute, month, second } = expression;
  const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const list = (field: CronField, kind: keyof typeof cronFieldKinds): string =>
    field[0]?.kind === 'all' ? '*' : cronValues(field, cronFieldKinds[kind]).join(',');
  const days = dayOfMonth[0]?.kind === 'last-day' ? '~01' : `-${list(dayOfMonth, 'dayOfMonth')}`;
  const onWeekdays =
    dayOfWeek[0]?.kind === 'all'
      ? ''
      : `${cronValues(dayOfWeek, cronFieldKinds.dayOfWeek)
          .map((day) => weekdays[day])
          .join(',')} `;
  const time = `${list(hour, 'hour')}:${list(minute, 'minute')}:${list(second, 'second')}`;
  return `${onWeekdays}*-${list(month, 'month')}${days} ${time} UTC`;
}

/** The next times of each expression, as systemd writes them. */
function askSystemd(said: readonly string[]): readonly (readonly string[])[] {
  const options = ['calendar', '--base-time=2026-01-01 00:00:00 UTC', `--iterations=${String(compared)}`];
  const text = execFileSync('systemd-analyze', [...options, ...said], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return text
    .trim()
    .split('\n\n')
    .map((block) =>
      [...block.matchAll(/(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w{3} (\S+ \S+) UTC/g)].map(
        ([, time = '']) => time,
      ),
    );
}

function nextTimes(expression: CronExpression): readonly string[] {
  const times: string[] = [];
  let at = from;
  while (times.length < compared) {
    at = nextCronOccurrence({ expression, timeZone: 'UTC' }, at);
    times.push(new Date(at).toISOString().slice(0, 19).replace('T', ' '));
  }
  return times;
}
