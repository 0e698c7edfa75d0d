import { isDeepStrictEqual } from 'node:util';
import { until } from '../fuzzWorld.ts';
import type { InputKind } from '../kind.ts';

/** Milliseconds that a host may take to come up, during which nothing is started again. */
const betweenHostsMs = 10_000;

const ways = ['SIGKILL', 'SIGTERM', 'SIGINT', 'shut down', 'retired'] as const;

/** Ends of hosts, after which another one comes up and says the same. */
export const hostEnds: InputKind = {
  name: 'ends of hosts',
  make: (draws) => {
    const way = draws.pick(ways);
    return {
      line: `the host is ended by ${way}`,
      heldMs: betweenHostsMs,
      endsHost: true,
      give: async (world) => {
        const before = await world.glance();
        const pid = world.hostPid;
        const { client } = world.connection;
        if (way === 'shut down') await world.answered('down', client.shutDownHost(false));
        else if (way === 'retired') await world.answered('retire', client.retireHost({ version: '9.9.9', stamp: 1 }));
        else process.kill(pid, way);
        await world.answered(
          'the end of the host',
          until(() => !world.hostPids.includes(pid)),
        );
        await world.reconnect();
        const after = await world.glance();
        if (!isDeepStrictEqual(before, after))
          throw new Error(`the next host says otherwise: ${JSON.stringify(before)} became ${JSON.stringify(after)}`);
        await world.command('list');
      },
    };
  },
};
