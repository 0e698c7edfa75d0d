import { type OracleWindow, changesIn, goesByRealTime, lookAtClocks } from './cronOracle.ts';
import { seededRandom } from './seededRandom.ts';

/** An expression, and the stretch of time in which it is evaluated. */
export interface CronSample {
  readonly text: string;
  readonly window: OracleWindow;
  readonly features: readonly CronFeature[];
}

/** What samples are to cover. */
export const cronFeatures = [
  ...(['L', 'W', '#', 'names', 'steps', 'both kinds of days', 'both must hold', 'seconds'] as const),
  ...(['real time', 'fixed time', 'gap', 'repeat'] as const),
] as const;

/** One of them. */
export type CronFeature = (typeof cronFeatures)[number];

const dayMs = 86_400_000;
const zones = [
  ...['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe'],
  ...['Antarctica/Troll', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'],
];

/** Expressions at random, the same for the same seed, each in one of a few windows from 1970 to 2100. */
export function cronSamples(seed: number, count: number): readonly CronSample[] {
  const random = seededRandom(seed);
  const windows = windowsOf(random);
  return Array.from({ length: count }, () => {
    const window = pick(random, windows);
    const text = expression(random);
    return { text, window, features: featuresOf(text, window) };
  });
}

/** How many samples have each feature. */
export function coverageOf(samples: readonly CronSample[]): ReadonlyMap<CronFeature, number> {
  return new Map(
    cronFeatures.map((feature) => [feature, samples.filter(({ features }) => features.includes(feature)).length]),
  );
}

/** Of each zone a few days around changes of its clocks, and a few months at random. */
function windowsOf(random: () => number): readonly OracleWindow[] {
  return zones.flatMap((zone) => {
    const changes = changesOf(zone);
    const some = Array.from({ length: changes.length === 0 ? 0 : 8 }, () => pick(random, changes));
    const around = some.map((change) => lookAtClocks(zone, change - 2 * dayMs, change + 2 * dayMs));
    const from = Math.floor(random() * 130 * 365) * dayMs;
    return [...around, lookAtClocks(zone, from, from + 62 * dayMs)];
  });
}

/** The days on which the clocks of a zone are changed. */
function changesOf(timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsetAt = (at: number): string => format.format(at).split(', ')[1] ?? '';
  const changes: number[] = [];
  let before = offsetAt(0);
  for (let at = dayMs; at < Date.UTC(2100, 0); at += dayMs) {
    const offset = offsetAt(at);
    if (offset !== before) changes.push(at);
    before = offset;
  }
  return changes;
}

function expression(random: () => number): string {
  const minute = fieldText(random, 0, 59, []);
  // Hours in which clocks are changed are the ones that matter.
  const hour =
    random() < 0.5
      ? pick(random, ['*', '*/2', '2', '1', '0', '0,2', '1-3', '23', '3', '*/3', '0-23', '*/24'])
      : fieldText(random, 0, 23, []);
  const isWide = random() < 0.6;
  const day = isWide ? '*' : dayText(random);
  const month = random() < 0.85 ? '*' : fieldText(random, 1, 12, ['Jan', 'FEB', 'mar', 'OCT', 'NOV', 'dec']);
  const weekday = random() < (isWide ? 0.4 : 0.6) ? '*' : weekdayText(random);
  const second = random() < 0.8 ? [] : [fieldText(random, 0, 59, [])];
  // The days that no month has are never due, which is refused.
  const isSafe = weekday !== '*' || month === '*';
  return [...second, minute, hour, isSafe ? day : '*', month, weekday].join(' ');
}

function fieldText(random: () => number, min: number, max: number, names: readonly string[]): string {
  const element = (): string => {
    const first = whole(random, min, max);
    const last = whole(random, first, max);
    const kind = random();
    if (names.length > 0 && kind < 0.4) return pick(random, names);
    if (kind < 0.6) return String(first);
    return kind < 0.8
      ? `${String(first)}-${String(last)}`
      : `${String(first)}-${String(last)}/${String(whole(random, 2, 9))}`;
  };
  const kind = random();
  if (kind < 0.15) return '*';
  if (kind < 0.35) return `*/${String(whole(random, 2, Math.min(20, max - min)))}`;
  return Array.from({ length: kind < 0.75 ? 1 : whole(random, 2, 4) }, element).join(',');
}

function dayText(random: () => number): string {
  const element = (): string => {
    const kind = random();
    if (kind < 0.25) return 'L';
    if (kind < 0.4) return 'LW';
    return kind < 0.7 ? `${String(whole(random, 1, 31))}W` : fieldText(random, 1, 31, []).replaceAll('*', '1-31');
  };
  if (random() < 0.2) return `*/${String(whole(random, 2, 9))}`;
  return Array.from({ length: random() < 0.7 ? 1 : 2 }, element).join(',');
}

function weekdayText(random: () => number): string {
  const names = ['SUN', 'mon', 'TUE', 'Wed', 'THU', 'FRI', 'SAT'];
  const one = (): string => (random() < 0.5 ? pick(random, names) : String(whole(random, 0, 7)));
  const element = (): string => {
    const kind = random();
    if (kind < 0.3) return `${one()}#${String(whole(random, 1, 5))}`;
    if (kind < 0.45) return `${one()}L`;
    return kind < 0.6 ? pick(random, ['MON-FRI', 'FRI-SUN', '1-5', '5-7', '0-3', 'SUN-TUE', '1-6/2']) : one();
  };
  return random() < 0.2
    ? `*/${String(whole(random, 2, 3))}`
    : Array.from({ length: random() < 0.7 ? 1 : 2 }, element).join(',');
}

function featuresOf(text: string, window: OracleWindow): readonly CronFeature[] {
  const words = text.split(' ');
  const [minute = '', hour = '', day = '', , weekday = ''] = words.slice(-5);
  const second = words.length === 6 ? (words[0] ?? '') : '0';
  const isRealTime = goesByRealTime({ second, minute, hour });
  const { gap, repeat } = changesIn(window);
  const tests: Readonly<Record<CronFeature, boolean>> = {
    L: /L/.test(day + weekday),
    W: /\dW|LW/.test(day),
    '#': weekday.includes('#'),
    names: /[a-z]{3}/i.test(text),
    steps: text.includes('/'),
    'both kinds of days': day !== '*' && weekday !== '*',
    'both must hold': day !== '*' && weekday !== '*' && (day.startsWith('*') || weekday.startsWith('*')),
    seconds: words.length === 6,
    'real time': isRealTime,
    'fixed time': !isRealTime,
    gap,
    repeat,
  };
  return cronFeatures.filter((feature) => tests[feature]);
}

function whole(random: () => number, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

function pick<T>(random: () => number, all: readonly T[]): T {
  return all[Math.floor(random() * all.length)] as T;
}
