import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { CliPrograms, CliWorld } from '../support/cliWorld.ts';
import { privilegeRequirement, requirement } from '../support/requirement.ts';

const hosts = new HostPrograms();
const cli = new CliPrograms();
let world: CliWorld;

/** Prints everything that a process may have from its starter and the kernel shows. */
const show = `#!/bin/sh
umask
for limit in c d f l m n s t v; do echo "$limit $(ulimit -S -$limit) $(ulimit -H -$limit)"; done
grep -E '^(Sig(Ign|Blk)|ShdPnd|Cpus_allowed_list)' /proc/self/status
nice
cat /proc/self/oom_score_adj
chrt -p $$ | sed 's/.*: //'
ionice -p $$
pwd
tty
for descriptor in /proc/$$/fd/*; do echo "\${descriptor##*/} $(readlink "$descriptor" | sed 's/[0-9a-f_-]*\\.log$/LOG/')"; done
`;

beforeEach(() => {
  world = new CliWorld(hosts, cli);
  world.write('show.sh', show);
  world.define({
    show: { command: ['./show.sh'], restart: 'never' },
    loop: { command: ['sleep', '1000'], restart: 'never' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  cli[Symbol.dispose]();
  hosts[Symbol.dispose]();
});

/** What a run says that a new host has started, which was started below this command. */
async function shown(prefix: readonly string[] = []): Promise<string> {
  const { exit, stderr, stdout } = await world.callBelow(prefix, 'run', 'show');
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  await world.call('down');
  return stdout;
}

/** A bash that does this first. */
const bash = (script: string): readonly string[] => ['bash', '-c', `${script}; exec "$@"`, 'bash'];

describe('a run has nothing of whoever started its host', { tags: ['long'] }, () => {
  beforeEach((context) => {
    context.skip(requirement('bash') !== undefined, requirement('bash'));
  });

  test.each([
    ['a descriptor here and there', bash('exec 3>"$HOME/a" 15>"$HOME/a" 17>"$HOME/a" 200>"$HOME/a"')],
    ['a thousand descriptors', bash('for i in {20..1019}; do eval "exec $i>\\$HOME/a"; done')],
    ['a strict umask', bash('umask 077')],
    ['no umask', bash('umask 0')],
    ['soft limits', bash('ulimit -S -c unlimited -f 100000 -s 1024')],
    ['ignored signals', bash("trap '' HUP INT PIPE TERM CHLD USR1")],
    ['nohup', ['nohup']],
    ['blocked signals', ['env', '--block-signal=TERM,INT,USR2']],
    ['another scheduling class', ['chrt', '-b', '0', 'ionice', '-c', '3']],
    ['the first turn to be killed', bash('echo 500 >/proc/self/oom_score_adj')],
    ...(availableParallelism() > 1 ? [['one processor', ['taskset', '-c', '0']] as const] : []),
    ['another folder', bash('cd /')],
  ] as const)('be that %s', async (_, prefix) => {
    const wanted = await shown();
    expect(wanted).toMatch(
      /^0?022\nc 0 .*\nSigBlk:\t0+\nSigIgn:\t0+\n.*\n0 \/dev\/null\n1 .*LOG\n2 .*LOG\n(10 .*show\.sh\n)?$/s,
    );
    expect(await shown(prefix)).toBe(wanted);
  });

  test('nor is it nice where the host may be otherwise', async (context) => {
    context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
    expect(await shown(['nice', '-n', '10'])).toBe(await shown());
  });
});

test('a lock that the starter holds ends with the starter', { tags: ['long'] }, async (context) => {
  context.skip(requirement('bash') !== undefined, requirement('bash'));
  const lock = world.join('lock');
  const held = ['bash', '-c', 'exec 200>"$0" && flock 200 && "$@"', lock];
  expect(await world.callBelow(held, 'start', 'loop')).toMatchObject({ exit: 0 });
  expect(spawnSync('flock', ['-n', lock, 'true']).status).toBe(0);
  const open = readdirSync(`/proc/${String(world.record.pid)}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${String(world.record.pid)}/fd/${descriptor}`)];
    } catch {
      return [];
    }
  });
  expect(open).not.toContain(lock);
});

test('the umask and the soft limits of a run are those of the login shell', { tags: ['long'] }, async () => {
  writeFileSync(world.join('home/.profile'), 'umask 027\nulimit -S -n 100\nulimit -S -s 4096\n');
  const lines = (await shown()).split('\n');
  expect(lines[0]).toMatch(/^0?027$/);
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^n 100 /), expect.stringMatching(/^s 4096 /)]));
});

test('a hard limit that cannot be raised again is told by the doctor', { tags: ['long'] }, async (context) => {
  context.skip(requirement('bash') !== undefined, requirement('bash'));
  expect(await world.callBelow(bash('ulimit -n 500'), 'start', 'loop')).toMatchObject({ exit: 0 });
  const { findings } = await world.json<{ findings: readonly { about: string; message: string }[] }>('doctor');
  expect(findings.find(({ about }) => about === 'host')).toMatchObject({
    level: 'warn',
    message: expect.stringContaining('what it runs has from whoever started it: open files 500. End it') as string,
  });
});
