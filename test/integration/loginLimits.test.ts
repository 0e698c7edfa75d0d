import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { printLimitsScript, readLimits, setLimitsScript } from '../../src/model/environment/loginLimits.ts';

test('limits that are printed are read, and set again', () => {
  const sh = (script: string): string => execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  const printed = (before: string): string => sh(`${before}\n${printLimitsScript("''", "''")}`);
  const limits = readLimits(printed('umask 027; ulimit -S -n 100; ulimit -S -c 0'));
  expect(limits).toMatchObject({ umask: expect.stringMatching(/^0?027$/) as string, soft: { n: '100', c: '0' } });
  if (!limits) return;
  expect(readLimits(printed(setLimitsScript(limits)))).toEqual(limits);
  expect(sh(`${setLimitsScript({ umask: '022', soft: { n: '999999999', c: 'unlimited' } })}; echo on`)).toBe('on\n');
});
