import { expect, test } from 'vitest';
import type { Notice, Summary } from '../../../../src/model/notice/notice.ts';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { Notifications } from '../../../../src/vscode/notify/notifications.ts';
import type { OutputChannels } from '../../../../src/vscode/output/outputChannels.ts';
import type { Runner } from '../../../../src/vscode/run/runner.ts';
import type { TaskReference } from '../../../../src/vscode/session/sessions.ts';
import type { Settings } from '../../../../src/vscode/session/settings.ts';
import { aTask } from '../../../support/aTask.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { anExecutor, SessionDouble, SessionsDouble } from '../../../support/sessionsDouble.ts';
import { enterWindow, TheWindow, WindowMemory } from '../../../support/vscode/theWindow.ts';

interface Situation {
  readonly notifications?: Settings['notifications'];
  /** The name of the task whose output is visible. */
  readonly visible?: string;
  readonly tasks?: readonly TaskView[];
}

/** A window that tells what happens to the tasks of one folder. */
function telling({ notifications = 'failures', tasks = [], visible }: Situation = {}) {
  const window = new TheWindow({ folders: [], isTrusted: true, settings: {}, memory: new WindowMemory() });
  enterWindow(window);
  const clock = new FakeClock();
  const folder = new SessionDouble('near', ...tasks);
  const sessions = new SessionsDouble(folder);
  const pressed: string[] = [];
  const output = { isVisible: ({ name }: TaskReference) => name === visible };
  const runner = {
    show: ({ name }: TaskReference) => pressed.push(`show ${name}`),
    restart: (references: readonly TaskReference[]) =>
      pressed.push(`restart ${references.map(({ name }) => name).join()}`),
  };
  const notices = new Notifications(
    sessions.sessions,
    { notifications },
    output as unknown as OutputChannels,
    runner as unknown as Runner,
    clock,
  );
  return {
    clock,
    notices,
    pressed,
    window,
    notice: (notice: Notice) => {
      sessions.notice(folder, notice);
    },
    reconnects: (summary: Summary) => {
      folder.client = { executor: anExecutor(tasks), summary };
      sessions.reconnect(folder);
    },
    /** What people are told by now. */
    told: () => window.messages.map(({ buttons, severity, text }) => [severity, text, buttons]),
  };
}

function failure(task: string): Notice {
  return { kind: 'failed', task, run: 'r1', at: 0, how: 'exit 3' };
}

function success(isAsked: boolean): Notice {
  return { kind: 'succeeded', task: 'report', run: 'r1', at: 0, isAsked };
}

test('a failure is told five seconds later, with buttons that do what they say', async () => {
  const { clock, notice, pressed, told, window } = telling();
  notice(failure('report'));
  clock.advance(4_999);
  expect(told()).toEqual([]);
  clock.advance(1);
  expect(told()).toEqual([['error', 'report failed (exit 3).', ['Show Output', 'Restart', 'Mute']]]);
  window.messages[0]?.answer('Restart');
  await Promise.resolve();
  await Promise.resolve();
  expect(pressed).toEqual(['restart report']);
});

test('failures that come together are one notification, in the order of the list', () => {
  const { clock, notice, told } = telling({ tasks: [aTask({ name: 'a' }), aTask({ name: 'b' })] });
  notice(failure('b'));
  notice(failure('a'));
  clock.advance(5_000);
  expect(told()).toEqual([['error', '2 tasks failed: a, b.', ['Show', 'Mark All as Seen']]]);
});

test.each<[string, Situation]>([
  ['the task is muted', { tasks: [aTask({ isMuted: true })] }],
  ["its output is before people's eyes", { tasks: [aTask()], visible: 'report' }],
  [
    'somebody has looked at that run',
    { tasks: [aTask({ runs: [{ id: 'r1', trigger: 'manual', createdAt: 0, logPath: '/r1' }] })] },
  ],
  ['no notifications are wanted', { notifications: 'none' }],
])('a failure is not told where %s', (_title, situation) => {
  const { clock, notice, told } = telling(situation);
  notice(failure('report'));
  clock.advance(5_000);
  expect(told()).toEqual([]);
});

test.each<[Settings['notifications'], boolean, number]>([
  ['none', true, 0],
  ['failures', true, 1],
  ['failures', false, 0],
  ['all', false, 1],
])('with the setting "%s", a success whose task asks for it (%s) is told %i times', (notifications, isAsked, times) => {
  const { clock, notice, told } = telling({ notifications });
  notice(success(isAsked));
  clock.advance(5_000);
  expect(told()).toHaveLength(times);
});

test.each<[string, Settings['notifications'], Partial<Summary>, readonly unknown[]]>([
  ['bad news', 'failures', { failed: ['report'] }, ['warning']],
  ['missed runs', 'failures', { missed: 2 }, ['warning']],
  ['that all went well', 'failures', {}, []],
  ['that all went well', 'all', {}, ['information']],
  ['bad news', 'none', { failed: ['report'] }, []],
])('of an absence %s is told with the setting "%s" as it should be', (_title, notifications, extra, severities) => {
  const { reconnects, told } = telling({ notifications });
  reconnects({ since: 0, runs: 3, failed: [], missed: 0, ...extra });
  expect(told().map(([severity]) => severity)).toEqual(severities);
});

test('nothing is told after the end', () => {
  const { clock, notice, notices, told } = telling();
  notice(failure('report'));
  notices.dispose();
  clock.advance(5_000);
  expect([told(), clock.pendingTimers]).toEqual([[], 0]);
});
