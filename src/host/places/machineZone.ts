import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { parsePosixZone, zoneLike } from '../../model/time/posixZone.ts';
import { setZoneSource, zoneKind } from '../../model/time/timeZone.ts';

/** Where the machine keeps its zone. */
export interface ZonePlaces {
  /** The value of TZ. */
  readonly tz: string | undefined;
  /** A link into a folder `zoneinfo`, or a copy of a file of it. */
  readonly localtime: string;
}

const localtime = '/etc/localtime';
/** Milliseconds for which an answer holds. */
const freshMs = 1_000;

/**
 * Has everything here follow the zone of the machine, as `date` shows it, from now on: the engine learns it once and takes a
 * rule of POSIX for nothing. Windows and browsers are asked through the engine alone.
 */
export function followMachineZone(environment: Readonly<Record<string, string | undefined>>, clock: Clock): Disposable {
  if (process.platform === 'win32') return { dispose: () => undefined };
  const places = { tz: environment['TZ'], localtime };
  let known: { readonly zone: string | undefined; readonly at: number } | undefined;
  return setZoneSource(() => {
    const now = clock.monotonic();
    if (!known || now - known.at > freshMs) known = { zone: machineZone(places, clock.now()), at: now };
    return known.zone;
  });
}

/** The machine's zone, by a name that the engine knows; undefined if it has to ask the engine, which looks longer. */
export function machineZone(places: ZonePlaces, now: number): string | undefined {
  // The engine finds a copy by comparing it with every zone. Without the file clocks show UTC.
  if (places.tz === undefined) return zoneOfFile(places.localtime) ?? (isThere(places.localtime) ? undefined : 'UTC');
  return zoneOfTz(places.tz, now) ?? 'UTC';
}

/** What is wrong with TZ, as sentences; undefined if it says a zone. */
export function zoneProblem(tz: string | undefined, now: number): string | undefined {
  if (tz === undefined || process.platform === 'win32' || zoneOfTz(tz, now) !== undefined) return undefined;
  return `TZ is ${JSON.stringify(tz)}, a time zone that Executor does not know, so schedules without a zone use UTC. Set it to a name such as Europe/Berlin, or name the zone in the task file.`;
}

/** The zone that a value of TZ says; see tzset(3). The old names that look like rules, such as EST5EDT, are zones. */
function zoneOfTz(tz: string, now: number): string | undefined {
  const text = tz.replace(/^:/, '');
  if (text === '') return 'UTC';
  if (text.startsWith('/')) return zoneOfPath(text) ?? zoneOfFile(text);
  const zone = known(text);
  const rule = zone === undefined ? parsePosixZone(text) : undefined;
  return rule ? zoneLike(rule, now) : zone;
}

function zoneOfFile(file: string): string | undefined {
  try {
    return zoneOfPath(readlinkSync(file)) ?? zoneOfPath(realpathSync(file));
  } catch {
    return undefined;
  }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Behind `zoneinfo` stands the name, with or without the folder of a way to count leap seconds. */
function zoneOfPath(path: string): string | undefined {
  const [, name] = /\/zoneinfo(?:\.default)?\/(?:posix\/|right\/)?(.+)$/.exec(path) ?? [];
  return known(name);
}

/** A name as the engine writes it, so that one place has one name. */
function known(name: string | undefined): string | undefined {
  if (name === undefined || zoneKind(name) === 'unknown') return undefined;
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}
