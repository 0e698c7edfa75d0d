import { expect, test } from 'vitest';
import { rowId, rowsOfFolder, rowsOfGroup, rowsOfTask } from '../../../../src/vscode/tree/treeRow.ts';
import { aRun, aTask } from '../../../support/aTask.ts';
import { SessionDouble } from '../../../support/sessionsDouble.ts';

const { session } = new SessionDouble(
  'shop',
  aTask({ name: 'late', group: 'night' }),
  aTask({ name: 'web' }),
  aTask({ name: 'early', group: 'day' }),
  aTask({ name: 'later', group: 'night' }),
);

test('a folder has its tasks without a group first, then the groups in the order of their first tasks', () => {
  expect(rowsOfFolder(session).map(rowId)).toEqual([
    'file:///srv/shop#web',
    'file:///srv/shop#group#night',
    'file:///srv/shop#group#day',
  ]);
});

test('a group has its own tasks in the order of the file', () => {
  expect(rowsOfGroup(session, 'night').map(rowId)).toEqual(['file:///srv/shop#late', 'file:///srv/shop#later']);
});

test('a task has its runs, newest first, what led to none where that belongs, and the way to older ones', () => {
  const runs = [aRun({ id: 'r2', createdAt: 3_000 }), aRun({ id: 'r1', createdAt: 1_000 })];
  const skipped = [{ task: 'web', from: 2_000, to: 2_000, count: 1, why: 'missed' }] as const;
  expect(rowsOfTask({ session, name: 'web' }, runs, skipped, true).map(rowId)).toEqual([
    'r2',
    'file:///srv/shop#skipped#missed#2000#web',
    'r1',
    'file:///srv/shop#more#web',
  ]);
  expect(rowsOfTask({ session, name: 'web' }, runs, [], false).map(rowId)).toEqual(['r2', 'r1']);
});
