import { expect, test } from 'vitest';
import { statusBarText } from '../../../../src/model/view/statusBarText.ts';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { aTaskThat, rulesOf } from '../../../support/aTask.ts';

const now = Date.UTC(2026, 0, 1, 12);
const running = aTaskThat({ kind: 'running', since: now, pid: 7 }, now);
const stopped = aTaskThat({ kind: 'stopped' }, now);

function titled(...tasks: readonly TaskView[]): { title: string; task: TaskView }[] {
  return tasks.map((task, index) => ({ title: `t${String(index)}`, task }));
}

function due(minutes: number): TaskView {
  const next = now + minutes * 60_000;
  return { ...stopped, schedule: { kind: 'armed', rules: rulesOf('1 day'), timeZone: 'UTC', next } };
}

test('counts what runs', () => {
  expect(statusBarText(titled(running, running, stopped), now)).toEqual({
    text: '$(play-circle) 2',
    tooltip: 'Executor: 2 running',
    label: 'Executor: 2 running',
  });
});

test('tells failures that nobody has seen, and the soonest run of all schedules', () => {
  const failed = { ...stopped, hasUnseenFailure: true };
  expect(statusBarText(titled(failed, due(90), due(60)), now)).toEqual({
    text: '$(play-circle) 0 $(error) 1',
    tooltip: 'Executor: 0 running, 1 failed\nNext run 13:00 UTC: t2',
    label: 'Executor: 0 running, 1 failed. Next run 13:00 UTC: t2',
  });
});
