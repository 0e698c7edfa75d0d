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
