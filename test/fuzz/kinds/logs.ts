import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Draws, shown } from '../draws.ts';
import type { FuzzWorld } from '../fuzzWorld.ts';
import type { InputKind } from '../kind.ts';
import { victims } from './victims.ts';

const pieces: readonly [string, ...string[]] = [
  'line\n',
  '\r\n',
  '── executor: ',
  '── executor: ended\n',
  '\u001B[31m',
  '\u001B]0;x\u0007',
  'é',
  '🦊',
  '\n\n\n',
  '\0',
  'ready\n',
];

/** What a script may print. */
export function logBytes(draws: Draws): Buffer {
  if (draws.chance(30)) return draws.bytes(2_000);
  const text = draws.text(pieces, 40);
  if (draws.chance(85)) return Buffer.from(text);
  return Buffer.alloc(draws.whole(1, 24) * 1024 * 1024, text === '' ? 'x' : text);
}

/** What may become of a log while its run writes into it and somebody reads it. */
const mishaps: readonly [Mishap, ...Mishap[]] = [
  ['nothing', () => undefined],
  [
    'is emptied',
    (log) => {
      truncateSync(log);
    },
  ],
  [
    'is deleted',
    (log) => {
      rmSync(log);
    },
  ],
  [
    'is moved away',
    (log) => {
      renameSync(log, `${log}.away`);
    },
  ],
  [
    'becomes a folder',
    (log) => {
      rmSync(log);
      mkdirSync(log);
    },
  ],
  [
    'becomes a pipe',
    (log) => {
      rmSync(log);
      execFileSync('mkfifo', [log]);
    },
  ],
  [
    'becomes an endless file',
    (log) => {
      rmSync(log);
      symlinkSync('/dev/zero', log);
    },
  ],
  [
    'becomes a link to itself',
    (log) => {
      rmSync(log);
      symlinkSync(log, log);
    },
  ],
  [
    'grows',
    (log) => {
      appendFileSync(log, 'x'.repeat(8 * 1024 * 1024));
    },
  ],
  [
    'claims to be huge',
    (log) => {
      truncateSync(log, 2 ** 40);
    },
  ],
  [
    'leaves with its folder',
    (log) => {
      rmSync(`${log}/..`, { recursive: true, force: true });
    },
  ],
];

type Mishap = readonly [what: string, happen: (log: string) => void];

/** What runs print, and what becomes of it. */
export const logs: InputKind = {
  name: 'logs',
  make: (draws) =>
    victims(draws, (index) => {
      const bytes = logBytes(draws);
      const [what, happen] = draws.pick(mishaps);
      const lines = draws.pick([0, 1, 50, 100_000]);
      const file = `output-${String(index)}`;
      const part = bytes.subarray(0, 100).toString('latin1');
      return {
        line: `a log of ${String(bytes.length)} bytes from ${shown(part)} on; it ${what}`,
        definition: {
          command: ['sh', '-c', `cat ${file}; sleep 1; cat ${file}; sleep 5`],
          restart: 'never',
          stopTimeout: '200 ms',
          ...(draws.chance(50) && { ready: { log: 'ready', timeout: '2 sec' } }),
        },
        prepare: (world) => {
          world.write(file, bytes);
        },
        meanwhile: async (world, name, later) => {
          const { client } = world.connection;
          await world.ask(`start ${name}`, client.ask('task/start', { name }));
          const following = client.followLog({ kind: 'task', name }, lines, () => undefined);
          later.defer(() => {
            following.dispose();
          });
          await sleep(300);
          const log = logOf(world, name);
          if (log !== undefined)
            harmlessly(() => {
              happen(log);
            });
          await world.command('logs', '--lines', String(lines), name);
        },
      };
    }),
};

function logOf(world: FuzzWorld, name: string): string | undefined {
  return world.connection.client.executor.tasks.find((task) => task.name === name)?.runs[0]?.logPath;
}

/** Something may have happened to the log already. */
function harmlessly(happen: () => void): void {
  try {
    happen();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
