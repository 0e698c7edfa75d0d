import { type Clause, say } from '../words/clause.ts';
import type { Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';
import { closest } from '../words/spelling.ts';

/**
 * What a name is to Executor: a zone of the IANA database; an old name in it that says a clock rather than a place and
 * mostly surprises, such as EST, which knows no daylight saving time; or nothing.
 */
export type ZoneKind = 'zone' | 'legacy' | 'unknown';

/** Old names, whether they know daylight saving time, and the place that people who write them mostly mean. */
const legacyZones: ReadonlyMap<string, { readonly hasDst: boolean; readonly place: string }> = new Map([
  ['EST', { hasDst: false, place: 'America/New_York' }],
  ['MST', { hasDst: false, place: 'America/Denver' }],
  ['HST', { hasDst: false, place: 'Pacific/Honolulu' }],
  ['EST5EDT', { hasDst: true, place: 'America/New_York' }],
  ['CST6CDT', { hasDst: true, place: 'America/Chicago' }],
  ['MST7MDT', { hasDst: true, place: 'America/Denver' }],
  ['PST8PDT', { hasDst: true, place: 'America/Los_Angeles' }],
  ['WET', { hasDst: true, place: 'Europe/Lisbon' }],
  ['CET', { hasDst: true, place: 'Europe/Paris' }],
  ['MET', { hasDst: true, place: 'Europe/Paris' }],
  ['EET', { hasDst: true, place: 'Europe/Athens' }],
]);

/** Abbreviations that are no zones, and the place that people who write them mostly mean. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['ET', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['CST', 'America/Chicago'],
  ['CDT', 'America/Chicago'],
  ['MDT', 'America/Denver'],
  ['PST', 'America/Los_Angeles'],
  ['PDT', 'America/Los_Angeles'],
  ['BST', 'Europe/London'],
  ['CEST', 'Europe/Paris'],
  ['MEZ', 'Europe/Berlin'],
  ['MESZ', 'Europe/Berlin'],
  ['IST', 'Asia/Kolkata'],
  ['JST', 'Asia/Tokyo'],
  ['AEST', 'Australia/Sydney'],
  ['AEDT', 'Australia/Sydney'],
  ['Z', 'UTC'],
]);

/** Words by which people mean the zone of the machine. */
const ownZoneWords =
  /^(?:local(?:time|host)?|local[ _-]?time|system|host|machine|here|auto(?:matic)?|default|current|native)$/i;

/** The IANA database's names of three letters; the engine takes others, some of them for unexpected places. */
const shortNames = new Set(['UTC', 'GMT', 'UCT', 'PRC', 'ROC', 'ROK']);

let ownZone: string | undefined;

let zoneSource: (() => string | undefined) | undefined;

/** Names who knows the machine's zone better than the engine, which learns it once; undefined is that it has to be asked. */
export function setZoneSource(source: () => string | undefined): Disposable {
  zoneSource = source;
  return {
    dispose: () => {
      if (zoneSource === source) zoneSource = undefined;
    },
  };
}

/** The machine's zone at this moment; UTC where the machine does not say. */
export function systemTimeZone(): string {
  return zoneSource?.() ?? engineTimeZone();
}

function engineTimeZone(): string {
  if (ownZone === undefined) {
    // Where TZ says what no zone is called, as ":/etc/localtime" does, the engine names none and counts as in UTC.
    const { timeZone = 'UTC' } =
      new Intl.DateTimeFormat().resolvedOptions() as Partial<Intl.ResolvedDateTimeFormatOptions>;
    ownZone = zoneKind(timeZone) === 'unknown' ? 'UTC' : timeZone;
  }
  return ownZone;
}

/** In characters: twice as many as the longest name of a zone has. */
const longestName = 64;

/** What a name is. Letter case makes no difference, as in the IANA database; offsets such as +01:00 are no zones. */
export function zoneKind(name: string): ZoneKind {
  if (name.length > longestName) return 'unknown';
  const upper = name.toUpperCase();
  if (legacyZones.has(upper)) return 'legacy';
  const isName = /^[A-Z][\w+-]*(?:\/[\w+-]+)*$/i.test(name) && !/^systemv\//i.test(name);
  if (!isName || (name.length <= 3 && !shortNames.has(upper) && !/^(?:nz|gb)$/i.test(name))) return 'unknown';
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return 'zone';
  } catch {
    return 'unknown';
  }
}

/** Takes a text for the name of a zone. The error says that it is none, and which was meant or what to write. */
export function parseTimeZone(name: string): Result<string, TextProblem> {
  if (zoneKind(name) !== 'unknown') return ok(name);
  const tooLong = lengthProblem(name);
  if (tooLong) return err(tooLong);
  const { advice, meant } = zoneAdvice(name);
  const message = say('"{0}" is not a time zone. {1}', name, advice);
  return err({ message, offset: 0, length: name.length, ...(meant !== undefined && { suggestion: { text: meant } }) });
}

function zoneAdvice(name: string): { readonly advice: Clause; readonly meant?: string } {
  if (ownZoneWords.test(name.trim())) {
    const own = systemTimeZone();
    return { advice: say('Write "{0}" for the time zone of this machine, or leave it out.', own), meant: own };
  }
  const meant = suggestTimeZone(name);
  if (meant === undefined) return { advice: say('Write an IANA name, such as "Europe/Berlin" or "UTC".') };
  return { advice: say('Did you mean "{0}"?', meant), meant };
}

/** What to know of an old name, in two sentences; undefined for any other. */
export function legacyZoneWarning(name: string): Clause | undefined {
  const legacy = legacyZones.get(name.toUpperCase());
  if (!legacy) return undefined;
  const what = legacy.hasDst
    ? say('"{0}" is an obsolete name and does not belong to any place', name)
    : say('"{0}" has the same offset all year, without daylight saving time', name);
  return say('{0}. Write the name of a place, such as "{1}", to follow its local time.', what, legacy.place);
}

/** The zone that was most likely meant by a name that is none: by an abbreviation, an offset, a city or a misspelt name. */
export function suggestTimeZone(name: string): string | undefined {
  const meant = abbreviations.get(name.toUpperCase());
  if (meant !== undefined) return meant;
  const offset = zoneOfOffset(name.trim());
  if (offset !== undefined) return offset;
  const zones = knownTimeZones();
  const word = name.trim().replaceAll(/\s+/g, '_');
  const whole = closest(word, zones);
  if (whole !== undefined) return whole;
  const city = closest(cityOf(word), zones.map(cityOf));
  return city === undefined ? undefined : zones.find((zone) => cityOf(zone) === city);
}

/** The zone that always has an offset such as "+01:00" or "UTC+1", which the database names with the opposite sign. */
function zoneOfOffset(text: string): string | undefined {
  const [, sign, hours] = /^(?:UTC|GMT)?([+-])(\d\d?)(?::?00)?$/i.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const zone = Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${String(Number(hours))}`;
  return zoneKind(zone) === 'zone' ? zone : undefined;
}

/** Every zone that this engine names, and UTC. */
export function knownTimeZones(): readonly string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/**
 * The zones that may be meant by the beginning of a name: those whose whole name begins so, then those whose city or
 * another part does, then those that have it anywhere. Letter case makes no difference, a blank is an underscore.
 */
export function matchTimeZones(typed: string, zones: readonly string[]): readonly string[] {
  const word = typed.trim().replaceAll(/\s+/g, '_').toLowerCase();
  const ranks = [
    (zone: string) => zone.startsWith(word),
    (zone: string) => zone.includes(`/${word}`),
    (zone: string) => zone.includes(word),
  ];
  const rankOf = (zone: string): number => ranks.findIndex((fits) => fits(zone.toLowerCase()));
  return zones.filter((zone) => rankOf(zone) >= 0).toSorted((one, other) => rankOf(one) - rankOf(other));
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1);
}

/** Each knows the abbreviations of its own part of the world and offsets for the rest. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'];

const abbreviators = new Map<string, readonly Intl.DateTimeFormat[]>();

/** What a zone's time is called at an instant: "CET", "EDT", or "GMT+9" where English has no short word for it. */
export function zoneAbbreviation(at: Instant, timeZone: string): string {
  let formats = abbreviators.get(timeZone);
  if (!formats) {
    formats = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }));
    abbreviators.set(timeZone, formats);
  }
  let first: string | undefined;
  for (const format of formats) {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
    if (name !== undefined && !/^GMT[+-]/.test(name)) return name;
    first ??= name;
  }
  return first ?? timeZone;
}
