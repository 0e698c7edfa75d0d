import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inParallel, launchBench, shells, waitMs } from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { waitUntil } from '../support/waitFor.ts';

const available = shells.filter(({ missing }) => missing === undefined);

test('a host that finds a start half-way either takes the claim or takes over the run, never both, never neither', async () => {
  const random = seededRandom(20210227);
  const benches = available.map(({ argv }) => launchBench({ shell: argv }));
  const seen: string[] = [];
  await inParallel(200, 6, async (round) => {
    const bench = benches[round % benches.length];
    if (!bench) throw new Error('no shell at all');
    const mark = bench.folder.join(`ran-${String(round)}`);
    const later = bench.newLauncher();
    const run = bench.launch({ argv: ['/bin/mkdir', mark] });
    await waitMs(random() * 5);
    const found = later.adopt(run.recordStarting());

    const reports = await Promise.all([run.process.started, found.started]);
    const kinds = reports.map(({ kind }) => kind);
    if (kinds[0] === 'started') {
      const ends = await Promise.all([run.process.ended, found.ended]);
      expect(ends.map(({ exit }) => exit)).toEqual([{ code: 0 }, { code: 0 }]);
    }
    // Only when no process of the run is left can nothing happen any more.
    await waitUntil(() => processesWith(`EXECUTOR_RUN_ID=${run.plan.run}`).length === 0, 'the shim has ended');
    seen.push(`${kinds.join(' and ')}, ${existsSync(mark) ? 'ran' : 'did not run'}`);
    later.dispose();
  });
  for (const bench of benches) await bench[Symbol.asyncDispose]();
  const possible = ['started and started, ran', 'abandoned and abandoned, did not run'];
  expect(seen.filter((outcome) => !possible.includes(outcome))).toEqual([]);
  expect(seen).toHaveLength(200);
});

test('a stop at any moment of a start ends the run', async () => {
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

test.each(available)('every signal sent the moment a start is known reaches the script below $name', async ({ argv }) => {
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
});
