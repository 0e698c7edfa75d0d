import { expect, test } from 'vitest';
import { isGroupVerified, runMembers } from '../../../src/node/processGroup.ts';
import { identify } from '../../../src/node/processIdentity.ts';
import type { ProcessEntry, ProcessTable } from '../../../src/node/processTable.ts';

const machine = { machineId: 'm', bootId: 'b', pidNamespace: 'n' };
const shim: ProcessEntry = { pid: 100, parent: 1, group: 100, session: 100, startTime: '10', isZombie: false };
const script: ProcessEntry = { ...shim, pid: 101, parent: 100, startTime: '11' };
const child: ProcessEntry = { ...script, pid: 102, parent: 101, startTime: '12' };
const ownGroup: ProcessEntry = { ...child, pid: 103, group: 103, startTime: '13' };
const stranger: ProcessEntry = { ...child, pid: 104, group: 1, session: 1, startTime: '14' };
const known = { run: 'abc', shim: identify(machine, shim), script: identify(machine, script) };

function members(list: readonly ProcessEntry[], carriers: readonly number[] = []): readonly number[] {
  return runMembers(known, machine, tableOf(list, carriers)).map(({ pid }) => pid);
}

function tableOf(list: readonly ProcessEntry[], carriers: readonly number[] = []): ProcessTable {
  return {
    list: () => list,
    find: (pid) => list.find((entry) => entry.pid === pid),
    commandLine: () => '',
    hasInEnvironment: (pid, assignment) => assignment === 'EXECUTOR_RUN_ID=abc' && carriers.includes(pid),
  };
}

test('the members of a run are all in its group or session but the shim', () => {
  expect(members([shim, script, child, ownGroup, stranger])).toEqual([101, 102, 103]);
});

test('zombies are no members', () => {
  expect(members([shim, { ...script, isZombie: true }, child])).toEqual([102]);
});

test('a script that left group and session is a member still', () => {
  expect(members([shim, { ...script, group: 101, session: 101 }])).toEqual([101]);
});

test('the script vouches for the group of a shim that was killed', () => {
  expect(members([script, child])).toEqual([101, 102]);
  expect(isGroupVerified(known, machine, tableOf([script, child]))).toBe(true);
});

test('without shim and script only those count that carry the run in their environment', () => {
  expect(members([child, ownGroup], [103])).toEqual([103]);
  expect(isGroupVerified(known, machine, tableOf([child]))).toBe(false);
});

test('another process with the pid of the shim or the script vouches for nothing', () => {
  const other = [{ ...shim, startTime: '20' }, { ...script, startTime: '21' }, child];
  expect(members(other)).toEqual([]);
  expect(isGroupVerified(known, machine, tableOf(other))).toBe(false);
});

test('the process that asks is never a member', () => {
  expect(members([shim, script, { ...child, pid: process.pid }])).toEqual([101]);
});
