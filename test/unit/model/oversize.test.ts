import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/model/describeFailure.ts';
import { findTooLarge, type StartLimits } from '../../../src/model/oversize.ts';

const linux: StartLimits = { one: 131_072, all: 2_097_152 };

function said(argv: readonly string[], env: Record<string, string>, limits: StartLimits = linux): string {
  return describeFailure(findTooLarge(argv, env, limits));
}

const advice = 'Put it in a file, and pass the script its path.';

test('names the variable that is too large, its size and the limit', () => {
  expect(said(['/bin/a', 'x'], { A: '1', BIG: 'ä'.repeat(70_000) })).toBe(
    `The variable BIG has 137 KB, but this system allows at most 128 KB each. ${advice}`,
  );
});

test('the name and the zero byte at the end count', () => {
  expect(findTooLarge([], { A: 'x'.repeat(131_070) }, linux)).toMatchObject({ what: 'variable', bytes: 131_073 });
  expect(findTooLarge([], { A: 'x'.repeat(131_069) }, linux)).toMatchObject({ what: 'all', bytes: 131_072 });
});

test('names the argument that is too large', () => {
  expect(said(['/bin/a', '-c', 'x'.repeat(200_000)], { A: 'x'.repeat(100_000) })).toBe(
    `Argument 2 of the command line has 196 KB, but this system allows at most 128 KB each. ${advice}`,
  );
});

test('where none is too large, the largest of all is named', () => {
  const env = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`V${String(index)}`, 'x'.repeat(100_000)]));
  expect(said(['a'], { ...env, LARGEST: 'x'.repeat(120_000) })).toBe(
    `The environment and arguments total 3048 KB, but this system allows at most 2048 KB; the largest is the variable LARGEST with 118 KB. ${advice}`,
  );
  expect(said(['a', 'x'.repeat(2_000_000)], { A: '1' }, {})).toBe(
    `The environment and arguments total 1954 KB, more than this system allows; the largest is argument 1 of the command line with 1954 KB. ${advice}`,
  );
});
