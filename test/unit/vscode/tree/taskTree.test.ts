import { expect, test } from 'vitest';
import type { TreeDragAndDropController } from 'vscode';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { TaskTree } from '../../../../src/vscode/tree/taskTree.ts';
import type { TreeRow } from '../../../../src/vscode/tree/treeRow.ts';
import { aRun, aTask, aTaskThat } from '../../../support/aTask.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { anExecutor, SessionDouble, SessionsDouble } from '../../../support/sessionsDouble.ts';
import { enterWindow, TheWindow, WindowMemory } from '../../../support/vscode/theWindow.ts';

const noDrop: TreeDragAndDropController<TreeRow> = { dropMimeTypes: [], dragMimeTypes: [] };
const now = new FakeClock().now();

/** The list of tasks of a window with these folders, before people's eyes, once it is drawn. */
async function shown(...folders: readonly SessionDouble[]) {
  const window = new TheWindow({ folders: [], isTrusted: true, settings: {}, memory: new WindowMemory() });
  enterWindow(window);
  const time = new FakeClock();
  const sessions = new SessionsDouble(...folders);
  const tree = new TaskTree(sessions.sessions, time, noDrop);
  const view = window.trees.get('executor.tasks');
  if (!view) throw new Error('There is no tree.');
  view.show();
  await settled();
  view.announced.length = 0;
  return { sessions, time, tree, view, window };
}

/** Resolves when what was announced is drawn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

function running(name: string): TaskView {
  return aTask({
    name,
    status: { kind: 'running', since: now - 5_000, pid: 7 },
    runs: [aRun({ id: `run of ${name}` })],
  });
}

test('a row has the name, the words, the icon and the flags of its task, below its folder where there are several', async () => {
  const failed = aTaskThat({ kind: 'stopped' }, now, { kind: 'failed', exit: { code: 3 } }, { hasUnseenFailure: true });
  const { tree, view } = await shown(new SessionDouble('near', running('web'), failed), new SessionDouble('far'));
  expect(
    view.rows.map(({ context, description, icon, label, level }) => [level, label, description, icon, context]),
  ).toEqual([
    [1, 'near', '', 'folder', 'executor.folder;'],
    [2, 'web', '5 s', 'play-circle testing.iconPassed', 'executor.task;live;hasRuns;running;'],
    [2, 'report', 'exit 3 · 3 min ago', 'error problemsErrorIcon.foreground', 'executor.task;idle;failed;hasRuns;'],
    [1, 'far', '', 'folder', 'executor.folder;'],
  ]);
  tree.dispose();
});

test('of a task that looks different its own row alone is drawn anew', async () => {
  const folder = new SessionDouble('near', aTask({ name: 'web' }), aTask({ name: 'poll' }));
  const { sessions, tree, view } = await shown(folder);
  sessions.change(folder, running('poll'));
  await settled();
  expect(view.announced).toEqual(['poll']);
  expect(view.rows.map(({ description, label }) => [label, description])).toEqual([
    ['web', 'never run'],
    ['poll', '5 s'],
  ]);
  tree.dispose();
});

test('where tasks came or went the tree is drawn anew, once, until VS Code has asked for it', async () => {
  const folder = new SessionDouble('near', aTask({ name: 'web' }));
  const { sessions, tree, view } = await shown(folder);
  folder.tasks = [aTask({ name: 'web' }), aTask({ name: 'poll' })];
  sessions.change(folder);
  sessions.change(folder);
  await settled();
  expect(view.announced).toEqual(['everything']);
  expect(view.rows.map(({ label }) => label)).toEqual(['web', 'poll']);
  tree.dispose();
});

test('a span of time ticks while the tree can be seen, and not while it is hidden', async () => {
  const { time, tree, view } = await shown(new SessionDouble('near', running('web'), aTask({ name: 'poll' })));
  for (let second = 0; second < 2; second += 1) {
    time.advance(1_000);
    await settled();
  }
  expect([view.announced, view.rows.map(({ description }) => description)]).toEqual([
    ['web', 'web'],
    ['7 s', 'never run'],
  ]);
  view.hide();
  expect(time.pendingTimers).toBe(0);
  tree.dispose();
});

test('the end of the tree leaves no timer and nothing that is registered', async () => {
  const { time, tree, window } = await shown(new SessionDouble('near', running('web')));
  tree.dispose();
  expect([time.pendingTimers, window.registrations.all]).toEqual([0, []]);
});

test.each<[number, { value: number; tooltip: string } | undefined]>([
  [0, undefined],
  [1, { value: 1, tooltip: '1 task failed' }],
  [2, { value: 2, tooltip: '2 tasks failed' }],
])('with so many failures that nobody has seen, the badge says so: %i', async (count, badge) => {
  const tasks = ['a', 'b', 'c'].map((name, index) => aTask({ name, hasUnseenFailure: index < count }));
  const { tree, view } = await shown(new SessionDouble('near', ...tasks));
  expect(view.badge).toEqual(badge);
  tree.dispose();
});

test('what is to be said of several folders stands above the rows, each sentence once', async () => {
  const folders = ['near', 'far', 'well'].map((name) => new SessionDouble(name, aTask()));
  for (const folder of folders.slice(0, 2))
    folder.client = { executor: anExecutor(folder.tasks, { readOnly: { reason: 'untrusted' } }) };
  const { tree, view } = await shown(...folders);
  expect(view.message).toBe('Restricted Mode: nothing starts until you trust this folder.');
  tree.dispose();
});

test.each<[string, readonly TaskView[], unknown]>([
  ['is there where there is no task', [], true],
  ['is not there where there are tasks', [aTask()], undefined],
])('the welcome %s', async (_title, tasks, isEmpty) => {
  const { tree, window } = await shown(new SessionDouble('near', ...tasks));
  expect(window.commands.context.get('executor.isEmpty')).toBe(isEmpty);
  tree.dispose();
});
