import { expect, test } from 'vitest';
import { type NodeFacts, ownNode } from '../../../../src/node/program/ownNode.ts';

const facts: NodeFacts = {
  execPath: '/opt/node',
  platform: 'linux',
  version: 'v24.1.0',
  versions: {},
  features: { typescript: 'strip' },
};

test('a Node is called as it is', () => {
  const own = { argv: ['/opt/node'], path: '/opt/node', version: 'v24.1.0', runsTypeScript: true };
  expect(ownNode(facts)).toEqual(own);
  expect(ownNode({ ...facts, platform: 'win32' })).toEqual(own);
  expect(ownNode({ ...facts, features: { typescript: false } })).toEqual({ ...own, runsTypeScript: false });
  expect(ownNode({ ...facts, features: {} })).toEqual({ ...own, runsTypeScript: false });
});

test("VS Code's desktop is told to be one, where that can be told in an argv", () => {
  const electron = { ...facts, versions: { electron: '37.6.0' } };
  expect(ownNode(electron)).toMatchObject({
    argv: ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', '/opt/node'],
    path: '/opt/node',
  });
  expect(ownNode({ ...electron, platform: 'win32' })).toBeUndefined();
});
