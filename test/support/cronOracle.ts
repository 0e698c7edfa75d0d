// What cron expressions mean, found out the slow way: minute by minute, by asking Intl what clocks show. It shares nothing
// with the product, and imports nothing at all. Expressions have to be right.

const minuteMs = 60_000;
/** A window is looked at from so long before, to know which times have been on the clocks. */
const warmUpMinutes = 26 * 60;

/** One minute, and what clocks in a zone show in it. */
interface Shown {
  readonly at: number;
  /** Minutes on the wall, counted as if they were in UTC. */
  readonly wall: number;
}

/** A stretch of time in a zone. */
export interface OracleWindow {
  readonly timeZone: string;
  readonly from: number;
  readonly until: number;
  readonly minutes: readonly Shown[];
}

/** Looks at the clocks of a zone in each minute from `from` on and before `until`, both of which are whole minutes. */
export function lookAtClocks(timeZone: string, from: number, until: number): OracleWindow {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const minutes: Shown[] = [];
  for (let at = from - warmUpMinutes * minuteMs; at < until; at += minuteMs) {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (format.format(at).match(/\d+/g) ?? []).map(Number);
    minutes.push({ at, wall: Date.UTC(year, month - 1, day, hour, minute) / minuteMs });
  }
  return { timeZone, from, until, minutes };
}

/** Whether clocks are put forward in a window, and whether back. */
export function changesIn({ from, minutes }: OracleWindow): { readonly gap: boolean; readonly repeat: boolean } {
  let gap = false;
  let repeat = false;
  for (const [index, { at, wall }] of minutes.entries()) {
    const before = minutes[index - 1];
    if (!before || at < from) continue;
    gap ||= wall > before.wall + 1;
    repeat ||= wall < before.wall + 1;
  }
  return { gap, repeat };
}

/** Whether no fixed times of day are named, of which one alone is one: each field by what it is and by how it is written. */
export function goesByRealTime(field: {
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
}): boolean {
  const hours = field.hour.split(',').some((element) => /[*/]/.test(element) && numbersOf(element, 0, 23).length > 1);
  const isWild = (text: string): boolean => text.startsWith('*') && numbersOf(text, 0, 59).length > 1;
  return hours || numbersOf(field.hour, 0, 23).length === 24 || isWild(field.minute) || isWild(field.second);
}

/** The first `most` instants in a window at which an expression is due. */
export function dueInWindow(text: string, { from, minutes }: OracleWindow, most: number): readonly number[] {
  const words = text.trim().split(/\s+/);
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    words.length === 5 ? ['0', ...words] : words;
  const seconds = numbersOf(second, 0, 59);
  const minutesOfHour = new Set(numbersOf(minute, 0, 59));
  const hours = new Set(numbersOf(hour, 0, 23));
  const months = new Set(numbersOf(month, 1, 12));
  const isRealTime = goesByRealTime({ second, minute, hour });
  const days = new Map<number, boolean>();
  const isDay = (wall: number): boolean => {
    const key = Math.floor(wall / 1_440);
    let known = days.get(key);
    if (known === undefined) {
      const date = new Date(wall * minuteMs);
      known = months.has(date.getUTCMonth() + 1) && isDayMeant(date, day, weekday);
      days.set(key, known);
    }
    return known;
  };
  const isMeant = (wall: number): boolean =>
    isDay(wall) && hours.has(Math.floor(wall / 60) % 24) && minutesOfHour.has(wall % 60);
  const found: number[] = [];
  let highest = (minutes[0]?.wall ?? 0) - 1;
  for (const { at, wall } of minutes) {
    const dues = new Set<number>();
    if (isRealTime) {
      if (isMeant(wall)) for (const each of seconds) dues.add(at + each * 1_000);
    } else {
      for (let skipped = highest + 1; skipped < wall; skipped += 1) if (isMeant(skipped)) dues.add(at);
      if (wall > highest && isMeant(wall)) for (const each of seconds) dues.add(at + each * 1_000);
    }
    highest = Math.max(highest, wall);
    if (at < from) continue;
    found.push(...dues);
    if (found.length >= most) return found.slice(0, most);
  }
  return found;
}

const names = new Map(
  ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
    .map((name, index) => [name, index] as const)
    .concat(
      ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'].map(
        (name, index) => [name, index + 1] as const,
      ),
    ),
);

function numberOf(word: string): number {
  return names.get(word.toUpperCase()) ?? Number(word);
}

/** The numbers of a field without letters that mean days, ascending. */
function numbersOf(field: string, min: number, max: number): readonly number[] {
  const found = new Set<number>();
  for (const element of field.split(',')) {
    const [range = '', step = '1'] = element.split('/');
    const [first = '', last = first] = range.split('-');
    const [from, to] = range === '*' ? [min, max] : [numberOf(first), numberOf(last)];
    for (let value = from; value <= to; value += Number(step)) found.add(value);
  }
  return [...found].toSorted((one, other) => one - other);
}

function isDayMeant(date: Date, day: string, weekday: string): boolean {
  const byDay = day.split(',').some((element) => isDayOfMonth(date, element));
  const byWeekday = weekday.split(',').some((element) => isWeekday(date, element.toUpperCase()));
  return day.startsWith('*') || weekday.startsWith('*') ? byDay && byWeekday : byDay || byWeekday;
}

function isDayOfMonth(date: Date, element: string): boolean {
  const today = date.getUTCDate();
  const last = lastDay(date);
  if (element === 'L') return today === last;
  if (element === 'LW') return today === lastWorkday(date);
  if (!element.endsWith('W')) return numbersOf(element, 1, 31).includes(today);
  const wanted = Number(element.slice(0, -1));
  if (wanted > last) return false;
  // Of the days from Monday to Friday in this month that with the least distance.
  const nearest = [0, -1, 1, -2, 2]
    .map((distance) => wanted + distance)
    .find((candidate) => candidate >= 1 && candidate <= last && isWorkday(date, candidate));
  return today === nearest;
}

function isWeekday(date: Date, element: string): boolean {
  const today = date.getUTCDate();
  const [name = '', nth] = element.split('#');
  if (nth !== undefined) return date.getUTCDay() === numberOf(name) % 7 && Math.ceil(today / 7) === Number(nth);
  if (element.endsWith('L'))
    return date.getUTCDay() === numberOf(element.slice(0, -1)) % 7 && today + 7 > lastDay(date);
  return numbersOf(element.replace(/-(?:SUN|0)$/, '-7'), 0, 6).some((value) => value % 7 === date.getUTCDay());
}

function isWorkday(date: Date, day: number): boolean {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

function lastWorkday(date: Date): number {
  let day = lastDay(date);
  while (!isWorkday(date, day)) day -= 1;
  return day;
}

function lastDay(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
