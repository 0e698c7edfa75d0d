import { expect, test } from 'vitest';
import type { OpenedWindow } from '../support/openedWindow.ts';
import { Task, TaskScope } from '../support/vscode/values.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: {
    'say.sh': 'echo said say\n',
    'loop.sh': "trap 'echo leaving; exit 0' TERM\necho looping\nwhile :; do sleep 0.1; done\n",
    'break.sh': 'echo broken\nexit 3\n',
  },
  tasks: {
    say: { script: 'say.sh', restart: 'never' },
    loop: { script: 'loop.sh', restart: 'never' },
    break: { script: 'break.sh', restart: 'never' },
  },
};

/** What VS Code runs where somebody chooses this from *Tasks: Run Task*. */
async function offered(window: OpenedWindow, name: string): Promise<Task> {
  const found = (await window.offeredTasks()).find((task) => task.name === name);
  if (!found) throw new Error(`"${name}" is not offered.`);
  return found;
}

/** What VS Code runs for such a task of a `tasks.json`. */
function ofTasksJson(window: OpenedWindow, definition: object): Task {
  const written = new Task({ type: 'executor', ...definition }, TaskScope.Workspace, 'written', 'executor');
  const resolved = window.vscode.taskProviders.get('executor')?.resolveTask(written);
  if (!resolved) throw new Error('There is no provider.');
  return resolved;
}

test('every task is offered with its command line, and asks for no problem matcher', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const tasks = await window.offeredTasks();
  expect(
    tasks.map(({ definition, detail, name, problemMatchers, source }) => [
      name,
      source,
      definition,
      detail,
      problemMatchers,
    ]),
  ).toEqual([
    ['say', 'executor', { type: 'executor', task: 'say' }, 'say.sh', []],
    ['loop', 'executor', { type: 'executor', task: 'loop' }, 'loop.sh', []],
    ['break', 'executor', { type: 'executor', task: 'break' }, 'break.sh', []],
  ]);
});

test('a task of VS Code runs a task once and ends as it does', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const say = await window.runTask(await offered(window, 'say'));
  await window.until(() => say.code !== undefined, 'the terminal has ended');
  expect(say.text).toMatch(/^Executor runs “say”\. .*\n(.*\n)*said say\n(.*\n)*say: succeeded after .*\n$/);
  expect([say.code, say.isStraight]).toEqual([0, true]);

  const broken = await window.runTask(await offered(window, 'break'));
  await window.untilTerminal(broken, 'break: failed (exit 3)');
  // VS Code would take a terminal that fails sooner for one that could not be launched.
  world.clock.skip(750);
  await window.until(() => broken.code === 3, 'the terminal has ended with 3');
  await window.untilRow('break', /^exit 3/);
  // It failed in sight.
  await window.until(() => !window.row('break')?.context.includes(';failed;'), 'the failure counts as seen');
});

test('a terminal that is closed leaves the run, the next one joins it, and Ctrl+C stops it', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const first = await window.runTask(await offered(window, 'loop'));
  await window.untilTerminal(first, 'looping');
  first.kill();
  await window.untilRunning('loop');

  const second = await window.runTask(await offered(window, 'loop'));
  await window.untilTerminal(second, '“loop” is already running');
  await window.untilTerminal(second, 'looping');
  await window.expand('loop');
  expect(window.below('loop')).toHaveLength(1);
  second.type('\u0003');
  await window.untilTerminal(second, 'leaving');
  await window.untilTerminal(second, 'loop: stopped');
  await window.until(() => second.code !== undefined, 'the terminal has ended');
});

test('a tasks.json begins tasks by their names, in any letter case; one that does not exist is said', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const say = await window.runTask(ofTasksJson(window, { task: 'SAY' }));
  await window.untilTerminal(say, 'said say');
  await window.until(() => say.code === 0, 'the terminal has ended well');
  const gone = await window.runTask(ofTasksJson(window, { task: 'nowhere' }));
  await window.untilTerminal(gone, 'There is no task "nowhere"');
  await window.until(() => {
    world.clock.skip(750);
    return gone.code !== undefined && gone.code !== 0;
  }, 'the terminal has failed');
});
