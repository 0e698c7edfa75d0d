import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { StartReport } from '../../src/core/ports.ts';
import type { ExitStatus, RunRecord } from '../../src/model/run.ts';
import { stopSignals } from '../../src/model/task.ts';
import { fixture, launchBench, stay } from '../support/launchBench.ts';
import { startOtherHost } from '../support/otherHost.ts';
import { waitForLine, waitForText } from '../support/waitFor.ts';

const signals = [...stopSignals, 'SIGKILL'] as const;
const codes = [0, 3, 126, 127, 200];
const statuses: readonly ExitStatus[] = [...codes.map((code) => ({ code })), ...signals.map((signal) => ({ signal }))];

test.each(['before', 'after'] as const)(
  'every exit status is known of scripts that end without a host, %s the next one comes',
  async (moment) => {
    await using bench = launchBench();
    await using host = await startOtherHost(bench.runsFolder);
    const gate = bench.folder.join('gate');
    const runs = await Promise.all(
      statuses.map(async (status) => {
        const waits = 'code' in status;
        const argv = waits ? ([fixture('waitForGate.sh'), gate, String(status.code)] as const) : stay;
        const plan = bench.plan({ argv });
        const started = await host.launch(plan).started;
        await waitForLine(plan.logPath, waits ? 'ready' : 'and an error');
        return { status, plan, record: runningRecord(plan, started) };
      }),
    );
    await host.kill();

    const endAll = (): void => {
      writeFileSync(gate, '');
      for (const { status, record } of runs) if ('signal' in status) process.kill(record.pid, status.signal);
    };
    if (moment === 'before') {
      endAll();
      const path = (run: string): string => `${bench.runsFolder}/${run}.status`;
      await Promise.all(runs.map(({ plan }) => waitForText(path(plan.run), (text) => /exit \d+\n$/.test(text))));
    }
    const adopted = runs.map(({ record }) => bench.launcher.adopt(record));
    if (moment === 'after') endAll();
    const ends = await Promise.all(adopted.map((run) => run.ended));
    expect(ends.map(({ exit }) => exit)).toEqual(statuses);
    expect(ends.map(({ leftovers }) => leftovers)).toEqual(statuses.map(() => 0));
  },
);

function runningRecord(
  { run, logPath }: { readonly run: string; readonly logPath: string },
  started: StartReport | undefined,
): Extract<RunRecord, { state: 'running' }> {
  if (started?.kind !== 'started') throw new Error(`the run did not start: ${JSON.stringify(started)}`);
  const { at, pid, shim } = started;
  const known = { id: run, task: 'test', trigger: 'manual', createdAt: at, logPath } as const;
  return { ...known, state: 'running', startedAt: at, pid, shim };
}
