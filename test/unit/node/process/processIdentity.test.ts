import { expect, test } from 'vitest';
import { identify, isRecordedProcess, whereabouts } from '../../../../src/node/process/processIdentity.ts';
import type { ProcessEntry } from '../../../../src/node/process/processTable.ts';

const machine = { machineId: 'm', bootId: 'b', pidNamespace: 'n' };
const entry: ProcessEntry = { pid: 7, parent: 1, group: 7, session: 7, startTime: '100', isZombie: false };
const recorded = identify(machine, entry);

test('a process with the recorded pid and start time is alive', () => {
  expect(whereabouts(recorded, machine, () => entry)).toBe('alive');
});

test.each([
  ['there is none', undefined],
  ['it started at another time', { ...entry, startTime: '101' }],
  ['it is a zombie', { ...entry, isZombie: true }],
])('it is gone when %s', (_why, found) => {
  expect(whereabouts(recorded, machine, () => found)).toBe('gone');
});

test('it is gone after a restart of its machine, whatever has its pid now', () => {
  expect(whereabouts(recorded, { ...machine, bootId: 'c' }, () => entry)).toBe('gone');
  expect(whereabouts(recorded, { ...machine, bootId: 'c', pidNamespace: 'o' }, () => entry)).toBe('gone');
});

test('it is elsewhere on another machine or in another pid namespace, whatever has its pid here', () => {
  expect(whereabouts(recorded, { ...machine, machineId: 'o' }, () => entry)).toBe('elsewhere');
  expect(whereabouts(recorded, { ...machine, pidNamespace: 'o' }, () => entry)).toBe('elsewhere');
});

test('a zombie still is the recorded process', () => {
  expect(isRecordedProcess(recorded, machine, { ...entry, isZombie: true })).toBe(true);
  expect(isRecordedProcess(recorded, { ...machine, bootId: 'c' }, entry)).toBe(false);
});
