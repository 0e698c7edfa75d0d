import { expect, test } from 'vitest';
import { parseCron } from '../../../src/model/cron/cron.ts';
import { countCronOccurrences, nextCronOccurrence } from '../../../src/model/cron/cronOccurrences.ts';

const timeZone = 'Europe/Berlin';
/** The day on which 02:00 to 02:59 comes twice, and the one on which it is skipped: 25 hours, and 23. */
const long = { from: Date.parse('2026-10-25T00:00+02:00'), until: Date.parse('2026-10-26T00:00+01:00') };
const short = { from: Date.parse('2026-03-29T00:00+01:00'), until: Date.parse('2026-03-30T00:00+02:00') };

function cronOf(text: string): Parameters<typeof nextCronOccurrence>[0] {
  const read = parseCron(text);
  if (!read.ok) throw new Error(`${text} is refused`);
  return { expression: read.value, timeZone };
}

test.each([
  // By real time, since minutes begin with a wildcard or hours are one.
  ['*/5 0-23 * * *', 25 * 12, 23 * 12],
  ['*/5 * * * *', 25 * 12, 23 * 12],
  ['*/10 1-4 * * *', 5 * 6, 3 * 6],
  ['* 2 * * *', 120, 0],
  ['0 0-23 * * *', 25, 23],
  ['0 * * * *', 25, 23],
  ['0 */2 * * *', 13, 11],
  // Fixed times: once, and at the end of a gap.
  ['30 2 * * *', 1, 1],
  ['0,30 2 * * *', 2, 1],
  ['0-59/30 2 * * *', 2, 1],
  ['0 */24 * * *', 1, 1],
  ['*/60 2 * * *', 1, 1],
])('%s is due %i times on the long day and %i times on the short one', (text, onLong, onShort) => {
  const cron = cronOf(text);
  const count = ({ from, until }: typeof long): number => countCronOccurrences(cron, from - 1, until - 1);
  expect([count(long), count(short)]).toEqual([onLong, onShort]);
});

test('every five minutes of all hours is never silent for longer', () => {
  const cron = cronOf('*/5 0-23 * * *');
  for (let at = long.from; at < long.until;) {
    const next = nextCronOccurrence(cron, at);
    expect(next - at).toBe(300_000);
    at = next;
  }
});
