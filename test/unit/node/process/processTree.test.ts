import { expect, test } from 'vitest';
import type { RunProcesses } from '../../../../src/node/process/processGroup.ts';
import { identify } from '../../../../src/node/process/processIdentity.ts';
import { ProcessSnapshot } from '../../../../src/node/process/processSnapshot.ts';
import type {
  EnvironmentLook,
  ProcessEntry,
  ProcessList,
  ProcessTable,
} from '../../../../src/node/process/processTable.ts';
import { runCarriers, runMembers } from '../../../../src/node/process/processTree.ts';
import { type ProcessDetails, tableOf } from '../../../support/processTables.ts';

const machine = { machineId: 'm', bootId: 'b', pidNamespace: 'n' };
const self: ProcessEntry = { pid: 50, parent: 40, group: 40, session: 40, startTime: '5', isZombie: false };
const shell: ProcessEntry = { ...self, pid: 40, parent: 1, startTime: '4' };
const shim: ProcessEntry = { pid: 100, parent: 50, group: 100, session: 100, startTime: '10', isZombie: false };
const script: ProcessEntry = { ...shim, pid: 101, parent: 100, startTime: '11' };
const child: ProcessEntry = { ...script, pid: 102, parent: 101, startTime: '12' };
const ownGroup: ProcessEntry = { ...child, pid: 103, group: 103, startTime: '13' };
const ownSession: ProcessEntry = { ...child, pid: 104, group: 104, session: 104, startTime: '14' };
const below: ProcessEntry = { ...ownSession, pid: 105, parent: 104, startTime: '15' };
const daemon: ProcessEntry = { ...child, pid: 106, parent: 1, group: 106, session: 106, startTime: '16' };
const stranger: ProcessEntry = { ...child, pid: 107, parent: 1, group: 1, session: 1, startTime: '17' };
const known: RunProcesses = {
  run: 'abc',
  shim: identify(machine, shim),
  script: identify(machine, script),
  noted: new Map(),
};
const shimLine = '/bin/sh -c text executor-shim /state/runs/0123456789ab.status /bin/echo a b ';

function snapshotOf(list: readonly ProcessEntry[], details?: ProcessDetails): ProcessSnapshot {
  return new ProcessSnapshot(tableOf([shell, self, ...list], details), self.pid);
}

interface Situation extends ProcessDetails {
  readonly noted?: readonly ProcessEntry[];
  readonly isGroupOurs?: boolean;
}

function members(list: readonly ProcessEntry[], situation: Situation = {}): readonly number[] {
  const { noted = [], isGroupOurs } = situation;
  const processes = { ...known, noted: new Map(noted.map(({ pid, startTime }) => [pid, startTime])) };
  return pids(runMembers(processes, snapshotOf(list, situation), machine, isGroupOurs));
}

function pids(entries: readonly ProcessEntry[]): readonly number[] {
  return entries.map(({ pid }) => pid).sort((one, other) => one - other);
}

test('the members of a run are all in its group or session, and all that descends from it, but the shim', () => {
  expect(members([shim, script, child, ownGroup, ownSession, below, daemon, stranger])).toEqual([
    101, 102, 103, 104, 105,
  ]);
});

test('parents come before their children, whatever their pids', () => {
  const late = { ...script, pid: 203, parent: 100, startTime: '30' };
  const tree = [
    { ...below, pid: 101, parent: 202 },
    { ...child, pid: 102, parent: 203 },
    { ...child, pid: 202, parent: 102 },
    late,
  ];
  const found = runMembers(known, snapshotOf([shim, ...tree]), machine);
  expect(found.map(({ pid }) => pid)).toEqual([203, 102, 202, 101]);
});

test('zombies are no members', () => {
  expect(members([shim, { ...script, isZombie: true }, child])).toEqual([102]);
});

test('a script that left group and session is a member still, with what descends from it', () => {
  const away = { ...script, group: 101, session: 101 };
  expect(members([shim, away, { ...below, parent: 101 }])).toEqual([101, 105]);
});

test('the script vouches for the group of a shim that was killed', () => {
  expect(members([script, { ...child, parent: 1 }])).toEqual([101, 102]);
});

test('without shim and script only those count that carry the run in their environment', () => {
  const orphans = [
    { ...child, parent: 1 },
    { ...ownGroup, parent: 1 },
  ];
  expect(members(orphans, { runs: { 103: 'abc', 102: 'another' } })).toEqual([103]);
});

test('a group that was the run’s an instant ago still is, unless another process has its number', () => {
  const orphan = { ...child, parent: 1 };
  expect(members([orphan], { isGroupOurs: true })).toEqual([102]);
  expect(members([orphan, { ...shim, startTime: '20' }], { isGroupOurs: true })).toEqual([]);
});

test('another process with the pid of the shim or the script vouches for nothing', () => {
  expect(members([{ ...shim, startTime: '20' }, { ...script, startTime: '21' }, child])).toEqual([]);
});

test('what was noted is a member wherever it is, with what descends from it, and vouches for its group', () => {
  const adopted = { ...ownSession, parent: 1 };
  expect(members([adopted, below], { noted: [adopted] })).toEqual([104, 105]);
  expect(
    members(
      [
        { ...child, parent: 1 },
        { ...ownGroup, parent: 1 },
      ],
      { noted: [child] },
    ),
  ).toEqual([102, 103]);
});

test('a process that has the pid of a noted one by now is none', () => {
  expect(members([shim, script, { ...daemon, startTime: '20' }], { noted: [daemon] })).toEqual([101]);
});

test('the process that asks is never a member, nor what it started, nor any above it', () => {
  const above = { ...child, pid: 40 };
  const asking = { ...self, parent: 40, group: 100, session: 100 };
  const started = { ...ownSession, parent: 50 };
  const list = [shim, script, above, asking, started, { ...child, parent: 40 }];
  const snapshot = new ProcessSnapshot(tableOf(list, { runs: { 50: 'abc', 102: 'abc' } }), asking.pid);
  expect(pids(runMembers(known, snapshot, machine))).toEqual([102]);
  expect(pids(runCarriers(known, snapshot).carriers)).toEqual([102]);
});

test('the shim of another run is never a member, nor what is below it', () => {
  expect(members([shim, script, ownSession, below], { commandLines: { 104: shimLine } })).toEqual([101]);
  expect(members([shim, script, ownSession, below], { commandLines: { 104: shimLine }, noted: [ownSession] })).toEqual([
    101,
  ]);
});

test('the carriers of a run are those with its id in their environment, but its shim and other shims', () => {
  const others = { ...ownSession, pid: 108, group: 108, session: 108 };
  const snapshot = snapshotOf([shim, script, daemon, stranger, others, { ...child, isZombie: true }], {
    runs: { 50: 'abc', 100: 'abc', 102: 'abc', 106: 'abc', 107: 'another', 108: 'abc' },
    commandLines: { 108: shimLine },
  });
  expect(pids(runCarriers(known, snapshot).carriers)).toEqual([106]);
});

test('no process that is older than the run carries its id, and its environment is not read', () => {
  const asked: number[] = [];
  const table = tableOf([self, shim, { ...daemon, startTime: '9' }, { ...stranger, startTime: '10' }], {
    runs: { 106: 'abc', 107: 'abc' },
  });
  const snapshot = new ProcessSnapshot(
    {
      ...table,
      carriersAmong: (those, variable) => {
        asked.push(...those);
        return table.carriersAmong(those, variable);
      },
    },
    self.pid,
  );
  expect(pids(runCarriers(known, snapshot).carriers)).toEqual([107]);
  expect(asked.toSorted()).toEqual([100, 107]);
  // A run that is older is asked about in the same look: what was read is not read again.
  const older = { ...known, run: 'older', shim: { ...known.shim, startTime: '9' } };
  expect(pids(runCarriers(older, snapshot).carriers)).toEqual([]);
  expect(asked.toSorted()).toEqual([100, 106, 107]);
});

test('what a process has forked that ends while environments are read is found', () => {
  const table = tableOf([self, shim, daemon, stranger], { runs: { 107: 'abc' } });
  // The stranger comes after the first list, the daemon goes before its environment is read.
  let lists = 0;
  const snapshot = new ProcessSnapshot(
    {
      ...table,
      list: (isKnown) => (lists++ === 0 ? [self, shim, daemon] : table.list(isKnown)),
      carriersAmong: (those, variable) => ({ ...table.carriersAmong(those, variable), hasLost: those.includes(106) }),
    },
    self.pid,
  );
  expect(pids(runCarriers(known, snapshot).carriers)).toEqual([107]);
  expect(lists).toBe(2);
});

test('a look is incomplete where processes end to the last while it is made', () => {
  const table = tableOf([self, shim, daemon]);
  const isIncomplete = (faulty: Partial<ProcessTable>): boolean =>
    runCarriers(known, new ProcessSnapshot({ ...table, ...faulty }, self.pid)).isIncomplete;
  expect(isIncomplete({})).toBe(false);
  expect(isIncomplete({ list: (isKnown) => Object.assign([...table.list(isKnown)], { hasLost: true } as const) })).toBe(
    true,
  );
  const carriersAmong = (): EnvironmentLook => ({ carriers: [], unclear: [], hasLost: true });
  let pid = 1_000;
  const list = (isKnown?: (pid: number) => boolean): ProcessList =>
    isKnown?.(daemon.pid) === true ? [{ ...daemon, pid: pid++ }] : table.list(isKnown);
  expect(isIncomplete({ carriersAmong, list })).toBe(true);
});

test('a command that is under way beside a run is no carrier', () => {
  const snapshot = snapshotOf([shim, daemon], { runs: { 106: 'abc' } });
  expect(pids(runCarriers(known, snapshot, new Set([106])).carriers)).toEqual([]);
});

test('a look is unclear where a young process shows no environment, save what the process that asks has started', () => {
  const isUnclear = (entry: ProcessEntry): boolean =>
    runCarriers(known, snapshotOf([shim, script, entry], { unclear: [entry.pid] })).unclear.length > 0;
  expect(isUnclear(daemon)).toBe(true);
  expect(isUnclear({ ...daemon, startTime: '9' })).toBe(false);
  expect(isUnclear({ ...daemon, isZombie: true })).toBe(false);
  expect(isUnclear({ ...daemon, parent: self.pid })).toBe(false);
  expect(isUnclear(child)).toBe(false);
  // A thread of the kernel.
  expect(isUnclear({ ...daemon, parent: 2, group: 0, session: 0 })).toBe(false);
});
