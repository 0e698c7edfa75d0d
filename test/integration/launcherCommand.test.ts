import { describe, expect, test } from 'vitest';
import type { CommandPlan } from '../../src/core/ports.ts';
import type { Argv } from '../../src/model/words/argv.ts';
import {
  fixture,
  launchBench,
  type LaunchBench,
  type BenchRun,
  startOf,
  stay,
  unannounced,
} from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { waitForLine, waitUntil } from '../support/waitFor.ts';

const uncut = new AbortController().signal;

function commandOf({ plan }: BenchRun, argv: Argv): CommandPlan {
  return { ...plan, argv };
}

async function started(bench: LaunchBench, argv: Argv): Promise<BenchRun> {
  const run = bench.launch({ argv });
  await startOf(run.process);
  return run;
}

describe('a command beside a run', () => {
  test('writes into the log of its run, in its folder and environment, and answers how it ended', async () => {
    await using bench = launchBench();
    const run = await started(bench, stay);
    const end = await bench.launcher.command(
      commandOf(run, ['/bin/sh', '-c', 'pwd; echo $EXECUTOR_TEST; exit 3']),
      uncut,
    );
    expect(end).toEqual({ kind: 'ended', exit: { code: 3 } });
    const token = bench.mark.slice('EXECUTOR_TEST='.length);
    expect(run.log().split('\n')).toEqual(expect.arrayContaining([bench.folder.path, token]));
    await run.process.kill(unannounced);
    await run.process.ended;
  });

  test('that takes too long is killed with all it has started, the run itself spared', async () => {
    await using bench = launchBench();
    const run = await started(bench, stay);
    const cutOff = new AbortController();
    const ended = bench.launcher.command(
      commandOf(run, ['/bin/sh', '-c', '/bin/sleep 100 & echo asleep; wait']),
      cutOff.signal,
    );
    await waitForLine(run.plan.logPath, 'asleep');
    cutOff.abort();
    expect(await ended).toEqual({ kind: 'cut-off' });
    await waitUntil(() => processesWith(bench.mark).length === 2, 'nothing but the run and its shim is left');
    await run.process.kill(unannounced);
    await run.process.ended;
  });

  test('that does not exist says so', async () => {
    await using bench = launchBench();
    const run = await started(bench, stay);
    expect(await bench.launcher.command(commandOf(run, ['/no/such/program']), uncut)).toMatchObject({ kind: 'failed' });
    await run.process.kill(unannounced);
    await run.process.ended;
  });
});

test('what is handed too much says what is too large', async () => {
  await using bench = launchBench();
  const BIG = 'x'.repeat(8 * 1024 * 1024);
  const run = await started(bench, stay);
  const command = commandOf(run, ['/bin/echo']);
  const end = await bench.launcher.command({ ...command, env: { ...command.env, BIG } }, uncut);
  expect(end).toMatchObject({
    kind: 'failed',
    detail: expect.stringMatching(/^The variable BIG has 8193 KB, /) as string,
  });
  await run.process.kill(unannounced);
  await run.process.ended;
});

test('what a run has left in its group is asked to end as well', async () => {
  await using bench = launchBench();
  const { process: run } = bench.launch({ argv: [fixture('leaveChild.sh')] });
  expect(await run.ended).toMatchObject({ leftovers: 1 });
  await run.signal('SIGTERM');
  await run.groupGone();
  expect(processesWith(bench.mark)).toEqual([]);
});
