import { expect, test } from 'vitest';
import { isGroupVerified, isKnown, type RunProcesses } from '../../../../src/node/process/processGroup.ts';
import { identify } from '../../../../src/node/process/processIdentity.ts';
import type { ProcessEntry } from '../../../../src/node/process/processTable.ts';
import { tableOf } from '../../../support/processTables.ts';

const machine = { machineId: 'm', bootId: 'b', pidNamespace: 'n' };
const shim: ProcessEntry = { pid: 100, parent: 1, group: 100, session: 100, startTime: '10', isZombie: false };
const script: ProcessEntry = { ...shim, pid: 101, parent: 100, startTime: '11' };
const child: ProcessEntry = { ...script, pid: 102, parent: 101, startTime: '12' };
const known: RunProcesses = {
  run: 'abc',
  shim: identify(machine, shim),
  script: identify(machine, script),
  noted: new Map(),
};

test.each([
  ['its shim', [shim, child], true],
  ['its script', [script, child], true],
  ['nobody who is known', [child], false],
  ['another process with the pid of its shim', [{ ...shim, startTime: '20' }, child], false],
  ['its script, which has left it', [{ ...script, group: 101 }, child], false],
])('a group is vouched for by who is in it: %s', (_who, list, expected) => {
  expect(isGroupVerified(known, machine, tableOf(list))).toBe(expected);
});

test('a noted process vouches for its group, and none that has its pid by now', () => {
  const noted = new Map([[child.pid, child.startTime]]);
  expect(isGroupVerified({ ...known, noted }, machine, tableOf([child]))).toBe(true);
  expect(isGroupVerified({ ...known, noted }, machine, tableOf([{ ...child, startTime: '20' }]))).toBe(false);
});

test('a process of another boot is not known by its pid and start time', () => {
  expect(isKnown(known, machine, shim)).toBe(true);
  expect(isKnown(known, { ...machine, bootId: 'c' }, shim)).toBe(false);
});
