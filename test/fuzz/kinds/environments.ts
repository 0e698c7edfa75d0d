import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CliWorld } from '../../support/cliWorld.ts';
import { type Draws, shown } from '../draws.ts';
import { type FuzzWorld, until } from '../fuzzWorld.ts';
import type { InputKind } from '../kind.ts';

/** Shells that do what no login shell should, by the names of their scripts. */
const shells: Readonly<Record<string, string>> = {
  'says nothing': 'exit 0',
  fails: 'exit 3',
  'waits for ever': 'exec sleep 600',
  'never stops printing': 'exec yes',
  'prints what is no environment': 'printf "\\0=\\0A\\0\\377=1\\0"',
  'ends by a signal': 'kill -KILL $$',
  'forks and goes on': 'sleep 600 & exec /bin/sh "$@"',
  'closes its output': 'exec >&- 2>&-; exec /bin/sh "$@"',
};

/** Values of variables that are no texts, where nothing but a world can say which. */
type Value = string | ((world: CliWorld) => string);

function valueOf(draws: Draws, name: string): readonly [string, Value] {
  const odd = draws.odd().replaceAll(/[\0\p{Cs}]/gu, '');
  const inWorld = draws.pick<readonly [string, Value]>([
    ['a folder that is not there', (world) => world.join('not', 'there')],
    [
      'a file',
      (world) => {
        writeFileSync(world.join('file'), 'x');
        return world.join('file');
      },
    ],
    ['a folder with a very long path', (world) => longFolder(world)],
    [
      'a folder with an odd name',
      (world) => {
        const folder = world.join(`odd "$x" \n'é 🦊`);
        mkdirSync(folder, { recursive: true });
        return folder;
      },
    ],
  ]);
  switch (name) {
    case 'TZ':
      return text(
        draws.pick(['', 'Mars/Olympus', ':/etc/localtime', 'EST5EDT', '../../etc/passwd', 'UTC', '<+99>99', odd]),
      );
    case 'LANG':
    case 'LC_ALL':
      return text(draws.pick(['', 'C', 'POSIX', 'de_DE.UTF-8', 'ja_JP.eucJP', 'xx_YY', odd]));
    case 'SHELL': {
      const known = draws.pick(Object.keys(shells) as [string, ...string[]]);
      if (draws.chance(60)) return [`a shell that ${known}`, (world) => shellThat(world, known)];
      return draws.pick<readonly [string, Value]>([
        text(''),
        text('/nowhere/sh'),
        text('sh'),
        text('/'),
        text(odd),
        text('/bin/false'),
        inWorld,
      ]);
    }
    case 'PATH':
      return text(
        draws.pick([
          `${process.env['PATH'] ?? ''}:`,
          `::${process.env['PATH'] ?? ''}`,
          `${'/x'.repeat(20_000)}:/usr/bin:/bin`,
        ]),
      );
    case 'HOME':
    case 'XDG_RUNTIME_DIR':
    case 'XDG_STATE_HOME':
      return inWorld;
    default:
      return text(odd);
  }
}

function text(value: string): readonly [string, Value] {
  return [shown(value), value];
}

const variables = ['TZ', 'HOME', 'LANG', 'LC_ALL', 'SHELL', 'PATH', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME'] as const;
const others = [
  'TERM',
  'USER',
  'IFS',
  'COLUMNS',
  'NO_COLOR',
  'CDPATH',
  'ENV',
  'PS1',
  'LC_TIME',
  'NODE_ENV',
  'DEBUG',
  'VSCODE_X',
] as const;

/** Environments that a host is started in. */
export const environments: InputKind = {
  name: 'environments',
  make: (draws) => {
    const names = new Set<string>([
      ...draws.several(1, 3, () => draws.pick(variables)),
      ...draws.several(0, 2, () => draws.pick(others)),
    ]);
    const chosen = [...names].map((name) => [name, ...valueOf(draws, name)] as const);
    return {
      line: chosen.map(([name, words]) => `${name} is ${words}`).join('; '),
      give: async (world) => {
        const other = new CliWorld(world.hosts, world.commands);
        try {
          for (const [name, , value] of chosen)
            other.setVariable(name, typeof value === 'string' ? value : value(other));
          if (nodeStartsIn(other)) await tryOut(world, other);
        } finally {
          await other.end();
          other[Symbol.dispose]();
        }
      },
    };
  },
};

/** Whether Node itself starts there: `LANG` with a language of twelve letters or more ends it by SIGSEGV. */
function nodeStartsIn(other: CliWorld): boolean {
  const env = other.options().environment as NodeJS.ProcessEnv;
  return spawnSync(process.execPath, ['--eval', ''], { env, stdio: 'ignore' }).signal === null;
}

/** A host comes up there, or says in a sentence why there is none; what it starts runs. */
async function tryOut(world: FuzzWorld, other: CliWorld): Promise<void> {
  const ticks = other.join('ticks');
  other.write('tick.sh', '#!/bin/sh\necho tick >>"$TICKS"\n');
  other.define({
    tick: {
      command: ['./tick.sh'],
      restart: 'always',
      backoff: { initial: '200 ms', max: '200 ms' },
      env: { TICKS: ticks },
    },
    later: { command: ['true'], cron: '*/5 * * * *', timezone: 'Europe/Berlin' },
    zoneless: { command: ['true'], every: '1 day', start: '2021-02-27T13:00:00' },
  });
  for (const args of [
    ['list'],
    ['doctor'],
    ['start', 'tick'],
    ['show', '--env', 'tick'],
    ['start', 'later', 'zoneless'],
    ['list'],
  ]) {
    const what = `executor ${args.join(' ')}`;
    const { exit, stderr, stdout } = await world.answered(what, other.call(...args));
    const said = JSON.stringify({ exit, stderr: stderr.slice(0, 1_000), stdout: stdout.slice(-300) });
    if (exit === null || exit > 5 || /^\s+at .+:\d+:\d+\)?$/m.test(stderr)) throw new Error(`${what}: ${said}`);
    // What there is to say of a host that does not come up is said; then nothing ticks.
    if (args[0] === 'start' && exit !== 0) {
      if (/^\w[^]*\.\n$/.test(stderr)) return;
      throw new Error(`${what}: ${said}`);
    }
  }
  await world.answered(
    'ticks',
    until(() => existsSync(ticks) && readFileSync(ticks, 'utf8').length > 10),
  );
}

function shellThat(world: CliWorld, known: string): string {
  return world.write(`shell-${known.replaceAll(' ', '-')}`, `#!/bin/sh\n${shells[known] ?? ''}\n`);
}

function longFolder(world: CliWorld): string {
  const folder = world.join(...Array.from({ length: 12 }, () => 'long'.repeat(20)));
  mkdirSync(folder, { recursive: true });
  return folder;
}
