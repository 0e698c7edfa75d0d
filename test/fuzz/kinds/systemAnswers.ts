import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { InputKind } from '../kind.ts';
import { faultCodes, faultPorts } from '../systemFaults.ts';

/** Ports whose trouble is every task's: while it lasts nothing starts. */
const common: ReadonlySet<string> = new Set(['store', 'journal', 'record']);
/** Milliseconds after which what the disk has refused is tried again, with room for a start that backs off. */
const againMs = 15_000;

/** Errors that the system answers. */
export const systemAnswers: InputKind = {
  name: 'system answers',
  make: (draws) => {
    const port = draws.pick(faultPorts);
    const code = draws.pick(faultCodes);
    const skips = draws.pick([0, 0, 0, 1, 2, 5]);
    const count = draws.pick([1, 1, 2, 5, 50]);
    const isCommon = common.has(port);
    return {
      line: `${code} at ${port}, after ${String(skips)} calls, ${String(count)} times`,
      ...(isCommon && { heldMs: againMs }),
      give: async (world) => {
        const victim = {
          script: 'a.sh',
          envFile: 'a.env',
          watch: ['*.txt'],
          restart: 'on-failure',
          backoff: { initial: '100 ms', max: '300 ms' },
          stopTimeout: '200 ms',
        };
        world.write('a.sh', 'sleep 3\n');
        world.write('a.env', 'A=1\n');
        await world.inForce({ 'victim-1': victim });
        world.inject({ port, code, skips, count, ...(!isCommon && { task: 'victim-1' }) });
        try {
          await world.sweep('victim-1');
          writeFileSync(path.join(world.workspace, 'b.txt'), String(count));
          await world.command('show', 'victim-1');
        } finally {
          world.inject(undefined);
        }
        const { client } = world.connection;
        const started = await world.ask('start after the trouble', client.ask('task/start', { name: 'victim-1' }));
        if (!started.ok && started.error.reason !== 'task-live')
          throw new Error(`it does not start any more: ${started.error.message}`);
        await world.ask('stop after the trouble', client.ask('task/stop', { name: 'victim-1' }));
        await world.inForce({});
      },
    };
  },
};
