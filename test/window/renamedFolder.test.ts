import { renameSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { WindowWorld } from '../support/windowWorld.ts';

const programs = new HostPrograms();
afterAll(() => {
  programs[Symbol.dispose]();
});

test(
  'a folder that was renamed says what lives under its old name, starts no second copy, and takes it over',
  { tags: ['long'] },
  async () => {
    await using world = new WindowWorld({
      files: { 'serve.sh': '#!/bin/sh\necho $$ >>serve.pids\nwhile :; do sleep 0.2; done\n' },
      tasks: { serve: { script: 'serve.sh' } },
      programs,
    });
    const first = await world.openWindow();
    await first.untilRow('serve', 'never run');
    first.menu('serve', 'Start');
    await first.untilRunning('serve');
    await waitUntil(() => world.exists('serve.pids'), 'it has begun');
    await world.closeWindow();

    const place = world.join('renamed');
    renameSync(world.workspace, place);
    const window = await world.openWindow({ folders: [place] });
    const said = `This folder used to be ${world.workspace}, where a host (pid ${String(world.record.pid)}) still manages serve.`;
    await window.until(() => window.tree.message?.startsWith(said) === true, 'the old folder is told');
    expect(window.vscode.commands.context.get('executor.hasOldFolder')).toBe(true);
    window.menu('serve', 'Start');
    (await window.message('so it is not started a second time')).close();

    window.command('Executor: Take Over from Old Folder…');
    const question = await window.message(`Take over from ${world.workspace}?`);
    question.answer('Take Over');
    await window.untilRunning('serve');
    await window.until(() => window.tree.message === '', 'nothing is left at the old place');
    expect(window.vscode.commands.context.get('executor.hasOldFolder')).toBe(false);
    window.menu('serve', 'Stop');
    await window.untilRow('serve', /^stopped/);
    // The world ends where it began.
    await world.closeWindow();
    renameSync(place, world.workspace);
    expect(world.read('serve.pids').trim().split('\n')).toHaveLength(1);
  },
);
