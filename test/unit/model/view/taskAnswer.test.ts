import { expect, test } from 'vitest';
import { answerOfStop, describeAnswer, summarizeAnswers } from '../../../../src/model/view/taskAnswer.ts';
import { aTask } from '../../../support/aTask.ts';

test('a stop answers what it has ended: a run, what runs had left, or nothing', () => {
  const rest = { name: 'a', status: { kind: 'stopped' }, extraRuns: 0, leftovers: 0 } as const;
  expect(describeAnswer(answerOfStop(aTask(rest)))).toBe('Not running: a');
  expect(describeAnswer(answerOfStop(aTask({ ...rest, leftovers: 1 })))).toBe('Ended a process that a left behind');
  expect(describeAnswer(answerOfStop(aTask({ ...rest, leftovers: 3 })))).toBe('Ended 3 processes that a left behind');
  expect(describeAnswer(answerOfStop(aTask({ ...rest, extraRuns: 1, leftovers: 3 })))).toBe('Stopped a');
  expect(summarizeAnswers([{ name: 'b', kind: 'stopped' }, answerOfStop(aTask({ ...rest, leftovers: 3 }))])).toBe(
    'Stopped b, a (leftover processes: 3).',
  );
});
