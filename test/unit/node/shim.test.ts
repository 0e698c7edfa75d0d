import { expect, test } from 'vitest';
import { carryOddNames, isShimCommandLine, shimArgv } from '../../../src/node/shim.ts';

test('a shim is the shell, its text, its name, the status file, then the script as it stands', () => {
  const argv = shimArgv(['/bin/busybox', 'sh'], '/state/a.status', ['/bin/echo', "it's"]);
  const [, , , text, ...rest] = argv;
  expect(argv.slice(0, 3)).toEqual(['/bin/busybox', 'sh', '-c']);
  expect(rest).toEqual(['executor-shim', '/state/a.status', '/bin/echo', "it's"]);
  expect(text).toContain(`'/bin/busybox' 'sh' -c '`);
});

test('a shim is told from its script by its command line', () => {
  const argv = shimArgv(['/bin/sh'], '/state/a.status', ['/bin/echo', 'x']);
  expect(isShimCommandLine(`${argv.join(' ')} `, '/state/a.status')).toBe(true);
  expect(isShimCommandLine(`${argv.join(' ')} `, '/state/b.status')).toBe(false);
  expect(isShimCommandLine('/bin/echo x ', '/state/a.status')).toBe(false);
});

test('variables that a shell cannot name go by way of env', () => {
  expect(carryOddNames(['/bin/echo'], { PATH: '/bin', _x1: '' })).toEqual(['/bin/echo']);
  expect(carryOddNames(['/bin/echo', 'x'], { PATH: '/bin', 'a.b': 'c=d', 'f%%': '() { :; }' })).toEqual([
    '/usr/bin/env',
    'a.b=c=d',
    'f%%=() { :; }',
    '/bin/echo',
    'x',
  ]);
  expect(carryOddNames(['/a=b/echo'], { 'a.b': 'c' })).toEqual(['/a=b/echo']);
});
