import type { Instant } from '../../src/base/clock.ts';
import type { parseCron } from '../../src/model/cron/cron.ts';
import type {
  countCronOccurrences,
  nextCronOccurrence,
  previousCronOccurrence,
} from '../../src/model/cron/cronOccurrences.ts';
import { dueInWindow } from './cronOracle.ts';
import { word } from '../../src/model/words/clause.ts';
import type { CronSample } from './cronSamples.ts';

/** What evaluates cron expressions: the product, or a mutant of it. */
export interface CronEvaluator {
  readonly parseCron: typeof parseCron;
  readonly nextCronOccurrence: typeof nextCronOccurrence;
  readonly previousCronOccurrence: typeof previousCronOccurrence;
  readonly countCronOccurrences: typeof countCronOccurrences;
}

/** This many occurrences of each sample are compared one by one. */
const mostCompared = 200;

/** The first sample of which evaluator and oracle say different things, and what; undefined if they agree. */
export function firstDisagreement(evaluator: CronEvaluator, samples: readonly CronSample[]): string | undefined {
  for (const sample of samples) {
    const expected = dueInWindow(sample.text, sample.window, mostCompared);
    const why = judged(evaluator, sample, expected);
    if (why !== undefined) {
      const { from, timeZone, until } = sample.window;
      return `${sample.text} in ${timeZone} from ${iso(from)} to ${iso(until)}: ${why}`;
    }
  }
  return undefined;
}

function judged(evaluator: CronEvaluator, sample: CronSample, expected: readonly Instant[]): string | undefined {
  try {
    return disagreement(evaluator, sample, expected);
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

function disagreement(
  evaluator: CronEvaluator,
  { text, window: { from, timeZone, until } }: CronSample,
  expected: readonly Instant[],
): string | undefined {
  const read = evaluator.parseCron(text);
  if (!read.ok) return `refused: ${word(read.error.message)}`;
  const cron = { expression: read.value, timeZone };
  let last = from - 1;
  for (const at of expected) {
    const next = evaluator.nextCronOccurrence(cron, last);
    if (next !== at) return `next after ${iso(last)} is ${iso(next)}, not ${iso(at)}`;
    const previous = evaluator.previousCronOccurrence(cron, at);
    if (previous !== at) return `previous up to ${iso(at)} is ${iso(previous)}`;
    last = at;
  }
  if (expected.length < mostCompared) {
    const next = evaluator.nextCronOccurrence(cron, last);
    if (next < until) return `next after ${iso(last)} is ${iso(next)}, and none is expected`;
    const previous = evaluator.previousCronOccurrence(cron, until - 1);
    if (previous !== last && (expected.length > 0 || previous >= from)) return `last is ${iso(previous)}`;
  }
  const count = evaluator.countCronOccurrences(cron, from - 1, expected.length < mostCompared ? until - 1 : last);
  return count === expected.length ? undefined : `counts ${String(count)}, not ${String(expected.length)}`;
}

function iso(at: Instant): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : String(at);
}
