import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, stop } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { parseCron } from '../../src/model/cron/cron.ts';
import {
  countCronOccurrences,
  nextCronOccurrence,
  previousCronOccurrence,
} from '../../src/model/cron/cronOccurrences.ts';
import { type CronEvaluator, firstDisagreement } from '../support/cronDifferential.ts';
import { coverageOf, cronSamples } from '../support/cronSamples.ts';

const product: CronEvaluator = { parseCron, nextCronOccurrence, previousCronOccurrence, countCronOccurrences };
const samples = cronSamples(2026, 10_000);

afterAll(() => stop());

test('the samples cover everything that is particular, each at least 500 times', () => {
  const coverage = coverageOf(samples);
  console.log([...coverage].map(([feature, count]) => `${feature}: ${String(count)}`).join(', '));
  expect([...coverage].filter(([, count]) => count < 500)).toEqual([]);
});

test(
  '10 000 expressions are due when clocks that are looked at in each minute say so',
  { tags: ['long'], timeout: 240_000 },
  () => {
    expect(firstDisagreement(product, samples)).toBeUndefined();
  },
);

/** Slips that could be made in the evaluator: where, what is there, and what would be there instead. */
const mutants: readonly (readonly [slip: string, file: string, from: string, to: string])[] = [
  [
    'the end of a gap is missed',
    'time/wallTime',
    'return offsetChange(wall - after, wall - before, before, timeZone);',
    'return wall - after;',
  ],
  [
    'a repeated hour is on its second pass',
    'time/wallTime',
    'if (offsetAt(wall - before, timeZone) === before) return wall - before;',
    '',
  ],
  [
    'fixed times run on both passes',
    'cron/cron',
    "part.kind === 'all' || (part.kind === 'range' && part.step > 1)",
    'part !== undefined',
  ],
  [
    'steps of hours do not go by real time',
    'cron/cron',
    "part.kind === 'all' || (part.kind === 'range' && part.step > 1)",
    "part.kind === 'all'",
  ],
  [
    'changes of the clocks are overlooked',
    'cron/cronOccurrences',
    'if (change === undefined) return at;\n    from = change;',
    'return at;',
  ],
  [
    'both kinds of days must hold',
    'cron/cronDays',
    'needsBothDays ? [ofMonth, ofWeek] : [[...ofMonth, ...ofWeek]]',
    '[ofMonth, ofWeek]',
  ],
  [
    'one kind of days is always enough',
    'cron/cronDays',
    'needsBothDays ? [ofMonth, ofWeek] : [[...ofMonth, ...ofWeek]]',
    '[[...ofMonth, ...ofWeek]]',
  ],
  ['minutes of a wildcard are fixed times', 'cron/cron', 'beginsWithStar(name) && isSeveral', 'false && isSeveral'],
  ['hours that are all named are fixed times', 'cron/cron', '.length === 24', '.length === 25'],
  [
    'the last second of a minute is lost',
    'cron/cronCalendar',
    'countBelow(this.seconds, whole % 60)',
    'countBelow(this.seconds, Math.min(59, (whole % 60) + 1))',
  ],
  ['an occurrence comes once more', 'cron/cronOccurrences', 'let from = after + 1', 'let from = after'],
  [
    'ranges end too early',
    'cron/cronField',
    'for (let value = from; value <= to; value += step)',
    'for (let value = from; value < Math.max(to, from + 1); value += step)',
  ],
  ['Sunday is no 7', 'cron/cronDays', 'map((value) => value % 7)', 'map((value) => Math.min(value, 6))'],
  ['doubles in a gap are counted', 'cron/cronOccurrences', 'if (inGap > 1) count -= inGap - 1;', ''],
  ['the second Friday is the third', 'cron/cronField', 'nth: Number(nth)', 'nth: Math.min(5, Number(nth) + 1)'],
];

describe('a slip is noticed', () => {
  test.each(mutants)('%s', { timeout: 120_000 }, async (_, file, from, to) => {
    expect(firstDisagreement(await mutant(file, from, to), samples)).toEqual(expect.any(String));
  });
});

/** The evaluator with a text in one of its files replaced. */
async function mutant(file: string, from: string, to: string): Promise<CronEvaluator> {
  const changed = path.join(root, `src/model/${file}.ts`);
  const source = readFileSync(changed, 'utf8');
  expect(source).toContain(from);
  const { outputFiles } = await build({
    bundle: true,
    // Of libraries it takes what needs no files.
    platform: 'browser',
    format: 'esm',
    stdin: {
      contents: "export * from './cron.ts'; export * from './cronOccurrences.ts';",
      resolveDir: path.join(root, 'src/model/cron'),
      loader: 'ts',
    },
    write: false,
    plugins: [
      {
        name: 'mutant',
        setup: (bundling) => {
          bundling.onLoad({ filter: /\.ts$/ }, (loaded) =>
            loaded.path === changed ? { contents: source.replace(from, to), loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)) as CronEvaluator;
}
