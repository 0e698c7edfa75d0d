import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';

let world: CliWorld;

useCliWorld((made) => {
  world = made;
  mkdirSync(world.join('elsewhere'));
  world.write('say.sh', '#!/bin/sh\necho said\n');
});

/** Puts a link that leads out of the workspace in the place of something in it. */
function lead(from: string, to: string): void {
  const link = path.join(world.workspace, from);
  rmSync(link, { recursive: true, force: true });
  symlinkSync(world.join(to), link);
}

test.each([
  ['.vscode', 'elsewhere', 'elsewhere/executor.json'],
  ['.vscode/executor.json', 'elsewhere/x.json', 'elsewhere/x.json'],
])('a repository whose %s leads out of it makes nothing there', async (link, to, file) => {
  lead(link, to);
  const words = `a link points outside the workspace folder to ${world.join(file)}, which does not exist`;
  for (const verb of [['add', 'say.sh'], ['edit']]) {
    world.setVariable('EDITOR', 'touch');
    const { exit, stderr } = await world.call(...verb);
    expect(exit).not.toBe(0);
    expect(stderr).toContain(words);
  }
  expect(readdirSync(world.join('elsewhere'))).toEqual([]);
});

test('a repository whose .executor leads out of it has its logs in the state folder', async () => {
  world.define({ say: { script: 'say.sh', restart: 'never' } });
  lead('.executor', 'elsewhere');
  expect(await world.call('run', 'say')).toEqual({ exit: 0, stdout: 'said\n', stderr: '' });
  expect((await world.call('logs', 'say')).stdout).toContain('said\n');
  expect(readdirSync(world.join('elsewhere'))).toEqual([]);
  expect(world.events).toContain('logs-elsewhere');
});
