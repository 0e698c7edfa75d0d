import { expect, test } from 'vitest';
import { type DoctorFacts, judge } from '../../../src/cli/doctor/findings.ts';

const healthy: DoctorFacts = {
  now: Date.UTC(2030, 0, 1, 14, 2),
  platform: 'linux',
  nodeVersion: '22.13.0',
  surroundings: {
    stateFolder: '/home/me/.local/state/executor',
    stateProblem: undefined,
    missingFiles: [],
    damagedBuilds: [],
    fileSystem: 0xef53,
    socket: { kind: 'usable', folder: '/run/user/1000/executor' },
    hasBattery: false,
    zoneProblem: undefined,
  },
  isLingering: true,
  host: { kind: 'none' },
  oldFolder: undefined,
  taskFile: { kind: 'valid' },
  armed: 0,
  heldUp: [],
};

function levels(extra: Partial<DoctorFacts>): Readonly<Record<string, string>> {
  const found = judge({ ...healthy, ...extra }).filter(({ level }) => level !== 'ok');
  return Object.fromEntries(found.map(({ about, level }) => [about, level]));
}

test('finds nothing where everything is in order', () => {
  expect(levels({})).toEqual({});
});

test('tells what a background host has from its starter, and what no zone is', () => {
  const host = { kind: 'alive', mode: 'background', pid: 1, version: '1.0.0', burdens: ['nice 10'] } as const;
  expect(levels({ host })).toEqual({ host: 'warn' });
  expect(levels({ host: { ...host, mode: 'foreground' } })).toEqual({});
  expect(levels({ host: { ...host, burdens: [] } })).toEqual({});
  const { surroundings } = healthy;
  expect(levels({ surroundings: { ...surroundings, zoneProblem: 'TZ is x.' } })).toEqual({ 'time zone': 'warn' });
});

test('fails what is in the way, and warns of what may come', () => {
  const { surroundings } = healthy;
  expect(levels({ surroundings: { ...surroundings, stateProblem: 'permission denied' } })).toEqual({ state: 'fail' });
  expect(levels({ surroundings: { ...surroundings, damagedBuilds: ['/builds/x'] } })).toEqual({ builds: 'warn' });
  expect(levels({ surroundings: { ...surroundings, missingFiles: ['/opt/host.mjs'] } })).toEqual({ builds: 'fail' });
  expect(levels({ surroundings: { ...surroundings, stateFolder: undefined } })).toEqual({ state: 'fail' });
  expect(levels({ surroundings: { ...surroundings, fileSystem: 0x6969 } })).toEqual({ 'file system': 'warn' });
  expect(levels({ surroundings: { ...surroundings, socket: { kind: 'none', detail: 'x' } } })).toEqual({
    sockets: 'fail',
  });
  expect(levels({ surroundings: { ...surroundings, hasBattery: true } })).toEqual({ sleep: 'warn' });
  expect(levels({ armed: 2 })).toEqual({ host: 'warn' });
  expect(levels({ host: { kind: 'unreachable', why: 'x' } })).toEqual({ host: 'fail' });
  expect(levels({ isLingering: false })).toEqual({ 'after logout': 'warn' });
  expect(levels({ taskFile: { kind: 'absent' } })).toEqual({ 'task file': 'warn' });
  expect(levels({ taskFile: { kind: 'invalid', line: 3, message: 'x' } })).toEqual({ 'task file': 'fail' });
});

test('tells each warning of a task file that can be read, by its line', () => {
  const taskFileWarnings = [{ line: 4, message: 'Both must hold.' }];
  expect(levels({ taskFileWarnings })).toEqual({ 'task file': 'warn' });
  expect(judge({ ...healthy, taskFileWarnings })).toContainEqual({
    level: 'warn',
    about: 'task file',
    message: 'Line 4: Both must hold.',
  });
});

test('names the tasks that wait for something that passes', () => {
  const heldUp = [
    { name: 'api', by: 'disk-full' },
    { name: 'poll', by: 'too-many-processes' },
  ] as const;
  expect(judge({ ...healthy, heldUp })).toContainEqual({
    level: 'warn',
    about: 'tasks',
    message:
      'Not started right now, but retried automatically: api (waiting for disk space), poll (too many processes)',
  });
});

test('says what to do about each', () => {
  const found = judge({ ...healthy, isLingering: false, armed: 1 });
  expect(found.filter(({ level }) => level !== 'ok').map(({ message }) => message)).toEqual([
    'No host is running, so 1 schedule does not fire. Start one: executor up, or executor service install.',
    'Running tasks may be ended when you log out, and no service starts before you log in. To change that: loginctl enable-linger',
  ]);
});
