import { expect, test } from 'vitest';
import type { RunRecord } from '../../../src/model/run.ts';
import type { SpawnEnd, SpawnRequest } from '../../../src/node/launcherSpawn.ts';
import { WindowsLauncher } from '../../../src/node/windowsLauncher.ts';
import { FakeClock } from '../../support/fakeClock.ts';

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
  shim: { ...machine, pid: 12, startTime: 'then' },
} as const satisfies RunRecord;

interface WindowsOptions {
  readonly pid?: number;
  readonly startTime?: string;
  /** Whether the process outlives what is done to kill it. */
  readonly isImmortal?: boolean;
}

/** A launcher on a Windows that has one process, `pid` 12, alive until it is ended or killed. */
function windows(options: WindowsOptions = { pid: 12 }) {
  const clock = new FakeClock();
  const requests: SpawnRequest[] = [];
  const killed: number[] = [];
  let startTime = options.startTime ?? 'then';
  let end: (end: SpawnEnd) => void = () => undefined;
  const ended = new Promise<SpawnEnd>((resolve) => {
    end = resolve;
  });
  const launcher = new WindowsLauncher({
    clock,
    machine,
    processes: {
      spawn: (request) => {
        requests.push(request);
        return { pid: options.pid, ended };
      },
      startTime: () => Promise.resolve(startTime),
      killTree: (pid) => {
        killed.push(pid);
        if (options.isImmortal) return Promise.resolve();
        startTime = '';
        end({ kind: 'exited', code: 1 });
        return Promise.resolve();
      },
    },
  });
  const vanish = (): void => {
    startTime = '';
  };
  return { clock, launcher, requests, killed, end, vanish };
}

test('starts the script itself, with the run in its environment', async () => {
  const { clock, launcher, requests } = windows();
  const { started } = launcher.launch(plan);
  expect(await started).toEqual({ kind: 'started', at: clock.now(), pid: 12, shim: record.shim });
  const { argv, cwd, logPath } = plan;
  expect(requests).toEqual([{ argv, cwd, logPath, env: { A: '1', EXECUTOR_RUN_ID: 'abc' } }]);
});

test('learns the exit code from the end of the process', async () => {
  const { clock, launcher, end } = windows();
  const { ended } = launcher.launch(plan);
  end({ kind: 'exited', code: 3 });
  expect(await ended).toEqual({ at: clock.now(), exit: { code: 3 }, leftovers: 0 });
});

test('says why nothing could be started', async () => {
  const { launcher, end } = windows({});
  const { started } = launcher.launch(plan);
  end({ kind: 'log-failed', detail: 'EACCES' });
  expect(await started).toEqual({
    kind: 'failed',
    failure: { reason: 'log-unwritable', path: 'C:\\log', detail: 'EACCES' },
  });
});

test('a kill takes the whole tree, and the run ends', async () => {
  const { launcher, killed } = windows();
  const run = launcher.launch(plan);
  expect(await run.kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([12]);
  expect((await run.ended).exit).toEqual({ code: 1 });
});

test('what survives a kill is named', async () => {
  const launched = windows({ pid: 12, isImmortal: true }).launcher.launch(plan);
  expect(await launched.kill(() => undefined)).toEqual([{ pid: 12, command: 'C:\\node.exe a b' }]);
  const adopted = windows({ isImmortal: true }).launcher.adopt(record);
  expect(await adopted.kill(() => undefined)).toEqual([{ pid: 12, command: 'the task, found running' }]);
});

test('a signal and an abandoned start change nothing', async () => {
  const { launcher, killed } = windows();
  const run = launcher.launch(plan);
  await run.abandon();
  await run.signal('SIGTERM');
  await run.groupGone();
  expect((await run.started).kind).toBe('started');
  expect(killed).toEqual([]);
});

test('an adopted run lasts until its process is gone, and nobody knows how it ended', async () => {
  const { clock, launcher, vanish } = windows();
  const run = launcher.adopt(record);
  expect(await run.started).toEqual({ kind: 'started', at: 7, pid: 12, shim: record.shim });
  await untilTimer(clock);
  vanish();
  clock.advance(10_000);
  expect(await run.ended).toEqual({ at: clock.now(), leftovers: 0 });
});

test('an adopted run whose pid is another process by now has ended, and nothing is killed', async () => {
  const { clock, launcher, killed } = windows({ startTime: 'later' });
  const run = launcher.adopt(record);
  expect(await run.ended).toEqual({ at: clock.now(), leftovers: 0 });
  expect(await run.kill(() => undefined)).toEqual([]);
  expect(killed).toEqual([]);
});

test('of a start whose success nobody recorded, nobody knows the end', async () => {
  const { clock, launcher } = windows();
  const run = launcher.adopt({ ...known, state: 'starting' });
  expect(await run.started).toMatchObject({ kind: 'started', at: known.createdAt });
  expect(await run.ended).toEqual({ at: clock.now(), leftovers: 0 });
});

test('a disposed launcher looks no more', async () => {
  const { clock, launcher } = windows();
  launcher.adopt(record);
  await untilTimer(clock);
  launcher.dispose();
  expect(clock.pendingTimers).toBe(0);
});

/** Lets promises settle until somebody waits for the clock. */
async function untilTimer(clock: FakeClock): Promise<void> {
  while (clock.pendingTimers === 0) await Promise.resolve();
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
