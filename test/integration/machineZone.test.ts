import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { root } from '../../scripts/install.mjs';
import { machineZone, zoneProblem } from '../../src/host/places/machineZone.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const now = Date.UTC(2026, 0, 15);

/** What a machine in this zone says of many schedules. */
function saidIn(zone: string): string {
  const fixture = path.join(root, 'test/fixtures/occurrences.ts');
  return execFileSync(process.execPath, [fixture], { encoding: 'utf8', env: { ...process.env, TZ: zone } });
}

test('the zone of the machine changes no occurrence', { tags: ['long'] }, () => {
  const inUtc = saidIn('UTC');
  expect(inUtc.split('\n').length).toBe(481);
  for (const zone of ['America/Santiago', 'Australia/Lord_Howe', 'Pacific/Apia']) expect(saidIn(zone)).toBe(inUtc);
});

test.each(['Mars/Olympus', ':/etc/localtime', '../../etc/passwd', ''])(
  'a machine whose TZ is %j counts as in UTC',
  (zone) => {
    const program = `
    import { systemTimeZone } from ${JSON.stringify(path.join(root, 'src/model/time/timeZone.ts'))};
    import { timeWithZone } from ${JSON.stringify(path.join(root, 'src/model/log/logText.ts'))};
    console.log(systemTimeZone(), timeWithZone(0));
  `;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    });
    expect(said).toBe('UTC 1970-01-01T00:00:00+00:00 UTC\n');
  },
);

test.each([
  [':/etc/localtime', 'Asia/Tokyo'],
  ['/usr/share/zoneinfo/Europe/Berlin', 'Europe/Berlin'],
  [':/usr/share/zoneinfo/posix/Europe/Berlin', 'Europe/Berlin'],
  [':America/New_York', 'America/New_York'],
  ['<+05>-5', 'Etc/GMT-5'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 'Europe/Berlin'],
  ['', 'UTC'],
  ['Mars/Olympus', 'UTC'],
  ['../../etc/passwd', 'UTC'],
  ['/etc/passwd', 'UTC'],
])('TZ=%s is taken for %s', (tz, zone) => {
  using folder = temporaryFolder();
  const localtime = folder.join('localtime');
  symlinkSync('/usr/share/zoneinfo/Asia/Tokyo', localtime);
  const there = tz === ':/etc/localtime' ? `:${localtime}` : tz;
  expect(machineZone({ tz: there, localtime }, now)).toBe(zone);
  const isNonsense = /Mars|passwd/.test(tz);
  expect(zoneProblem(there, now) === undefined).toBe(!isNonsense);
  if (isNonsense)
    expect(zoneProblem(there, now)).toContain(`TZ is ${JSON.stringify(tz)}, a time zone that Executor does not know`);
});

test("without TZ the machine's link counts at every look, and its absence is UTC", () => {
  using folder = temporaryFolder();
  const localtime = folder.join('localtime');
  const look = (): string | undefined => machineZone({ tz: undefined, localtime }, now);
  expect(look()).toBe('UTC');
  mkdirSync(folder.join('zoneinfo/Europe'), { recursive: true });
  for (const name of ['Berlin', 'Paris']) writeFileSync(folder.join('zoneinfo/Europe', name), '');
  symlinkSync(folder.join('zoneinfo/Europe/Berlin'), folder.join('inner'));
  symlinkSync('inner', localtime);
  expect(look()).toBe('Europe/Berlin');
  rmSync(localtime);
  symlinkSync('../share/zoneinfo/Europe/Paris', localtime);
  expect(look()).toBe('Europe/Paris');
  rmSync(localtime);
  writeFileSync(localtime, 'a copy');
  expect(look()).toBeUndefined();
});
