import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { EnvFiles } from '../../src/node/environment/envFileOnDisk.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

const advice = 'Put a readable file there, or fix "envFile" in the task file.';

test('reads files in their order, relative to the workspace folder or absolute, anew each time', async () => {
  using folder = temporaryFolder();
  const files = new EnvFiles(folder.path);
  writeFileSync(folder.join('.env'), '\uFEFF# comment\r\nA="1\r\n2"\r\nB=$A # comment\r\n');
  writeFileSync(folder.join('other'), "C='$A'");
  const other = { path: folder.join('other'), assignments: [{ name: 'C', value: ['$A'] }] };
  expect(await files.read(['.env', folder.join('other')])).toEqual({
    ok: true,
    value: [
      {
        path: '.env',
        assignments: [
          { name: 'A', value: ['1\n2'] },
          { name: 'B', value: [{ name: 'A', written: '$A', place: { line: 4, column: 3 } }] },
        ],
      },
      other,
    ],
  });
  writeFileSync(folder.join('.env'), '');
  expect(await files.read(['.env'])).toEqual({ ok: true, value: [{ path: '.env', assignments: [] }] });
  expect(await files.read([])).toEqual({ ok: true, value: [] });
});

/** The failure in words, with the folder's path as `/w`. */
async function complaint(folder: string, ...files: readonly string[]): Promise<string> {
  const read = await new EnvFiles(folder).read(files);
  return read.ok ? 'no failure' : describeFailure(read.error).replaceAll(folder, '/w');
}

test('says of a file that cannot be used what is wrong, where, and what to do', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.join('dir'));
  writeFileSync(folder.join('latin1'), Buffer.from([0x41, 0x3d, 0xe4]));
  writeFileSync(folder.join('bad'), 'A=1\nthis is hush-hush\n');
  writeFileSync(folder.join('good'), 'A=1');
  const missing = 'Create it, or fix "envFile" in the task file.';
  expect(await complaint(folder.path, 'good', 'no/.env')).toBe(
    `The env file "no/.env" was not found at /w/no/.env. ${missing}`,
  );
  expect(await complaint(folder.path, 'good/.env')).toBe(
    `The env file "good/.env" was not found at /w/good/.env. ${missing}`,
  );
  expect(await complaint(folder.path, 'dir')).toBe(
    `The env file "dir" cannot be read: /w/dir: it is a folder. ${advice}`,
  );
  expect(await complaint(folder.path, 'latin1')).toBe(
    `The env file "latin1" cannot be read: /w/latin1: it is not UTF-8 text. ${advice}`,
  );
  expect(await complaint(folder.path, 'good', 'bad', 'dir')).toBe(
    'The env file "bad" has an error: /w/bad, line 2, column 1: this does not have the form NAME=value. Fix the line, then start again.',
  );
});

test('says of a file that may not be read that it may not', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.join('.env'), 'A=1');
  chmodSync(folder.join('.env'), 0);
  expect(await withoutPrivileges(() => complaint(folder.path, '.env'), folder.path)).toBe(
    `The env file ".env" cannot be read: /w/.env: permission denied. ${advice}`,
  );
});
