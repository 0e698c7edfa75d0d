// The background host: manages one folder's executor in a process of its own, which outlives every window.
import './nodeCheck.ts';
import { parseArgs } from 'node:util';
import { systemClock } from '../../base/clock.ts';
import { onReached } from '../../base/faultPoint.ts';
import { standAlone } from '../../node/process/standAlone.ts';
import { keepMemorySmall } from '../../node/channel/smallMemory.ts';
import { build } from '../places/build.ts';
import { Host } from './host.ts';
import { followMachineZone } from '../places/machineZone.ts';
import type { HostReport } from './hostReport.ts';
import { taskAtWork } from '../net/attribution.ts';
import { spreadNet } from '../net/lastNet.ts';

/** Put in place by the bundler; true in what tests start, and in nothing that people get. */
declare const executorIsTestBuild: boolean;

if (executorIsTestBuild) {
  const [mishap, ofTask, words] = process.env['EXECUTOR_MISHAP']?.split('/') ?? [];
  onReached((point) => {
    if (point === mishap && taskAtWork() === ofTask) {
      // It stands still, as a process does that has met a mistake of ours.
      if (words === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      throw new Error(words);
    }
    // Ended as nothing expects it, and before anything else can happen.
    if (point === process.env['EXECUTOR_FAULT']) process.kill(process.pid, 'SIGKILL');
  });
}

keepMemorySmall();
standAlone();

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
const { folder } = values;
if (folder === undefined) throw new Error('The background host needs --folder.');

// Nothing but an order ends a host: neither a terminal that closes nor a starter that no longer reads.
process.on('SIGHUP', () => undefined);
process.stdout.on('error', () => undefined);

followMachineZone(process.env, systemClock);
const net = spreadNet();
const opened = await Host.open({ folder, build, mode: 'background', environment: process.env, net }).catch(
  (error: unknown) => {
    net.take(error);
    process.exit(1);
  },
);
if (opened.ok) {
  const host = opened.value;
  net.onceOpen(() => host.end({ why: 'closing', stopsRuns: false }));
  host.onDidEnd(() => {
    process.exit();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void host.end({ why: 'closing', stopsRuns: false }));
  report({ kind: 'ready' });
} else {
  report({ kind: 'refused', failure: opened.error });
  process.exitCode = 1;
}

/** Tells the process that started this one how that went: the only thing that it ever prints there. */
function report(message: HostReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
