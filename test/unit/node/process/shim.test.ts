import { expect, test } from 'vitest';
import {
  carryFunctions,
  isAnyShimCommandLine,
  isShimCommandLine,
  shimArgv,
} from '../../../../src/node/process/shim.ts';

test('a shim is the shell, its text, its name, the status file, then the script as it stands', () => {
  const argv = shimArgv({ shell: ['/bin/busybox', 'sh'], statusPath: '/state/a.status' }, ['/bin/echo', "it's"]);
  const [, , , text, ...rest] = argv;
  expect(argv.slice(0, 3)).toEqual(['/bin/busybox', 'sh', '-c']);
  expect(rest).toEqual(['executor-shim', '/state/a.status', '/bin/echo', "it's"]);
  expect(text).toContain(`'/bin/busybox' 'sh' -c '`);
});

test('a shim is told from its script by its command line', () => {
  const argv = shimArgv({ shell: ['/bin/sh'], statusPath: '/state/a.status' }, ['/bin/echo', 'x']);
  expect(isShimCommandLine(`${argv.join(' ')} `, '/state/a.status')).toBe(true);
  expect(isShimCommandLine(`${argv.join(' ')} `, '/state/b.status')).toBe(false);
  expect(isShimCommandLine('/bin/echo x ', '/state/a.status')).toBe(false);
  expect(isAnyShimCommandLine(`${argv.join(' ')} `)).toBe(true);
  expect(isAnyShimCommandLine('/bin/grep executor-shim /state/a.log ')).toBe(false);
});

test('functions that bash exported go by way of env, and nothing else does', () => {
  expect(carryFunctions(['/bin/echo'], { PATH: '/bin', 'npm_config_//r/:_authToken': 'secret' })).toEqual([
    '/bin/echo',
  ]);
  expect(carryFunctions(['/bin/echo', 'x'], { PATH: '/bin', 'a.b': 'c', 'BASH_FUNC_module%%': '() { :; }' })).toEqual([
    '/usr/bin/env',
    'BASH_FUNC_module%%=() { :; }',
    '/bin/echo',
    'x',
  ]);
  expect(carryFunctions(['/a=b/echo'], { 'BASH_FUNC_module%%': '() { :; }' })).toEqual(['/a=b/echo']);
});
