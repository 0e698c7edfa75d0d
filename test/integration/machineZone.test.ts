import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { root } from '../../scripts/install.mjs';

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
    import { systemTimeZone } from ${JSON.stringify(path.join(root, 'src/model/timeZone.ts'))};
    import { timeWithZone } from ${JSON.stringify(path.join(root, 'src/model/logText.ts'))};
    console.log(systemTimeZone(), timeWithZone(0));
  `;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    });
    expect(said).toBe('UTC 1970-01-01T00:00:00+00:00 UTC\n');
  },
);
