import { expect, test } from 'vitest';
import { keysOfFailed } from '../../../src/model/notice.ts';
import type { RunRecord, Trigger } from '../../../src/model/run.ts';

function ended(task: string, trigger: Trigger, code: number, retry?: number): RunRecord {
  const outcome = code === 0 ? { kind: 'succeeded' } : { kind: 'failed', exit: { code } };
  return {
    id: 'r',
    task,
    trigger,
    createdAt: 0,
    startedAt: 0,
    pid: 1,
    logPath: '/l',
    state: 'ended',
    endedAt: 1,
    outcome,
    ...(retry !== undefined && { retry }),
  } as RunRecord;
}

test('a run that was tried again counts as its last try did', () => {
  const saved = [ended('Saved', 'schedule', 1, 0), ended('saved', 'retry', 1, 1), ended('Saved', 'retry', 0, 2)];
  const lost = [ended('lost', 'schedule', 1, 0), ended('lost', 'retry', 1, 1)];
  expect([...keysOfFailed([...saved, ...lost])]).toEqual(['lost']);
});

test('an earlier failure stays one, although a later run was saved by its retry', () => {
  const runs = [ended('a', 'schedule', 1, 0), ended('a', 'schedule', 1, 0), ended('a', 'retry', 0, 1)];
  expect([...keysOfFailed(runs)]).toEqual(['a']);
});

test('a retry whose first try ended before is judged alone', () => {
  expect([...keysOfFailed([ended('a', 'retry', 0, 1), ended('b', 'retry', 2, 1)])]).toEqual(['b']);
});
