import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { privilegeRequirement, requirement } from '../support/requirement.ts';

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
find /proc/self/fd -type l -printf '%f %l\\n'
`;

useCliWorld((made) => {
  world = made;
  world.write('show.sh', show);
  world.define({
    show: { command: ['./show.sh'], restart: 'never' },
    loop: { command: ['sleep', '1000'], restart: 'never' },
  });
});

/** What a run says whose host is started below this command. */
async function shown(prefix: readonly string[] = []): Promise<string> {
  const { exit, stderr, stdout } = await world.callBelow(prefix, 'run', 'show');
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  // The listing has two folders open itself: where it looks, and where it began.
  const own = new RegExp(` (?:/proc/.*|${world.workspace})$`);
  const lines = stdout.split('\n').filter((line) => !/^\d/.test(line) || !own.test(line));
  return lines
    .join('\n')
    .replaceAll(world.workspace, 'WS')
    .replaceAll(/\S+\.log$/gm, 'LOG');
}

/** A bash that does this first. */
const bash = (script: string): readonly string[] => ['bash', '-c', `${script}; exec "$@"`, 'bash'];

describe('a run has nothing of whoever started its host', { tags: ['long'] }, () => {
  let wanted: string | undefined;

  beforeEach(async (context) => {
    context.skip(requirement('bash') !== undefined, requirement('bash'));
    if (wanted !== undefined) return;
    wanted = await shown();
    expect(wanted).toMatch(
      /^0?022\nc 0 .*\nSigBlk:\t0+\nSigIgn:\t0+\n.*\n0\n0\nSCHED_OTHER\n0\nnone: prio 0\nWS\nnot a tty\n/s,
    );
    expect(wanted).toMatch(/\n0 \/dev\/null\n1 LOG\n2 LOG\n$/);
    await world.call('down');
  });

  test.each([
    [
      'descriptors, few or a thousand',
      bash('exec 3>"$HOME/a" 15>"$HOME/a" 17>"$HOME/a"; for i in {200..1199}; do eval "exec $i>\\$HOME/a"; done'),
    ],
    ['a strict umask, soft limits', bash('umask 077; ulimit -S -c unlimited -f 100000 -s 1024')],
    [
      'signals that are ignored or blocked',
      ['env', '--block-signal=TERM,INT,USR2', 'nohup', ...bash("trap '' HUP INT PIPE TERM CHLD USR1")],
    ],
    [
      'processors, scheduling, the first turn to be killed',
      ['taskset', '-c', '0', 'chrt', '-b', '0', 'ionice', '-c', '3', ...bash('echo 500 >/proc/self/oom_score_adj')],
    ],
  ] as const)('be that %s', async (_, prefix) => {
    expect(await shown(prefix)).toBe(wanted);
  });

  test('nor is it nice where the host may be otherwise', async (context) => {
    context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
    expect(await shown(['nice', '-n', '4'])).toBe(wanted);
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
    message: expect.stringContaining(
      'its runs inherit limits from whatever started it: open files 500. End it',
    ) as string,
  });
});
