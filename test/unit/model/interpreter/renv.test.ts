import { expect, test } from 'vitest';
import { activatesRenv, describeRenv } from '../../../../src/model/interpreter/renv.ts';

test.each([
  ['source("renv/activate.R")\n', true],
  ['options(digits = 4)\r\nsource("renv/activate.R")', true],
  ['if (interactive()) x; source("renv/activate.R")', true],
  ['# source("renv/activate.R")\n', false],
  ['source("other.R")', false],
  ['', false],
])('whether the profile %j activates renv: %s', (profile, activates) => {
  expect(activatesRenv(profile)).toBe(activates);
});

test.each([
  [{ isInCwd: true }, 'with the renv of the working directory'],
  [{ isInCwd: false, elsewhere: 'jobs' }, 'without the renv of jobs, which is not the working directory'],
  [{ isInCwd: false }, undefined],
  [{ isInCwd: true, args: ['--vanilla'] }, undefined],
  [{ isInCwd: true, args: ['--no-init-file'] }, undefined],
  [{ isInCwd: true, args: ['--no-save'] }, 'with the renv of the working directory'],
  [{ isInCwd: true, env: { R_PROFILE_USER: '/p' } }, undefined],
])('%j is told as %j', (facts, told) => {
  expect(describeRenv({ elsewhere: undefined, args: [], env: {}, ...facts })).toEqual(told);
});
