import { expect, test } from 'vitest';
import { WindowWorld } from '../support/windowWorld.ts';

test('a task is started, seen to run, and stopped by the buttons of its row', async () => {
  await using world = new WindowWorld({
    files: { 'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n' },
    tasks: { loop: { script: 'loop.sh', restart: 'never' } },
  });
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.menu('loop', 'Start');
  await window.untilRunning('loop');
  window.click('loop');
  await window.untilOutput('looping');
  window.menu('loop', 'Stop');
  await window.untilRow('loop', /^stopped · /);
  expect(window.channels).toEqual(['Executor: loop']);
});
