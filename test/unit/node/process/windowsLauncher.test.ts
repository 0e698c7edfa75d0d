import { expect, test } from 'vitest';
import { ok, type Result } from '../../../../src/base/result.ts';
import type { ExecutorFailure } from '../../../../src/model/failure.ts';
import type { RunRecord } from '../../../../src/model/run.ts';
import type { SpawnEnd, SpawnRequest } from '../../../../src/node/process/launcherSpawn.ts';
import type { HoldText, RunHolds } from '../../../../src/node/process/runHold.ts';
import { WindowsLauncher } from '../../../../src/node/process/windowsLauncher.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const machine = { machineId: 'm', bootId: '', pidNamespace: '' };
const plan = {
  run: 'abc',
  argv: ['C:\\node.exe', 'a b'],
  cwd: 'C:\\work',
  env: { A: '1' },
  logPath: 'C:\\log',
} as const;
const known = { id: 'abc', task: 'test', trigger: 'manual', createdAt: 5, logPath: 'C:\\log' } as const;
const record = {
  ...known,
  state: 'running',
  startedAt: 7,
  pid: 12,
  shim: { ...machine, pid: 12, startTime: '' },
} as const satisfies RunRecord;
const noHold: ExecutorFailure = { reason: 'state-unusable', path: 'C:\\runs', detail: 'EACCES' };

interface WindowsOptions {
  /** Undefined if nothing can be started. */
  readonly pid?: number | undefined;
  /** What an earlier host has left of the run's hold. */
  readonly hold?: HoldText;
  /** The process outlives what is done to kill it. */
  readonly isImmortal?: boolean;
  readonly holdFailure?: ExecutorFailure;
}

/** A launcher on a Windows that has one process, 12, alive until it is ended or killed; it holds what there is to hold. */
function windows({ hold, holdFailure, isImmortal = false, ...options }: WindowsOptions = {}) {
  const clock = new FakeClock();
  const requests: SpawnRequest[] = [];
  const killed: number[] = [];
  const holds = new FakeHolds(holdFailure);
  if (hold) holds.texts.set('abc', hold);
  holds.isHeldNow = hold !== undefined;
  const world = { isTaken: true, image: 'node.exe' as string | undefined };
  let report: (end: SpawnEnd) => void = () => undefined;
  const ended = new Promise<SpawnEnd>((resolve) => {
    report = resolve;
  });
  const end = (how: SpawnEnd): void => {
    world.isTaken = false;
    holds.isHeldNow = false;
    report(how);
  };
  const launcher = new WindowsLauncher({
    runsFolder: 'C:\\runs',
    clock,
    machine,
    holds,
    processes: {
      spawn: (request) => {
        requests.push(request);
        return { pid: 'pid' in options ? options.pid : 12, ended };
      },
      isTaken: (pid) => pid === 12 && world.isTaken,
      imageName: () => Promise.resolve(world.image),
      killTree: (pid) => {
        killed.push(pid);
        if (!isImmortal) end({ kind: 'exited', code: 1 });
        return Promise.resolve();
      },
    },
  });
  return { clock, launcher, requests, killed, end, holds, world };
}

class FakeHolds implements RunHolds {
  readonly texts = new Map<string, HoldText>();
  isHeldNow = false;

  constructor(private readonly failure: ExecutorFailure | undefined) {}

  give<T extends { readonly pid: number | undefined }>(
    run: string,
    start: (descriptor: number) => T,
  ): Result<T, ExecutorFailure> {
    if (this.failure) return { ok: false, error: this.failure };
    const started = start(7);
    this.texts.set(run, started.pid === undefined ? {} : { pid: started.pid });
    this.isHeldNow = started.pid !== undefined;
    return ok(started);
  }

  note(run: string, text: HoldText): void {
    this.texts.set(run, { ...this.texts.get(run), ...text });
  }

  read(run: string): HoldText | undefined {
    return this.texts.get(run);
  }

  isHeld(run: string): boolean {
    return this.texts.has(run) && this.isHeldNow;
  }

  remove(run: string): void {
    this.texts.delete(run);
  }
}

test('starts the script itself, with the run in its environment and its hold in its hands', async () => {
  const { clock, holds, launcher, requests } = windows();
  const { started } = launcher.launch(plan);
  expect(await started).toEqual({ kind: 'started', at: clock.now(), pid: 12, shim: record.shim });
  const { argv, cwd, logPath } = plan;
  expect(requests).toEqual([{ argv, cwd, logPath, env: { A: '1', EXECUTOR_RUN_ID: 'abc' }, hold: 7 }]);
  expect(holds.read('abc')).toEqual({ pid: 12 });
});

test('hands the line of a shell on as it stands', async () => {
  const { launcher, requests } = windows();
  await launcher.launch({ ...plan, isVerbatim: true }).started;
  expect(requests).toMatchObject([{ argv: plan.argv, isVerbatim: true }]);
});

test('learns the exit code from the end of the process', async () => {
  const { clock, launcher, end } = windows();
  const { ended } = launcher.launch(plan);
  end({ kind: 'exited', code: 3 });
  expect(await ended).toEqual({ at: clock.now(), exit: { code: 3 }, leftovers: 0 });
});

test('says why nothing could be started, and keeps no hold of it', async () => {
  const { holds, launcher, end } = windows({ pid: undefined });
  const { started } = launcher.launch(plan);
  end({ kind: 'log-failed', detail: 'EACCES' });
  expect(await started).toEqual({
    kind: 'failed',
    failure: { reason: 'log-unwritable', path: 'C:\\log', detail: 'EACCES' },
  });
  expect(holds.texts.size).toBe(0);
});

test('starts nothing whose life the next host could not tell', async () => {
  const { launcher, requests } = windows({ holdFailure: noHold });
  expect(await launcher.launch(plan).started).toEqual({ kind: 'failed', failure: noHold });
  expect(requests).toEqual([]);
});

test('a kill takes the whole tree, and the run ends', async () => {
  const { launcher, killed } = windows();
  const run = launcher.launch(plan);
  expect(await run.kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([12]);
  expect((await run.ended).exit).toEqual({ code: 1 });
});

test('what has ended is not killed: its pid may be another process by now', async () => {
  const { launcher, killed, end, world } = windows();
  const run = launcher.launch(plan);
  end({ kind: 'exited', code: 0 });
  await run.ended;
  world.isTaken = true;
  expect(await run.kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([]);
});

test('what survives is killed again for some seconds, and named then', async () => {
  const launched = windows({ isImmortal: true });
  const answer = launched.launcher.launch(plan).kill(() => undefined);
  expect(await passing(launched.clock, answer)).toEqual([{ pid: 12, command: 'C:\\node.exe a b' }]);
  expect(launched.killed.length).toBeGreaterThan(1);
  const adopted = windows({ isImmortal: true, hold: { pid: 12 } });
  const other = adopted.launcher.adopt(record).kill(() => undefined);
  expect(await passing(adopted.clock, other)).toEqual([{ pid: 12, command: 'the task, found running' }]);
});

test('a signal and an abandoned start change nothing', async () => {
  const { launcher, killed } = windows();
  const run = launcher.launch(plan);
  await run.abandon();
  await run.signal('SIGTERM');
  await run.groupGone();
  expect([(await run.started).kind, killed, launcher.hasSignals]).toEqual(['started', [], false]);
});

test('an adopted run lasts until its hold is free, and nobody knows how it ended', async () => {
  const { clock, launcher, holds } = windows({ hold: { pid: 12 } });
  const run = launcher.adopt(record);
  expect(await run.started).toEqual({ kind: 'started', at: 7, pid: 12, shim: record.shim });
  await untilTimer(clock);
  holds.isHeldNow = false;
  clock.advance(10_000);
  expect(await run.ended).toEqual({ at: clock.now(), leftovers: 0 });
});

test('the end of an adopted run that is killed is told at once', async () => {
  const { clock, launcher } = windows({ hold: { pid: 12 } });
  const run = launcher.adopt(record);
  await untilTimer(clock);
  await run.kill(() => undefined);
  expect(await run.ended).toEqual({ at: clock.now(), leftovers: 0 });
  expect(clock.pendingTimers).toBe(0);
});

test('an adopted run lasts no longer than its pid, whoever has inherited its hold', async () => {
  const { clock, launcher, world } = windows({ hold: { pid: 12 } });
  const run = launcher.adopt(record);
  await untilTimer(clock);
  world.isTaken = false;
  clock.advance(10_000);
  expect((await run.ended).exit).toBeUndefined();
});

test.each([
  ['nothing holds the hold', { hold: { pid: 12 }, isHeld: false }],
  ['there is no hold', {}],
  ['the program has another name', { hold: { pid: 12, image: 'python.exe' } }],
] as const)('a pid that is taken is not the recorded run where %s: nothing is killed', async (_why, found) => {
  const { launcher, killed, holds } = windows(found);
  if ('isHeld' in found) holds.isHeldNow = found.isHeld;
  const run = launcher.adopt(record);
  await run.ended;
  expect(await run.kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([]);
});

test.each([['node.exe'], [undefined]])('an adopted run is killed where Windows names its program %s', async (image) => {
  const { launcher, killed, world } = windows({ hold: { pid: 12, image: 'node.exe' } });
  world.image = image;
  expect(await launcher.adopt(record).kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([12]);
});

test('of a start that nobody recorded the hold says whether it was made', async () => {
  const starting = { ...known, state: 'starting' } as const;
  const unmade = windows().launcher.adopt(starting);
  expect(await unmade.started).toEqual({ kind: 'abandoned' });

  const { launcher, killed } = windows({ hold: { pid: 12 } });
  const made = launcher.adopt(starting);
  expect(await made.started).toMatchObject({ kind: 'started', at: known.createdAt, pid: 12 });
  expect([await made.kill(() => undefined), killed]).toEqual([[], [12]]);
});

test('a start whose pid nobody noted is neither made again while it lives nor ended by a number', async () => {
  const { clock, launcher, holds, killed } = windows({ hold: {} });
  const run = launcher.adopt({ ...known, state: 'starting' });
  expect(await run.started).toMatchObject({ kind: 'started', pid: 0 });
  const survivors = run.kill(() => undefined);
  expect([await passing(clock, survivors), killed]).toEqual([[{ pid: 0, command: 'the task, found running' }], []]);
  holds.isHeldNow = false;
  clock.advance(10_000);
  expect(await run.ended).toMatchObject({ leftovers: 0 });
});

test('the name of the program is noted once the run has lasted a while, and never of a short one', async () => {
  const { clock, launcher, holds, end } = windows();
  const run = launcher.launch(plan);
  clock.advance(10_000);
  while (holds.read('abc')?.image === undefined) await Promise.resolve();
  expect(holds.read('abc')).toEqual({ pid: 12, image: 'node.exe' });
  end({ kind: 'exited', code: 0 });
  await run.ended;

  const short = windows();
  const { ended } = short.launcher.launch(plan);
  short.end({ kind: 'exited', code: 0 });
  await ended;
  expect([short.clock.pendingTimers, short.holds.read('abc')]).toEqual([0, { pid: 12 }]);
});

test('what is settled keeps no hold', () => {
  const { launcher, holds } = windows({ hold: { pid: 12 } });
  launcher.forget(['abc']);
  expect(holds.texts.size).toBe(0);
});

test('a disposed launcher looks no more', async () => {
  const { clock, launcher } = windows({ hold: { pid: 12 } });
  launcher.adopt(record);
  await untilTimer(clock);
  launcher.dispose();
  expect(clock.pendingTimers).toBe(0);
});

/** Lets promises settle until somebody waits for the clock. */
async function untilTimer(clock: FakeClock): Promise<void> {
  while (clock.pendingTimers === 0) await Promise.resolve();
}

/** Lets time pass until the answer is there. */
async function passing<T>(clock: FakeClock, answer: Promise<T>): Promise<T> {
  const seen = { isThere: false };
  void answer.then(() => {
    seen.isThere = true;
  });
  for (let turn = 0; turn < 1_000_000; turn++) {
    if (seen.isThere) return answer;
    await Promise.resolve();
    if (turn % 20 === 19) clock.advance(10);
  }
  throw new Error('There is no answer.');
}

test('a stop command is ended with its tree where it takes too long, and answers how it ended else', async () => {
  const patient = windows();
  const ended = patient.launcher.command(plan, new AbortController().signal);
  patient.end({ kind: 'exited', code: 3 });
  expect([await ended, patient.killed]).toEqual([{ kind: 'ended', exit: { code: 3 } }, []]);

  const hasty = windows();
  const cutOff = new AbortController();
  const late = hasty.launcher.command(plan, cutOff.signal);
  cutOff.abort();
  expect([await late, hasty.killed]).toEqual([{ kind: 'cut-off' }, [12]]);
});
