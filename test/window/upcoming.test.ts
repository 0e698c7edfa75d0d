import { expect, test } from 'vitest';
import { WindowWorld } from '../support/windowWorld.ts';

test('what is due in the next 24 hours stands in the order of time, and can be run or paused from there', async () => {
  await using world = new WindowWorld({
    files: { 'say.sh': 'echo said\n' },
    tasks: {
      often: { script: 'say.sh', every: '2 hours' },
      daily: { script: 'say.sh', every: '20 hours' },
      seldom: { script: 'say.sh', cron: '0 9 29 2 *' },
    },
  });
  const window = await world.openWindow();
  const upcoming = window.view('executor.upcoming');
  await window.untilRow('often', 'paused · never run');
  upcoming.show();
  await window.until(() => upcoming.message === 'All schedules are paused.', 'it is said why nothing is due');

  window.command('Executor: Start All');
  const labels = (): string => upcoming.rows.map(({ label }) => label).join();
  const due = async (names: string): Promise<void> => {
    await window.until(() => labels() === names, `${names} are due`);
  };
  await due('often,often,often,often,daily');
  const [first, , , fourth, last] = upcoming.rows;
  if (!first || !fourth || !last) throw new Error('There are no rows.');
  expect(upcoming.rows.map(({ context, icon }) => `${icon} ${context}`)).toEqual([
    'calendar executor.upcoming;run;',
    'calendar executor.upcoming;run;',
    'calendar executor.upcoming;run;',
    'ellipsis executor.upcoming;more;',
    'calendar executor.upcoming;run;',
  ]);
  expect(first.description).toMatch(/^\S.*\d\d:\d\d.* \(in (1 h 59 min|2 h)\)$/);
  expect(fourth.description).toMatch(/^Every 2 hours, until /);
  expect(upcoming.message).toBe('');
  expect(await upcoming.tooltip(first.element)).toContain('Every 2 hours');

  window.menuOf(first, 'Skip Next Run', upcoming);
  await window.message(/^Skipped often at \S.*\. Next run \S.*\.$/);
  await window.until(() => / \(in (3 h( 59 min)?|4 h)\)$/.test(upcoming.rows[0]?.description ?? ''), 'it is left out');
  await due('often,often,often,often,daily');

  window.menuOf(last, 'Run Now', upcoming);
  await window.untilSpoken('daily', /last run succeeded/);
  window.clickOn(last, upcoming);
  await window.untilOutput('said');
  const next = upcoming.rows[0];
  if (!next) throw new Error('There is no row.');
  window.menuOf(next, 'Pause Schedule', upcoming);
  await due('daily');
});

test('folders share the list of what is due, and each row tells its next five runs', async () => {
  await using world = new WindowWorld({
    files: {
      'jobs/say.sh': 'echo said\n',
      'jobs/.vscode/executor.json': JSON.stringify({ tasks: { often: { script: 'say.sh', every: '9 hours' } } }),
      'more/say.sh': 'echo said\n',
      'more/.vscode/executor.json': JSON.stringify({
        tasks: { seldom: { script: 'say.sh', every: '10 hours', timezone: 'Asia/Tokyo' } },
      }),
    },
    folders: ['jobs', 'more'],
  });
  const window = await world.openWindow();
  const upcoming = window.view('executor.upcoming');
  const { element } = await window.untilRow('seldom', 'paused · never run');
  await window.untilRow('often', 'paused · never run');
  const inTokyo = /^- \w{3} \d+ \w{3} \d{4} \d\d:\d\d:\d\d (GMT\+9|JST)$/;
  const paused = await window.tree.tooltip(element);
  expect(paused).toContain('Schedule paused (Every 10 hours; Asia/Tokyo)');
  expect(paused.split('\n').filter((line) => inTokyo.test(line))).toHaveLength(5);

  upcoming.show();
  window.command('Executor: Start All');
  await window.until(
    () => upcoming.rows.map(({ label }) => label).join() === 'jobs/often,more/seldom,jobs/often,more/seldom',
    'both are due in turn',
  );
  await window.untilRow('seldom', / \(in .+\)$/);
  const armed = await window.tree.tooltip(window.row('seldom')?.element);
  expect(armed).toContain('Every 10 hours (Asia/Tokyo)');
  expect(armed.split('\n').filter((line) => inTokyo.test(line))).toHaveLength(5);
  const often = await upcoming.tooltip(upcoming.rows[0]?.element);
  expect(often).toContain('Every 9 hours');
  expect(often.split('\n').filter((line) => /^- .*\d\d:\d\d:\d\d \S+$/.test(line))).toHaveLength(5);
});

test('missed runs stand among the runs of a task, with the one that makes up for them', async () => {
  const hourMs = 3_600_000;
  // Clocks of hosts go ahead of that of the disk, never behind it.
  const firstDue = (Math.ceil(Date.now() / hourMs) + 1) * hourMs;
  await using world = new WindowWorld({
    files: { 'say.sh': 'echo said\n' },
    tasks: { report: { script: 'say.sh', every: '1 hour', start: '2021-02-27T13:00:00Z' } },
    hasClock: true,
  });
  world.setClock(firstDue - 60_000);
  const window = await world.openWindow();
  await window.untilRow('report', 'paused · never run');
  window.menu('report', 'Start Schedule');
  await window.untilRow('report', / \(.+\)$/);
  world.setClock(firstDue + 300);
  await window.untilSpoken('report', /last run succeeded/);
  await world.closeWindow();

  world.setClock(firstDue + 4 * hourMs + 5 * 60_000);
  const later = await world.openWindow();
  await later.untilSpoken('report', /last run succeeded/);
  await later.expand('report');
  const rows = (): readonly string[] =>
    later.below('report').map(({ description, label }) => `${label} · ${description}`);
  await later.until(() => rows().some((row) => row.startsWith('3 runs missed')), 'three runs are missed');
  // What is made up for waits for ten seconds.
  world.setClock(firstDue + 4 * hourMs + 5 * 60_000 + 11_000);
  await later.until(
    () => rows().some((row) => /succeeded · .* · catch-up · for (\w{3} )?\d\d:\d\d$/.test(row)),
    'one is made up for',
  );
  expect(rows()).toEqual([
    expect.stringMatching(/succeeded · .* · catch-up · for (\w{3} )?\d\d:\d\d$/),
    expect.stringMatching(/^3 runs missed.*–.*no host was running$/),
    expect.stringMatching(/schedule$/),
  ]);
});
