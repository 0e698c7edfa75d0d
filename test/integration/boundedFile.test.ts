import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { boundFile } from '../../src/node/files/boundedFile.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a file that is too long hands its end on and begins anew, while somebody has it open', async () => {
  using folder = temporaryFolder();
  const file = folder.join('host.log');
  const writer = openSync(file, 'a');
  writeSync(writer, 'first\n');
  await boundFile(file, 10);
  expect(readdirSync(folder.path)).toEqual(['host.log']);
  writeSync(writer, 'second\nthird\n');
  await boundFile(file, 10);
  writeSync(writer, 'fourth\n');
  closeSync(writer);
  expect([readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['ond\nthird\n', 'fourth\n']);
  appendFileSync(file, 'fifth\n');
  await boundFile(file, 10);
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('rth\nfifth\n');
  expect(readdirSync(folder.path).toSorted()).toEqual(['host.log', 'host.log.1']);
});

test('what cannot be bounded is left as it is', async () => {
  using folder = temporaryFolder();
  await boundFile(folder.join('none'), 1);
  mkdirSync(folder.join('folder'));
  await boundFile(folder.join('folder'), 1);
  writeFileSync(folder.join('long'), 'long');
  mkdirSync(folder.join('long.1'));
  await boundFile(folder.join('long'), 1);
  expect(readFileSync(folder.join('long'), 'utf8')).toBe('long');
});
