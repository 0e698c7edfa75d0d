import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { defaultHostSettings } from '../../src/model/host/hostSettings.ts';
import type { LaterRun } from '../../src/model/schedule/laterRun.ts';
import type { ProcessIdentity, RunOutcome, RunRecord, Trigger } from '../../src/model/run.ts';
import type { Skipped } from '../../src/model/schedule/skipped.ts';
import { acquireHostLock, type HostLock } from '../../src/node/state/hostLock.ts';
import { openDatabase } from '../../src/node/files/sqlite.ts';
import { schemaVersion } from '../../src/node/state/sqliteSchema.ts';
import { openStore } from '../../src/node/state/openStore.ts';
import type { SqliteStore } from '../../src/node/state/sqliteStore.ts';
import { RecordingJournal } from '../support/recordingJournal.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const shim: ProcessIdentity = {
  machineId: 'machine',
  bootId: 'boot',
  pidNamespace: 'pid:[4026531836]',
  pid: 4710,
  startTime: '123456',
};

/** A store under its lock, in a folder of its own. */
class Owner implements Disposable {
  readonly journal = new RecordingJournal();
  readonly path: string;
  private opened: SqliteStore | undefined;

  private constructor(
    readonly folder: TemporaryFolder,
    readonly lock: HostLock,
  ) {
    this.path = folder.join('executor.db');
  }

  static async create(): Promise<Owner> {
    const folder = temporaryFolder();
    const lock = await acquireHostLock(folder.join('host.lock'), { clock: systemClock, random: systemRandom });
    if (!lock.ok) throw new Error('no lock');
    return new Owner(folder, lock.value);
  }

  /** Opens the store again, as the next host does. */
  open() {
    this.opened?.close();
    const { path, lock, journal } = this;
    const store = openStore({ path, lock, journal, clock: systemClock, random: systemRandom, version: '1.2.0' });
    this.opened = store.ok ? store.value : undefined;
    return store;
  }

  get store(): SqliteStore {
    if (this.opened) return this.opened;
    const store = this.open();
    if (!store.ok) throw new Error(JSON.stringify(store.error));
    return store.value;
  }

  /** Does to the closed database what only damage or another version would. */
  meddle(sql: string): void {
    this.opened?.close();
    this.opened = undefined;
    const database = openDatabase(this.path, 0);
    database.exec(sql);
    database.close();
  }

  [Symbol.dispose](): void {
    this.opened?.close();
    this.lock.dispose();
    this.folder[Symbol.dispose]();
  }
}

type Starting = RunRecord & { readonly state: 'starting' };

function starting(id: string, task = 'scrape', createdAt = 1_000): Starting {
  return { id, task, trigger: 'manual', createdAt, logPath: `/logs/${id}.log`, state: 'starting' };
}

function begun(store: SqliteStore, ...runs: readonly Starting[]): void {
  for (const run of runs) expect(store.begin(run, { setsUp: true })).toEqual({ ok: true, value: undefined });
}

describe('the store', () => {
  test('remembers what is to run later, decides it in one transaction, and takes back what never began', async () => {
    using owner = await Owner.create();
    const done = { ok: true, value: undefined };
    const later: LaterRun = {
      id: 'later1',
      task: 'Report',
      at: 9_000.5,
      timeZone: 'Asia/Tokyo',
      askedAt: 1_000,
      args: ['x'],
    };
    const other: LaterRun = { id: 'later2', task: 'other', at: 5_000, timeZone: 'UTC', askedAt: 2_000 };
    expect([owner.store.addLater(later), owner.store.addLater(other)]).toEqual([done, done]);
    owner.open();
    expect(owner.store.laterRuns()).toEqual([other, later]);
    expect(owner.store.knownTasks()).toEqual(['Report', 'other']);

    const { askedAt, id, timeZone } = later;
    const run: Starting = {
      ...starting('aaaaaaaaaaaa', 'Report'),
      trigger: 'schedule',
      scheduledFor: later.at,
      args: ['x'],
      later: { id, timeZone, askedAt },
    };
    const skipped: Skipped = { task: 'other', from: 5_000, to: 5_000, count: 1, why: 'undefined' };
    const decisions = [
      { later, run },
      { later: other, skipped },
    ];
    expect(owner.store.decideLater(decisions)).toEqual(done);
    owner.open();
    expect([owner.store.laterRuns(), owner.store.unsettledRuns()]).toEqual([[], [run]]);
    expect(owner.store.newestSkipped(5)).toMatchObject([skipped]);

    expect(owner.store.returnLater(later, run.id)).toEqual(done);
    owner.open();
    expect([owner.store.laterRuns(), owner.store.unsettledRuns()]).toEqual([[later], []]);
    owner.store.rename('report', 'Summary', new Map());
    expect(owner.store.laterRuns()).toEqual([{ ...later, task: 'Summary' }]);
    owner.store.forget('summary');
    expect(owner.store.laterRuns()).toEqual([]);
    owner.store.addLater(other);
    expect(owner.store.cancelLater([other.id])).toEqual(done);
    expect(owner.store.laterRuns()).toEqual([]);
  });

  test('remembers a run through all its states, in the next host as in this one', async () => {
    using owner = await Owner.create();
    const run = starting('aaaaaaaaaaaa');
    begun(owner.store, run);
    expect(owner.store.unsettledRuns()).toEqual([run]);
    owner.open();
    expect(owner.store.unsettledRuns()).toEqual([run]);

    owner.store.markRunning(run.id, { at: 2_000.25, pid: 4711, shim });
    const running = { ...run, state: 'running', startedAt: 2_000.25, pid: 4711, shim };
    expect(owner.store.unsettledRuns()).toEqual([running]);
    owner.open();
    expect(owner.store.unsettledRuns()).toEqual([running]);
    expect(owner.store.recentRuns('scrape', 5)).toEqual([running]);

    const stopping = { by: 9_000, hasTimedOut: true };
    owner.store.markStopping(run.id, stopping);
    owner.open();
    expect(owner.store.unsettledRuns()).toEqual([{ ...running, stopping }]);

    const outcome: RunOutcome = { kind: 'failed', exit: { code: 3 } };
    expect(owner.store.settle(run.id, { at: 3_000.5, outcome })).toEqual({ ...running, stopping });
    const ended = { ...run, state: 'ended', startedAt: 2_000.25, endedAt: 3_000.5, outcome, pid: 4711 };
    expect([owner.store.unsettledRuns(), owner.store.recentRuns('scrape', 5)]).toEqual([[], [ended]]);
    owner.open();
    expect([owner.store.unsettledRuns(), owner.store.recentRuns('scrape', 5)]).toEqual([[], [ended]]);
  });

  test.each<RunOutcome>([
    { kind: 'succeeded', exit: { code: 0 } },
    { kind: 'failed', exit: { code: 255 } },
    { kind: 'failed', exit: { signal: 'SIGSEGV' } },
    { kind: 'stopped', exit: { signal: 'SIGTERM' } },
    { kind: 'stopped', exit: { code: 0 } },
    { kind: 'stopped' },
    { kind: 'start-failed', failure: { reason: 'script-missing', script: 'x.R', path: '/w/x.R' } },
    { kind: 'interrupted' },
  ])('gives back the outcome %j as it was', async (outcome) => {
    using owner = await Owner.create();
    const run = starting('aaaaaaaaaaaa');
    begun(owner.store, run);
    expect(owner.store.settle(run.id, { at: 3_000, outcome })).toEqual(run);
    expect(owner.store.recentRuns('scrape', 1)).toEqual([{ ...run, state: 'ended', endedAt: 3_000, outcome }]);
  });

  test('remembers which settled runs have left processes, until these are gone', async () => {
    using owner = await Owner.create();
    for (const id of ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc']) {
      begun(owner.store, starting(id));
      if (id !== 'cccccccccccc') owner.store.markRunning(id, { at: 2_000, pid: 4711, shim });
    }
    const outcome: RunOutcome = { kind: 'failed', exit: { code: 3 } };
    owner.store.settle('aaaaaaaaaaaa', { at: 3_000, outcome, leftovers: 2 });
    owner.store.settle('bbbbbbbbbbbb', { at: 3_000, outcome, leftovers: 0 });
    owner.open();
    const left = { id: 'aaaaaaaaaaaa', task: 'scrape', startedAt: 2_000, pid: 4711, shim };
    expect(owner.store.leavingRuns()).toEqual([{ ...left, leftovers: 2 }]);
    owner.store.setLeftovers('aaaaaaaaaaaa', 1);
    owner.store.rename('scrape', 'report', new Map());
    expect(owner.store.leavingRuns()).toEqual([{ ...left, task: 'report', leftovers: 1 }]);
    owner.store.setLeftovers('aaaaaaaaaaaa', 0);
    expect(owner.store.leavingRuns()).toEqual([]);
  });

  test('settles a run once: the first end counts', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    owner.store.settle('aaaaaaaaaaaa', { at: 2_000, outcome: { kind: 'interrupted' } });
    const late = { at: 3_000, outcome: { kind: 'succeeded', exit: { code: 0 } } } as const;
    expect(owner.store.settle('aaaaaaaaaaaa', late)).toBeUndefined();
    expect(owner.store.settle('unknown', late)).toBeUndefined();
    owner.store.markRunning('aaaaaaaaaaaa', { at: 3_000, pid: 1, shim });
    expect(owner.store.recentRuns('scrape', 5)).toMatchObject([{ state: 'ended', endedAt: 2_000 }]);
  });

  test('compares task names without letter case, and orders runs by when they were decided', async () => {
    using owner = await Owner.create();
    const runs = [
      starting('aaaaaaaaaaaa', 'Report', 5_000),
      starting('bbbbbbbbbbbb', 'other', 6_000),
      starting('cccccccccccc', 'REPORT', 1_000),
      starting('dddddddddddd', 'report', 2_000),
    ] as const;
    begun(owner.store, ...runs);
    expect(owner.store.unsettledRuns()).toEqual(runs);
    expect(owner.store.recentRuns('rePort', 2)).toEqual([runs[3], runs[2]]);
    expect(owner.store.recentRuns('nobody', 2)).toEqual([]);
  });

  test('wants a task up from its first run until something else is wanted', async () => {
    using owner = await Owner.create();
    expect(owner.store.desired('scrape')).toBe('down');
    begun(owner.store, starting('aaaaaaaaaaaa', 'Scrape'));
    expect(owner.store.desired('scrape')).toBe('up');
    owner.store.setDesired('SCRAPE', 'down');
    owner.store.setDesired('new', 'up');
    owner.open();
    expect([owner.store.desired('scrape'), owner.store.desired('new')]).toEqual(['down', 'up']);
  });

  test('remembers which run of a task was seen last, whatever is wanted of the task', async () => {
    using owner = await Owner.create();
    expect(owner.store.seenRun('scrape')).toBeUndefined();
    owner.store.markSeen('scrape', 'aaaaaaaaaaaa');
    expect(owner.store.desired('scrape')).toBe('down');
    begun(owner.store, starting('bbbbbbbbbbbb', 'Scrape'));
    owner.open();
    expect([owner.store.seenRun('SCRAPE'), owner.store.desired('scrape')]).toEqual(['aaaaaaaaaaaa', 'up']);
    owner.store.markSeen('scrape', 'bbbbbbbbbbbb');
    expect([owner.store.seenRun('scrape'), owner.store.desired('scrape')]).toEqual(['bbbbbbbbbbbb', 'up']);
  });

  test('forgets a task with its history and answers where its logs are', async () => {
    using owner = await Owner.create();
    begun(
      owner.store,
      starting('aaaaaaaaaaaa', 'Report'),
      starting('bbbbbbbbbbbb', 'other'),
      starting('cccccccccccc', 'report'),
    );
    owner.store.markSeen('report', 'aaaaaaaaaaaa');
    expect(owner.store.forget('REPORT')).toEqual(['/logs/aaaaaaaaaaaa.log', '/logs/cccccccccccc.log']);
    expect(owner.store.forget('report')).toEqual([]);
    expect(owner.store.recentRuns('report', 5)).toEqual([]);
    expect([owner.store.desired('report'), owner.store.seenRun('report')]).toEqual(['down', undefined]);
    expect(owner.store.recentRuns('other', 5)).toHaveLength(1);
  });

  test('makes an id for the executor once', async () => {
    using owner = await Owner.create();
    const id = owner.store.executorId;
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    owner.open();
    expect(owner.store.executorId).toBe(id);
  });

  test('is one file when closed, and answers like an empty store from then on', async () => {
    using owner = await Owner.create();
    const { store } = owner;
    begun(store, starting('aaaaaaaaaaaa'));
    store.close();
    store.close();
    expect(readdirSync(owner.folder.path).sort()).toEqual(['executor.db', 'host.lock']);
    expect(store.begin(starting('bbbbbbbbbbbb'), { setsUp: true })).toEqual({
      ok: false,
      error: { reason: 'closing' },
    });
    expect(store.settle('aaaaaaaaaaaa', { at: 1, outcome: { kind: 'interrupted' } })).toBeUndefined();
    expect([store.unsettledRuns(), store.recentRuns('scrape', 1), store.forget('scrape')]).toEqual([[], [], []]);
    expect(owner.journal.events).toEqual([]);
  });
});

describe('what the store keeps of a task', () => {
  const schedule = { mode: 'armed', written: '["1 day"]', every: '1 day', anchor: 10, cursor: 20.5 } as const;

  test('is its schedule, until that is taken away', async () => {
    using owner = await Owner.create();
    expect(owner.store.schedule('scrape')).toBeUndefined();
    owner.store.setSchedule('scrape', schedule);
    owner.open();
    expect(owner.store.schedule('SCRAPE')).toEqual(schedule);
    expect(owner.store.knownTasks()).toEqual(['scrape']);
    owner.store.setSchedule('scrape', { ...schedule, mode: 'paused', isPausedTogether: true });
    expect(owner.store.schedule('scrape')).toEqual({ ...schedule, mode: 'paused', isPausedTogether: true });
    owner.store.setSchedule('scrape', undefined);
    expect(owner.store.schedule('scrape')).toBeUndefined();
  });

  test('is whether it is muted, and its incident', async () => {
    using owner = await Owner.create();
    owner.store.setMuted('scrape', true);
    owner.store.setIncident('scrape', { since: 5, isLoopTold: true });
    owner.open();
    expect(owner.store.isMuted('scrape')).toBe(true);
    expect(owner.store.incident('scrape')).toEqual({ since: 5, isLoopTold: true });
    owner.store.setMuted('scrape', false);
    owner.store.setIncident('scrape', undefined);
    expect([owner.store.isMuted('scrape'), owner.store.incident('scrape')]).toEqual([false, undefined]);
  });

  test('goes over to another name with its history and where its logs are', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'), starting('bbbbbbbbbbbb', 'other'));
    owner.store.setSchedule('scrape', schedule);
    owner.store.rename('scrape', 'harvest', new Map([['/logs/aaaaaaaaaaaa.log', '/logs/harvest/a.log']]));
    expect(owner.store.recentRuns('scrape', 1)).toEqual([]);
    expect(owner.store.recentRuns('harvest', 2)).toMatchObject([{ task: 'harvest', logPath: '/logs/harvest/a.log' }]);
    expect(owner.store.schedule('harvest')).toEqual(schedule);
    expect(owner.store.desired('harvest')).toBe('up');
    expect(owner.store.logPaths('other')).toEqual(['/logs/bbbbbbbbbbbb.log']);
  });

  test('survives a mere change of letter case', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    owner.store.rename('scrape', 'Scrape', new Map());
    expect(owner.store.recentRuns('scrape', 1)).toMatchObject([{ task: 'Scrape' }]);
  });

  test('is what its runs were started for and with', async () => {
    using owner = await Owner.create();
    const run: Starting = {
      ...starting('aaaaaaaaaaaa'),
      scheduledFor: 7,
      args: ['--all', ''],
      isExtra: true,
      isOnce: true,
    };
    begun(owner.store, run);
    expect(owner.store.recentRuns('scrape', 1)).toEqual([run]);
  });
});

describe('a run that is owed', () => {
  const base = { task: 'a', trigger: 'manual', createdAt: 1, logPath: '/l/1.log', state: 'starting' } as const;
  const cause = { task: 'a', run: 'r1', outcome: 'failed', exit: { code: 3 }, logPath: '/l/1.log' } as const;
  const next = { run: 'r2', trigger: 'chained', isOnce: true, retry: 0, cause } as const;
  const end = { at: 2, outcome: { kind: 'failed', exit: { code: 3 } } } as const;

  test('is kept with the end that makes it so, and goes over to another name, until it is begun or forgiven', async () => {
    using owner = await Owner.create();
    owner.store.begin({ ...base, id: 'r1' }, { setsUp: false });
    owner.store.settle('r1', end, () => [
      { task: 'B', next },
      { task: 'a', next: { ...next, run: 'r3', trigger: 'retry' }, retry: { until: 9, of: 2 } },
    ]);
    // An end counts once, and so does what it makes owed.
    expect(owner.store.settle('r1', end, () => [{ task: 'c', next: { ...next, run: 'r4' } }])).toBeUndefined();
    owner.open();
    owner.store.setDesired('b', 'down');
    owner.store.rename('b', 'other', new Map());
    expect(owner.store.owed()).toEqual([
      { task: 'other', next },
      { task: 'a', next: { ...next, run: 'r3', trigger: 'retry' }, retry: { until: 9, of: 2 } },
    ]);
    const begun = { ...base, id: 'r2', task: 'other', trigger: 'chained', isOnce: true, retry: 0, cause } as const;
    owner.store.begin(begun, { setsUp: false });
    expect(owner.store.recentRuns('other', 1)).toEqual([begun]);
    owner.store.forgive('r3');
    expect(owner.store.owed()).toEqual([]);
  });

  test('is forgotten with its task', async () => {
    using owner = await Owner.create();
    owner.store.begin({ ...base, id: 'r1' }, { setsUp: false });
    owner.store.settle('r1', end, () => [{ task: 'b', next }]);
    owner.store.forget('b');
    expect(owner.store.owed()).toEqual([]);
  });
});

describe('occurrences that are due', () => {
  const schedule = { mode: 'armed', written: '', every: '1 day', anchor: 1, cursor: 2 } as const;

  test('are decided together with their runs, which leave the desired state as it is', async () => {
    using owner = await Owner.create();
    const run: Starting = { ...starting('aaaaaaaaaaaa'), trigger: 'schedule', scheduledFor: 2 };
    const decisions = [
      { task: 'scrape', schedule, run },
      { task: 'poll', schedule },
    ];
    expect(owner.store.decide(decisions)).toEqual({ ok: true, value: undefined });
    expect(owner.store.unsettledRuns()).toEqual([run]);
    expect(owner.store.schedule('poll')).toEqual(schedule);
    expect(owner.store.desired('scrape')).toBe('down');
  });

  test('are decided all or none', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    const decisions = [
      { task: 'poll', schedule },
      { task: 'scrape', schedule, run: starting('aaaaaaaaaaaa') },
    ];
    expect(owner.store.decide(decisions)).toMatchObject({ ok: false, error: { reason: 'state-unusable' } });
    expect(owner.store.schedule('poll')).toBeUndefined();
  });
});

describe('what the store keeps of the windows', () => {
  test('is what their settings said last', async () => {
    using owner = await Owner.create();
    expect(owner.store.settings()).toEqual(defaultHostSettings);
    const settings = { ...defaultHostSettings, maxConcurrentRuns: 2, timeZone: 'Europe/Berlin' };
    owner.store.setSettings(settings);
    owner.open();
    expect(owner.store.settings()).toEqual(settings);
  });

  test('is what an older version kept of them, with the default for all that it did not know', async () => {
    using owner = await Owner.create();
    owner.store.setSettings(defaultHostSettings);
    owner.meddle(
      `UPDATE meta SET value = '{"interpreters":{"r":["/opt/Rscript"]},"folder":"runs"}' WHERE key = 'settings'`,
    );
    const kept = { ...defaultHostSettings, interpreters: { r: ['/opt/Rscript'] }, folder: 'runs' };
    expect(owner.store.settings()).toEqual(kept);
    owner.meddle(`UPDATE meta SET value = '{"folder":1}' WHERE key = 'settings'`);
    expect(owner.store.settings()).toEqual(defaultHostSettings);
  });

  test('is until when one was there, and which runs ended after that', async () => {
    using owner = await Owner.create();
    expect(owner.store.attendedUntil()).toBeUndefined();
    owner.store.setAttendedUntil(1_234.5);
    begun(owner.store, starting('aaaaaaaaaaaa'), starting('bbbbbbbbbbbb'), starting('cccccccccccc'));
    owner.store.settle('aaaaaaaaaaaa', { at: 1_000, outcome: { kind: 'interrupted' } });
    owner.store.settle('bbbbbbbbbbbb', { at: 2_000, outcome: { kind: 'interrupted' } });
    expect(owner.store.countEndedAfter(owner.store.attendedUntil() ?? 0)).toBe(1);
  });
});

describe('a store whose files were replaced', () => {
  test('begins nothing once the lock is another file', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    renameSync(owner.lock.path, `${owner.lock.path}.moved`);
    writeFileSync(owner.lock.path, '');
    const refused = { ok: false, error: { reason: 'state-replaced', path: owner.lock.path } };
    expect(owner.store.begin(starting('bbbbbbbbbbbb'), { setsUp: true })).toEqual(refused);
    expect(owner.store.unsettledRuns()).toHaveLength(1);
  });

  test.each(['deleted', 'replaced'])('begins nothing once the database is %s', async (how) => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    if (how === 'deleted') rmSync(owner.path);
    else {
      renameSync(owner.path, `${owner.path}.moved`);
      writeFileSync(owner.path, '');
    }
    const refused = { ok: false, error: { reason: 'state-replaced', path: owner.path } };
    expect(owner.store.begin(starting('bbbbbbbbbbbb'), { setsUp: true })).toEqual(refused);
    expect(owner.store.unsettledRuns()).toHaveLength(1);
  });
});

test('begins nothing where nobody can tell whose files they are, and says why', async () => {
  using owner = await Owner.create();
  begun(owner.store, starting('aaaaaaaaaaaa'));
  renameSync(owner.folder.path, `${owner.folder.path}.moved`);
  writeFileSync(owner.folder.path, '');
  try {
    expect(owner.store.begin(starting('bbbbbbbbbbbb'), { setsUp: true })).toMatchObject({
      ok: false,
      error: { reason: 'state-unusable', path: owner.lock.path },
    });
  } finally {
    rmSync(owner.folder.path);
    renameSync(`${owner.folder.path}.moved`, owner.folder.path);
  }
});

describe('what the disk refuses for a while', () => {
  test('is written in its order when the disk takes it, and before anything that must be written', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    const other = openDatabase(owner.path, 0);
    other.exec('BEGIN EXCLUSIVE');
    try {
      owner.store.markRunning('aaaaaaaaaaaa', { at: 2_000, pid: 4711, shim });
      owner.store.settle('aaaaaaaaaaaa', { at: 3_000, outcome: { kind: 'failed', exit: { code: 3 } } });
      expect(owner.store.check()).toMatchObject({ ok: false, error: { reason: 'state-unusable' } });
    } finally {
      other.close();
    }
    expect(owner.store.recentRuns('scrape', 1)).toEqual([starting('aaaaaaaaaaaa')]);
    begun(owner.store, starting('bbbbbbbbbbbb'));
    expect(owner.store.recentRuns('scrape', 2)).toMatchObject([
      { id: 'bbbbbbbbbbbb', state: 'starting' },
      { id: 'aaaaaaaaaaaa', startedAt: 2_000, endedAt: 3_000, outcome: { kind: 'failed', exit: { code: 3 } } },
    ]);
    expect(owner.store.check()).toEqual({ ok: true, value: 1 });
  });

  test('is nothing that can never be written', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'), starting('bbbbbbbbbbbb', 'other'));
    owner.meddle('CREATE UNIQUE INDEX one_log ON runs (log_path)');
    owner.open();
    owner.store.rename('other', 'third', new Map([['/logs/bbbbbbbbbbbb.log', '/logs/aaaaaaaaaaaa.log']]));
    expect(owner.journal.events).toEqual(['state-unusable']);
    expect(owner.store.check()).toEqual({ ok: true, value: 0 });
  });
});

describe('a damaged database', () => {
  const garbage = Buffer.from('no database at all, but something long enough to be looked at. '.repeat(100));

  test.each<[string, (owner: Owner) => void]>([
    [
      'that is no database',
      ({ path }) => {
        writeFileSync(path, garbage);
      },
    ],
    [
      'cut off in the middle',
      ({ path }) => {
        truncateSync(path, 4_096 * 2 + 100);
      },
    ],
    [
      'with a page of rubbish',
      ({ path }) => {
        const bytes = readFileSync(path);
        garbage.copy(bytes, 4_096, 0, 4_096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'without its tables',
      (owner) => {
        owner.meddle('DROP TABLE runs');
      },
    ],
  ])('%s is set aside, told and begun anew', async (_what, damage) => {
    using owner = await Owner.create();
    begun(owner.store, ...Array.from({ length: 200 }, (_, index) => starting(String(index).padStart(12, '0'))));
    owner.store.close();
    damage(owner);
    const before = readFileSync(owner.path);

    expect(owner.open().ok).toBe(true);
    expect(owner.store.unsettledRuns()).toEqual([]);
    begun(owner.store, starting('aaaaaaaaaaaa'));
    expect(owner.journal.events).toEqual(['state-set-aside']);
    const aside = readdirSync(owner.folder.path).filter((name) => /^executor\.db\.damaged-\d{8}T\d{6}$/.test(name));
    expect(aside).toHaveLength(1);
    expect(readFileSync(owner.folder.join(aside[0] ?? ''))).toEqual(before);
    expect(owner.journal.entries[0]?.message).toContain(aside[0]);
  });

  test('twice within a second is set aside twice', async () => {
    using owner = await Owner.create();
    for (let round = 0; round < 3; round++) {
      owner.store.close();
      writeFileSync(owner.path, garbage);
      expect(owner.open().ok).toBe(true);
    }
    expect(readdirSync(owner.folder.path).filter((name) => name.includes('damaged'))).toHaveLength(3);
  });

  test('which is an empty file is simply new', async () => {
    using owner = await Owner.create();
    writeFileSync(owner.path, '');
    begun(owner.store, starting('aaaaaaaaaaaa'));
    expect(owner.journal.events).toEqual([]);
  });

  test('row by row is read as carefully as can be', async () => {
    using owner = await Owner.create();
    begun(
      owner.store,
      starting('aaaaaaaaaaaa'),
      starting('bbbbbbbbbbbb'),
      starting('cccccccccccc'),
      starting('dddddddddddd'),
    );
    owner.store.markRunning('aaaaaaaaaaaa', { at: 2_000, pid: 4711, shim });
    owner.store.settle('bbbbbbbbbbbb', { at: 2_000, outcome: { kind: 'failed', exit: { code: 1 } } });
    owner.store.settle('cccccccccccc', {
      at: 2_000,
      outcome: { kind: 'start-failed', failure: { reason: 'closing' } },
    });
    owner.meddle(`UPDATE runs SET shim = '{"pid":1}' WHERE id = 'aaaaaaaaaaaa';
      UPDATE runs SET exit_code = NULL WHERE id = 'bbbbbbbbbbbb';
      UPDATE runs SET failure = '{"reason":"unheard-of"}' WHERE id = 'cccccccccccc';
      UPDATE runs SET trigger = 'unheard-of' WHERE id = 'dddddddddddd';`);
    expect(owner.store.unsettledRuns()).toEqual([starting('aaaaaaaaaaaa'), starting('dddddddddddd')]);
    expect(owner.store.recentRuns('scrape', 4).slice(1, 3)).toMatchObject([
      { outcome: { kind: 'start-failed', failure: { reason: 'internal', detail: '{"reason":"unheard-of"}' } } },
      { outcome: { kind: 'interrupted' } },
    ]);
  });
});

describe('occurrences that led to no run', () => {
  const hour = 3_600_000;
  const missed = (from: number, count = 1, why: Skipped['why'] = 'missed'): Skipped => {
    return { task: 'scrape', from: from * hour, to: (from + count - 1) * hour, count, why };
  };

  test('are one row where they are in a row for one reason, and another after a run or for another reason', async () => {
    using owner = await Owner.create();
    owner.store.noteSkipped(missed(1, 2));
    owner.store.noteSkipped(missed(3));
    owner.store.noteSkipped({ ...missed(3), task: 'other' });
    owner.store.noteSkipped(missed(4));
    owner.store.noteSkipped(missed(5, 1, 'overlap'));
    begun(owner.store, starting('aaaaaaaaaaaa'));
    owner.store.noteSkipped(missed(6, 1, 'overlap'));
    owner.open();
    expect(owner.store.recentSkipped('SCRAPE', 9)).toMatchObject([
      missed(6, 1, 'overlap'),
      missed(5, 1, 'overlap'),
      missed(1, 4),
    ]);
    expect(owner.store.newestSkipped(9).map(({ task }) => task)).toMatchObject(['scrape', 'scrape', 'other', 'scrape']);
  });

  test('are recorded together with the decision that passed over them', async () => {
    using owner = await Owner.create();
    const schedule = { mode: 'armed', written: '', every: '', anchor: 0, cursor: 3 * hour } as const;
    const run = starting('aaaaaaaaaaaa');
    expect(owner.store.decide([{ task: 'scrape', schedule, run, skipped: [missed(1, 2)] }]).ok).toBe(true);
    expect(owner.store.recentSkipped('scrape', 1)).toMatchObject([missed(1, 2)]);
    owner.lock.dispose();
    expect(owner.store.decide([{ task: 'scrape', schedule, skipped: [missed(4)] }]).ok).toBe(false);
    expect(owner.store.recentSkipped('scrape', 1)).toMatchObject([missed(1, 2)]);
  });

  test('are owed across hosts, and a run that never began leaves the history with the decision that takes its place', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'), starting('bbbbbbbbbbbb'));
    const schedule = { mode: 'armed', written: '', every: '', anchor: 0, cursor: 3, owed: [1, 2.5] } as const;
    expect(owner.store.decide([{ task: 'scrape', schedule, withdrawn: 'aaaaaaaaaaaa' }]).ok).toBe(true);
    const options = { setsUp: false, withdraws: 'bbbbbbbbbbbb' };
    expect(owner.store.begin(starting('cccccccccccc'), options).ok).toBe(true);
    owner.open();
    expect(owner.store.schedule('scrape')).toEqual(schedule);
    expect(owner.store.unsettledRuns()).toEqual([starting('cccccccccccc')]);
  });

  test('follow their task to another name, and go with it', async () => {
    using owner = await Owner.create();
    owner.store.noteSkipped(missed(1));
    owner.store.rename('scrape', 'harvest', new Map());
    expect(owner.store.recentSkipped('harvest', 1)).toMatchObject([{ ...missed(1), task: 'harvest' }]);
    owner.store.forget('harvest');
    expect(owner.store.newestSkipped(1)).toEqual([]);
  });

  test('that were missed without a window are counted across hosts', async () => {
    using owner = await Owner.create();
    expect(owner.store.missedUnattended()).toBe(0);
    owner.store.setMissedUnattended(3);
    owner.open();
    expect(owner.store.missedUnattended()).toBe(3);
  });
});

describe('answers about what starts by itself', () => {
  const content = { name: 'api', task: { script: 'a.sh', autoStart: true }, file: {}, starts: [] };

  test('are kept across hosts, follow their task to another name, and go with it', async () => {
    using owner = await Owner.create();
    expect(owner.store.approval('api')).toBeUndefined();
    owner.store.setApproval('api', { approved: content, refused: { ...content, file: { 'env.A': '1' } } });
    owner.store.setBroughtBy('api', 'api');
    owner.store.setBroughtBy('db', 'api');
    owner.open();
    expect(owner.store.approval('API')?.refused).toEqual({ ...content, file: { 'env.A': '1' } });
    owner.store.rename('api', 'server', new Map());
    expect(owner.store.approval('server')?.approved).toEqual(content);
    expect([owner.store.broughtBy('server'), owner.store.broughtBy('db')]).toEqual(['server', 'server']);
    owner.store.setBroughtBy('db', undefined);
    expect(owner.store.broughtBy('db')).toBeUndefined();
    owner.store.forget('server');
    expect(owner.store.approval('server')).toBeUndefined();
  });

  test('are asked for anew where an older version has started the task by itself, and nobody since', async () => {
    using owner = await Owner.create();
    const triggers = { api: ['manual', 'autostart', 'restart'], db: ['autostart', 'manual'] } as const;
    let ids = 0;
    for (const [task, list] of Object.entries(triggers))
      for (const trigger of list) begun(owner.store, { ...starting(`run${String((ids += 1))}`), task, trigger });
    owner.store.setDesired('api', 'up');
    owner.store.setDesired('db', 'up');
    const since =
      'DROP TABLE later; ALTER TABLE runs DROP COLUMN later; DROP INDEX leaving_runs; ALTER TABLE runs DROP COLUMN leftovers; DROP INDEX ends_of_task;';
    owner.meddle(
      `${since} ALTER TABLE tasks DROP COLUMN approval; ALTER TABLE tasks DROP COLUMN brought_by; PRAGMA user_version = 8`,
    );
    expect([owner.store.broughtBy('api'), owner.store.broughtBy('db')]).toEqual(['api', undefined]);
  });

  test('count for nothing where they cannot be understood', async () => {
    using owner = await Owner.create();
    owner.store.setApproval('api', { approved: content });
    owner.meddle(`UPDATE tasks SET approval = '{"approved":{"name":1}}'`);
    expect(owner.store.approval('api')).toBeUndefined();
  });
});

describe('a database that cannot be opened', () => {
  test('because a newer version wrote it is left exactly as it is', async () => {
    using owner = await Owner.create();
    begun(owner.store, starting('aaaaaaaaaaaa'));
    owner.meddle('PRAGMA user_version = 99');
    const before = readFileSync(owner.path);
    const refusal = { reason: 'state-newer', path: owner.path, version: 99, supported: schemaVersion, needed: '1.2.0' };
    expect(owner.open()).toEqual({ ok: false, error: refusal });
    expect(readFileSync(owner.path)).toEqual(before);
    expect(readdirSync(owner.folder.path).sort()).toEqual(['executor.db', 'host.lock']);
    expect(owner.journal.events).toEqual([]);
  });

  test('because a newer version wrote it is refused even where that one has not said which it is', async () => {
    using owner = await Owner.create();
    expect(owner.store.executorId).not.toBe('');
    owner.meddle('DROP TABLE meta; PRAGMA user_version = 99');
    const refusal = { reason: 'state-newer', path: owner.path, version: 99, supported: schemaVersion };
    expect(owner.open()).toEqual({ ok: false, error: refusal });
  });

  test('because something else is in its place is a failure and no exception', async () => {
    using owner = await Owner.create();
    mkdirSync(owner.path);
    const refusal = { reason: 'state-unusable', path: owner.path, detail: 'unable to open database file' };
    expect(owner.open()).toEqual({ ok: false, error: refusal });
    expect(statSync(owner.path).isDirectory()).toBe(true);
  });
});

describe('what the history tells of an absence', () => {
  /** Runs that end one after another: task, trigger, exit code and which retry. */
  function ended(owner: Owner, ...runs: readonly (readonly [string, Trigger, number, number?])[]): void {
    runs.forEach(([task, trigger, code, retry], index) => {
      const id = `${task}-${String(index)}`;
      begun(owner.store, { ...starting(id, task), trigger, ...(retry !== undefined && { retry }) });
      const outcome = { kind: code === 0 ? 'succeeded' : 'failed', exit: { code } } as const;
      owner.store.settle(id, { at: 1_000 + index, outcome });
    });
  }

  test('a run that was tried again counts as its last try did', async () => {
    using owner = await Owner.create();
    ended(owner, ['Saved', 'schedule', 1, 0], ['saved', 'retry', 1, 1], ['Saved', 'retry', 0, 2]);
    ended(owner, ['lost', 'schedule', 1, 0], ['lost', 'retry', 1, 1]);
    expect([owner.store.hasFailedAfter('saved', 0), owner.store.hasFailedAfter('lost', 0)]).toEqual([false, true]);
    expect([owner.store.countEndedAfter(0), owner.store.hasFailedAfter('lost', 1_001)]).toEqual([5, false]);
  });

  test('an earlier failure stays one, although a later run was saved by its retry', async () => {
    using owner = await Owner.create();
    ended(owner, ['a', 'schedule', 1, 0], ['a', 'schedule', 1, 0], ['a', 'retry', 0, 1]);
    expect(owner.store.hasFailedAfter('a', 0)).toBe(true);
  });

  test('a retry whose first try ended before is judged alone', async () => {
    using owner = await Owner.create();
    ended(owner, ['a', 'retry', 0, 1], ['b', 'retry', 2, 1]);
    expect([owner.store.hasFailedAfter('a', 0), owner.store.hasFailedAfter('b', 0)]).toEqual([false, true]);
  });

  test('a start that was held up is no failure once the same run has succeeded', async () => {
    using owner = await Owner.create();
    begun(owner.store, { ...starting('held', 'poll'), trigger: 'schedule' });
    const failure = { reason: 'passing-trouble', trouble: 'disk-full', detail: 'x' } as const;
    owner.store.settle('held', { at: 900, outcome: { kind: 'start-failed', failure } });
    expect(owner.store.hasFailedAfter('poll', 0)).toBe(true);
    ended(owner, ['poll', 'retry', 0]);
    expect(owner.store.hasFailedAfter('poll', 0)).toBe(false);
  });
});

describe('a history that is too long', () => {
  const succeeded: RunOutcome = { kind: 'succeeded', exit: { code: 0 } };

  test('loses its oldest rows a few at a time, but of each task not the newest hundred, last success and last failure', async () => {
    using owner = await Owner.create();
    const run = (task: string, index: number, outcome: RunOutcome): void => {
      const id = `${task}${String(index)}`;
      begun(owner.store, starting(id, task));
      owner.store.settle(id, { at: 1_000 + index, outcome });
    };
    begun(owner.store, starting('live', 'often'));
    run('seldom', 0, { kind: 'failed', exit: { code: 1 } });
    run('often', 1, { kind: 'failed', exit: { code: 1 } });
    run('often', 2, { kind: 'timed-out' });
    for (let index = 3; index < 150; index++) run('often', index, succeeded);
    const first = owner.store.trimHistory(20, 10);
    expect(first).toEqual({
      logs: ['often1', 'often3', 'often4', 'often5', 'often6', 'often7', 'often8'].map((id) => `/logs/${id}.log`),
      isDone: false,
    });
    while (!owner.store.trimHistory(20, 10).isDone);
    const left = owner.store.newestRuns(1_000).map(({ id }) => id);
    expect(left).toHaveLength(103);
    expect(left.slice(-4)).toEqual(['often50', 'often2', 'seldom0', 'live']);
    expect(owner.store.trimHistory(20, 1_000)).toEqual({ logs: [], isDone: true });
    expect(owner.store.trimHistory(100_000, 10)).toEqual({ logs: [], isDone: true });
  });

  test('loses the oldest of what led to no run as well', async () => {
    using owner = await Owner.create();
    for (let index = 0; index < 150; index++) {
      owner.store.noteSkipped({
        task: 'poll',
        from: index,
        to: index,
        count: 1,
        why: index % 2 ? 'overlap' : 'missed',
      });
    }
    while (!owner.store.trimHistory(10, 20).isDone);
    const left = owner.store.newestSkipped(1_000);
    expect([left.length, left.at(-1)?.from]).toEqual([100, 50]);
  });
});

test('rows of the history are answered from behind any of them on', async () => {
  using owner = await Owner.create();
  begun(owner.store, starting('r1', 'a'), starting('r2', 'b'), starting('r3', 'a'), starting('r4', 'a'));
  for (const from of [1, 2, 3])
    owner.store.noteSkipped({ task: 'a', from, to: from, count: 1, why: from === 2 ? 'limit' : 'missed' });
  const ids = (runs: readonly RunRecord[]): readonly string[] => runs.map(({ id }) => id);
  expect(ids(owner.store.newestRuns(2, 'r4'))).toEqual(['r3', 'r2']);
  expect(ids(owner.store.recentRuns('a', 5, 'r3'))).toEqual(['r1']);
  expect(ids(owner.store.newestRuns(5, 'gone'))).toEqual([]);
  const [first] = owner.store.newestSkipped(1);
  expect(owner.store.recentSkipped('a', 5, first?.seq).map(({ from }) => from)).toMatchObject([2, 1]);
  expect(owner.store.newestSkipped(1, first?.seq).map(({ from }) => from)).toMatchObject([2]);
});
