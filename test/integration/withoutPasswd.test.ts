import { chmodSync, lchownSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { privilegeRequirement, strangerRequirement } from '../support/requirement.ts';

let world: CliWorld;

/** A user id without an entry in the user database, as `docker run --user 4242` gives one. */
const stranger = 4_242;

useCliWorld(async (made, { cli }) => {
  world = made;
  world.define({ loop: { command: ['sleep', '1000'] } });
  chmodSync(path.dirname(path.dirname(await cli.file())), 0o755);
});

test(
  'a user without an entry in the user database has hosts, and is told what doctor and service find',
  { tags: ['long'] },
  async (context) => {
    const reason = privilegeRequirement() ?? strangerRequirement(stranger);
    context.skip(reason !== undefined, reason);
    giveAway(world.root);
    const call = (...args: readonly string[]): ReturnType<CliWorld['call']> => world.callAs(stranger, ...args);
    expect(await call('start', 'loop')).toMatchObject({ exit: 0, stdout: 'Starting loop\n', stderr: '' });
    expect((await call('list')).stdout).toMatch(/^loop +running/m);
    const doctor = await call('doctor');
    expect(doctor.stderr).toBe('');
    expect(doctor.stdout).toMatch(/^ok +host +Executor .* manages this folder/m);
    const service = await call('service', 'install', '--print');
    expect(service).toMatchObject({ stderr: '' });
    expect(await call('down', '--stop')).toMatchObject({ exit: 0, stderr: '' });

    world.setVariable('HOME', '');
    world.setVariable('XDG_STATE_HOME', '');
    const before = readdirSync(world.workspace);
    for (const verb of [['start', 'loop'], ['list'], ['service', 'status'], ['up']]) {
      const { exit, stderr } = await call(...verb);
      expect([exit, stderr]).toEqual([
        1,
        'Executor has no place for its state: HOME is not an absolute path, and the system knows no home directory for this user. Set HOME or XDG_STATE_HOME to an absolute path.\n',
      ]);
    }
    expect((await call('doctor')).stdout).toMatch(/^fail +state +Executor has no place/m);
    expect(await call('hosts')).toMatchObject({ exit: 0, stdout: 'No host is running.\n' });
    expect(readdirSync(world.workspace)).toEqual(before);
  },
);

test('a HOME that is no absolute path puts nothing into the current folder', async () => {
  world.setVariable('XDG_STATE_HOME', '');
  const before = readdirSync(world.workspace);
  for (const home of ['', 'here']) {
    world.setVariable('HOME', home);
    expect((await world.call('doctor')).stdout).toMatch(/^\w+ +state +State .*kept in \//m);
  }
  expect(readdirSync(world.workspace)).toEqual(before);
});

function giveAway(folder: string): void {
  lchownSync(folder, stranger, stranger);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(path.join(folder, entry), stranger, stranger);
}
