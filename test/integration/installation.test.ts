import { mkdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isStillInstalled } from '../../src/node/channel/installation.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('an extension is installed as long as one version of it is there, a command as long as its file is', () => {
  using folder = temporaryFolder();
  const installed = (name: string): boolean => isStillInstalled(folder.join('extensions', name));
  mkdirSync(folder.join('extensions/them.executor-2.0.0-linux-x64'), { recursive: true });
  mkdirSync(folder.join('extensions/them.other-1.0.0'));
  expect(installed('them.executor-1.0.0')).toBe(true);
  expect(installed('them.other-1.0.0')).toBe(true);
  expect(installed('them.gone-1.0.0')).toBe(false);
  expect(installed('executor.mjs')).toBe(false);
  rmSync(folder.join('extensions'), { recursive: true });
  expect(installed('them.executor-1.0.0')).toBe(false);
});
