import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type SpawnRequest, type Spawned, spawnDetached } from '../../src/node/process/launcherSpawn.ts';
import { hurriedClock, inParallel, launchBench, shells, waitMs } from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { highNow, startOtherHost } from '../support/otherHost.ts';
import { isThere } from '../support/requirement.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { waitUntil } from '../support/waitFor.ts';

const available = shells.filter(({ program }) => isThere(program));

test.each(available)('a start below $name is taken over or taken away, never both, never neither', async ({ argv }) => {
  const random = seededRandom(20210227);
  await using bench = launchBench({ shell: argv });
  await using first = await startOtherHost(bench.runsFolder, argv);
  const seen: string[] = [];
  /** Milliseconds from the order to the claim on this machine, found by steps; each round comes within 2.5 of it. */
  let typicalMs = 15;
  for (let round = 0; round < 70; round++) {
    const mark = bench.folder.join(`ran-${String(round)}`);
    const plan = bench.plan({ argv: ['/bin/mkdir', mark] });
    const later = bench.newLauncher();
    const at = highNow() + 3;
    const launched = first.launch(plan, at);
    const common = {
      id: plan.run,
      task: 'test',
      trigger: 'manual',
      createdAt: Date.now(),
      logPath: plan.logPath,
    } as const;
    // The order goes out in turns of the loop; the moment is met by spinning.
    await waitMs(at - highNow());
    const moment = at + Math.max(0, typicalMs + (random() - 0.5) * 5);
    while (highNow() < moment);
    const found = later.adopt({ ...common, state: 'starting' });

    const reports = await Promise.all([launched.started, found.started]);
    const kinds = reports.map((report) => report?.kind);
    if (kinds[0] === 'started') {
      const ends = await Promise.all([launched.ended, found.ended]);
      expect(ends.map((end) => end?.exit)).toEqual([{ code: 0 }, { code: 0 }]);
    }
    // Only when no process of the run is left can nothing happen any more.
    await waitUntil(() => processesWith(`EXECUTOR_RUN_ID=${plan.run}`).length === 0, 'the shim has ended');
    seen.push(`${kinds.join(' and ')}, ${existsSync(mark) ? 'ran' : 'did not run'}`);
    typicalMs += kinds[1] === 'abandoned' ? 0.5 : -0.5;
    later.dispose();
  }
  const possible = ['started and started, ran', 'abandoned and abandoned, did not run'];
  expect(seen.filter((outcome) => !possible.includes(outcome))).toEqual([]);
  expect(seen).toHaveLength(70);
});

test('a stop at any moment of a start ends the run', { tags: ['long'] }, async () => {
  const random = seededRandom(19700101);
  const benches = available.map(({ argv }) => launchBench({ shell: argv }));
  const seen: string[] = [];
  await inParallel(300, 6, async (round) => {
    const bench = benches[round % benches.length];
    if (!bench) throw new Error('no shell at all');
    const { process: run } = bench.launch({ argv: ['/bin/sleep', '1000'] });
    await waitMs(random() * 5);
    await run.abandon();
    const report = await run.started;
    if (report.kind === 'started') await run.signal('SIGTERM');
    seen.push(report.kind === 'started' ? JSON.stringify((await run.ended).exit) : report.kind);
  });
  for (const bench of benches) await bench[Symbol.asyncDispose]();
  expect(seen.filter((outcome) => outcome !== 'abandoned' && outcome !== '{"signal":"SIGTERM"}')).toEqual([]);
  expect(seen).toHaveLength(300);
});

test.each([
  ['the shim', 1],
  ['the whole group', -1],
])('whatever kills %s at any moment of a start, it is said truly whether the script ran', async (_whom, sign) => {
  const random = seededRandom(42);
  const isThere = (run: string, pid: number): boolean => processesWith(`EXECUTOR_RUN_ID=${run}`).includes(pid);
  const spawnAndKill = (request: SpawnRequest): Spawned => {
    const spawned = spawnDetached(request);
    const { pid } = spawned;
    void waitMs(random() * 5).then(() => {
      if (pid !== undefined && isThere(request.env['EXECUTOR_RUN_ID'] ?? '', pid)) process.kill(sign * pid, 'SIGKILL');
    });
    return spawned;
  };
  await using bench = launchBench({ clock: hurriedClock, spawn: spawnAndKill });
  const untrue: string[] = [];
  await inParallel(100, 2, async (round) => {
    const mark = bench.folder.join(`ran-${String(round)}`);
    const { plan, process: run } = bench.launch({ argv: ['/bin/mkdir', mark] });
    const { kind } = await run.started;
    if (kind === 'started') await run.ended;
    await waitUntil(() => processesWith(`EXECUTOR_RUN_ID=${plan.run}`).length === 0, 'the run is gone');
    // The other way round nothing can be said: a script killed before its first instruction has started all the same.
    if (kind !== 'started' && existsSync(mark)) untrue.push(kind);
  });
  expect(untrue).toEqual([]);
});

test.each(available)(
  'every signal sent the moment a start is known reaches the script below $name',
  async ({ argv }) => {
    await using bench = launchBench({ shell: argv });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
    const lost: string[] = [];
    await inParallel(60, 6, async (round) => {
      const signal = signals[round % signals.length] ?? 'SIGTERM';
      const { process: run } = bench.launch({ argv: ['/bin/sleep', '1000'] });
      await run.started;
      await run.signal(signal);
      const { exit } = await run.ended;
      if (JSON.stringify(exit) !== JSON.stringify({ signal })) lost.push(`${signal}: ${JSON.stringify(exit)}`);
    });
    expect(lost).toEqual([]);
  },
);
