import { expect, test } from 'vitest';
import { readLimits, setLimitsScript } from '../../../../src/model/environment/loginLimits.ts';

test('nothing but numbers is taken from what a shell has printed', () => {
  expect(readLimits('{"umask":"022","n":"1; rm","c":"","x":"3","s":"8192"}')).toEqual({
    umask: '022',
    soft: { s: '8192' },
  });
  expect(readLimits('{"umask":"$(x)"}')).toBeUndefined();
  expect(readLimits('[]')).toBeUndefined();
  expect(readLimits('nothing')).toBeUndefined();
  expect(setLimitsScript({ umask: '077', soft: {} })).toBe('umask 077');
});
