import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { smallDisk } from '../../support/fileSystems.ts';
import { privilegeRequirement } from '../../support/requirement.ts';
import type { Draws } from '../draws.ts';
import type { FuzzWorld } from '../fuzzWorld.ts';
import type { FuzzInput, InputKind } from '../kind.ts';
import { victims } from './victims.ts';

/** Puts something in the place of a file; `later` takes back what would go on by itself. */
type Put = (file: string, later: DisposableStack, world: FuzzWorld) => void;

function link(target: string): Put {
  return (file) => {
    symlinkSync(target, file);
  };
}

/** What may stand where a file is expected. */
const things: readonly [Thing, ...Thing[]] = [
  [
    'a pipe',
    (file) => {
      execFileSync('mkfifo', [file]);
    },
  ],
  ['a socket', putSocket],
  [
    'a folder',
    (file) => {
      mkdirSync(file);
    },
  ],
  [
    'an empty file',
    (file) => {
      writeFileSync(file, '');
    },
  ],
  [
    'a file without permission',
    (file) => {
      writeFileSync(file, 'A=1\n');
      chmodSync(file, 0);
    },
  ],
  [
    'a link to itself',
    (file) => {
      symlinkSync(file, file);
    },
  ],
  ['a link to nothing', link('/nowhere/at/all')],
  ['an endless file', link('/dev/zero')],
  ['a file of random bytes without an end', link('/dev/urandom')],
  ['a device without content', link('/dev/null')],
  ['a full device', link('/dev/full')],
  ['a terminal', link('/dev/tty')],
  ['the memory of a process', link('/proc/self/mem')],
  ['the environment of a process', link('/proc/self/environ')],
  ['the folder of processes', link('/proc')],
  ['a chain of 50 links', putChain],
  [
    'a file that claims to be huge',
    (file) => {
      writeFileSync(file, '');
      truncateSync(file, 2 ** 40);
    },
  ],
  ['a file that grows', putGrowing],
  ['a file that comes and goes', putVanishing],
  [
    'a file of bytes',
    (file) => {
      writeFileSync(file, Buffer.from([0xff, 0xfe, 0, 0x80, 0xc3, 0x28]));
    },
  ],
  [
    'the database of the host',
    (file, _, world) => {
      symlinkSync(path.join(world.stateFolder, 'executor.db'), file);
    },
  ],
  [
    'the lock of the host',
    (file, _, world) => {
      symlinkSync(path.join(world.stateFolder, 'host.lock'), file);
    },
  ],
];

type Thing = readonly [what: string, put: Put];

/** Where a task expects a file of its own: the path below the workspace folder, and the definition. */
const places: readonly [Place, ...Place[]] = [
  ['its script', (file) => ({ file: `${file}.sh`, definition: { script: `${file}.sh` } })],
  ['its R script', (file) => ({ file: `${file}.R`, definition: { script: `${file}.R` } })],
  ['its Python script', (file) => ({ file: `${file}.py`, definition: { script: `${file}.py` } })],
  ['its script without an extension', (file) => ({ file, definition: { script: file } })],
  ['a folder of its script', (file) => ({ file, definition: { script: `${file}/a.sh` } })],
  ['its program', (file) => ({ file, definition: { command: [`./${file}`] } })],
  ['its interpreter', (file) => ({ file, definition: { script: 'there.sh', interpreter: `./${file}` } })],
  ['its env file', (file) => ({ file, definition: { command: ['true'], envFile: file } })],
  ['its second env file', (file) => ({ file, definition: { command: ['true'], envFile: ['there.env', file] } })],
  ['its working directory', (file) => ({ file, definition: { command: ['true'], cwd: file } })],
  ['a folder of its working directory', (file) => ({ file, definition: { command: ['true'], cwd: `${file}/a` } })],
  ['a file it watches', (file) => ({ file, definition: { command: ['sleep', '1'], watch: [file, `${file}/**`] } })],
  ['its stop command', (file) => ({ file, definition: { command: ['sleep', '5'], stopCommand: [`./${file}`] } })],
  ['its logs', (_, name) => ({ file: `.executor/logs/${name}`, definition: { command: ['true'] } })],
];

type Place = readonly [what: string, of: (file: string, name: string) => { file: string; definition: object }];

/** What stands where a file is expected. */
export const fileKinds: InputKind = {
  name: 'file kinds',
  make: (draws) => {
    if (draws.chance(20)) return inPlaceOfTheTaskFile(draws);
    if (draws.chance(10) && privilegeRequirement() === undefined) return onAFullDisk(draws);
    return victims(draws, (index) => {
      const [thing, put] = draws.pick(things);
      const [where, place] = draws.pick(places);
      const { definition, file } = place(`thing-${String(index)}`, `victim-${String(index + 1)}`);
      return {
        line: `${thing} in the place of ${where}`,
        definition: { restart: 'never', stopTimeout: '200 ms', ...definition },
        prepare: (world, _, later) => {
          world.write('there.sh', 'exit 0\n');
          world.write('there.env', 'A=1\n');
          const absolute = path.join(world.workspace, file);
          mkdirSync(path.dirname(absolute), { recursive: true });
          rmSync(absolute, { recursive: true, force: true });
          later.defer(() => {
            rmSync(absolute, { recursive: true, force: true });
          });
          put(absolute, later, world);
        },
      };
    });
  },
};

/** The last good definitions stay in force. */
function inPlaceOfTheTaskFile(draws: Draws): FuzzInput {
  const [thing, put] = draws.pick(things);
  // If there is no task file there are no tasks.
  if (thing === 'a link to nothing' || thing === 'a file that comes and goes') return inPlaceOfTheTaskFile(draws);
  const verb = draws.pick(['list', 'doctor', 'history']);
  return {
    line: `${thing} in the place of the task file`,
    give: async (world) => {
      const file = path.join(world.workspace, '.vscode/executor.json');
      const aside = `${file}.aside`;
      renameSync(file, aside);
      {
        using later = new DisposableStack();
        later.defer(() => {
          rmSync(file, { recursive: true, force: true });
          renameSync(aside, file);
        });
        put(file, later, world);
        await world.sweep('victim-1');
        await world.command(verb);
      }
      await world.inForce({});
    },
  };
}

/** Only the logs of one task are on that disk. */
function onAFullDisk(draws: Draws): FuzzInput {
  const megabytes = draws.whole(1, 3);
  const isPrinting = draws.chance(50);
  return {
    line: `logs on a full disk of ${String(megabytes)} MB, ${isPrinting ? 'full once something is printed' : 'full at once'}`,
    give: async (world) => {
      const folder = path.join(world.workspace, '.executor/logs/victim-1');
      {
        using disk = smallDisk(folder, megabytes);
        if (!isPrinting) disk.fill();
        const command = ['sh', '-c', 'head -c 8000000 /dev/zero; exit 3'];
        await world.inForce({
          'victim-1': { command, restart: 'always', backoff: { initial: '100 ms', max: '300 ms' } },
        });
        await world.sweep('victim-1');
        await world.command('logs', 'victim-1');
      }
      await world.sweep('victim-1');
      await world.inForce({});
    },
  };
}

function putSocket(file: string, later: DisposableStack): void {
  // A path that is too long for a socket has none.
  const server = createServer()
    .on('error', () => undefined)
    .listen(file);
  later.defer(() => {
    server.close();
  });
}

function putChain(file: string, later: DisposableStack): void {
  const links = Array.from({ length: 50 }, (_, index) => (index === 0 ? file : `${file}.${String(index)}`));
  for (const [index, each] of links.entries()) symlinkSync(links[index + 1] ?? '/dev/null', each);
  later.defer(() => {
    for (const each of links) rmSync(each, { force: true });
  });
}

function putGrowing(file: string, later: DisposableStack): void {
  let megabytes = 0;
  writeFileSync(file, '#!/bin/sh\n');
  const timer = setInterval(() => {
    megabytes += 1;
    if (megabytes <= 64) appendFileSync(file, 'A=1\n'.repeat(262_144));
  }, 5);
  later.defer(() => {
    clearInterval(timer);
  });
}

function putVanishing(file: string, later: DisposableStack): void {
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    rmSync(file, { recursive: true, force: true });
    if (turn % 4 === 1) writeFileSync(file, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    else if (turn % 4 === 2) mkdirSync(file);
    else if (turn % 4 === 3) symlinkSync('/dev/zero', file);
  }, 3);
  later.defer(() => {
    clearInterval(timer);
  });
}
