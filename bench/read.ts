// `npm run bench -- read [--texts N]`: how long texts that people type for a schedule take to be read, the worst of many:
// pieces of the grammars put together at random, and single pieces over and over, up to a million characters.
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import { quantile } from './statistics.ts';
import { textTable } from './textTable.ts';
import { parseCron } from '../src/model/cron/cron.ts';
import { parseDuration } from '../src/model/time/duration.ts';
import { parsePeriod } from '../src/model/time/period.ts';
import { zoneKind } from '../src/model/time/timeZone.ts';
import { parseTimestamp } from '../src/model/time/timestamp.ts';

const pieces = [
  ...['every ', '1 ', '5', '0', '-1', '1.5 ', 'day', ' and ', ', ', 'min', 'm', 'fortnights', ' ', '\n', '\t'],
  ...['* ', '*/5 ', '0 9 * * ', 'MON-FRI', 'L', '15W', '#3', ',', '-', '/', '@daily', '?', '1-5,', '59/7 '],
  ...['2021-02-27', 'T13:00:00', 'Z', '+02:00', ':', '.5', 'Europe/Berlin', 'é', '\u{1F600}', '"', '\\'],
];
const longest = [100, 10_000, 1_000_000];
/** Milliseconds: nobody who types notices less. */
const budgetMs = 10;

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  period: parsePeriod,
  cron: parseCron,
  duration: parseDuration,
  'time stamp': (text) => parseTimestamp(text, 'America/New_York'),
  'time zone': zoneKind,
};

const count = countOption(process.argv.slice(2), 'texts', 20_000);
const loadBefore = machineLoad();
const random = Array.from({ length: count }, () =>
  Array.from(
    { length: 1 + Math.floor(Math.random() * 12) },
    () => pieces[Math.floor(Math.random() * pieces.length)],
  ).join(''),
);
const repeated = pieces.flatMap((piece) => longest.map((length) => piece.repeat(Math.ceil(length / piece.length))));

/** The best of three: what a text costs is not what the machine did meanwhile. */
function cost(read: (text: string) => unknown, text: string): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const from = performance.now();
      read(text);
      return performance.now() - from;
    }),
  );
}

const figures = Object.entries(readers).map(([name, read]) => {
  const typed = random.map((text) => cost(read, text));
  const long = repeated.map((text) => ({ text, ms: cost(read, text) }));
  const worst = long.reduce((one, other) => (other.ms > one.ms ? other : one), { text: '', ms: 0 });
  return {
    name,
    medianMs: quantile(typed, 0.5),
    slowestMs: typed.reduce((one, other) => Math.max(one, other), 0),
    longMs: worst.ms,
    of: `${JSON.stringify(worst.text.slice(0, 12))} × ${String(worst.text.length)} characters`,
  };
});
const ms = (value: number): string => `${value.toFixed(3)} ms`;
const table = textTable([
  ['what is read', 'median', 'slowest', 'slowest long one', 'which', ''],
  ...figures.map(({ longMs, medianMs, name, of, slowestMs }) => [
    name,
    ms(medianMs),
    ms(slowestMs),
    ms(longMs),
    of,
    Math.max(longMs, slowestMs) <= budgetMs ? 'holds' : 'MISSED',
  ]),
]);
publish('read', `${String(count)} texts read, and long ones; at most ${String(budgetMs)} ms each`, table, loadBefore, {
  figures,
});
