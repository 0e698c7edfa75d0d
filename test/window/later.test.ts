import { expect, test } from 'vitest';
import { WindowWorld } from '../support/windowWorld.ts';

const options = {
  files: { 'say.sh': 'echo said\n' },
  tasks: {
    report: { script: 'say.sh', restart: 'never' },
    daily: { script: 'say.sh', every: '20 hours', timezone: 'Asia/Tokyo' },
  },
};

test('a task is run later at a time that is chosen or typed, and cancelled in the list of what is due', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('report', 'never run');
  const upcoming = window.view('executor.upcoming');
  upcoming.show();

  window.menu('report', 'Run Later…');
  (await window.question('Run report Later')).choose('In 20 Minutes');
  await window.message(/^report runs once at \S.* \(in (19|20) min\)\.$/);
  await window.untilRow('report', /^runs once at \S.* \(in (19|20) min\) · never run$/);
  await window.until(() => upcoming.rows.length === 1, 'it is due');
  const [first] = upcoming.rows;
  if (!first) throw new Error('There is no row.');
  expect([first.label, first.context, first.icon]).toEqual(['report', 'executor.upcoming;later;', 'clock']);
  expect(first.description).toMatch(/ · once$/);
  expect(await upcoming.tooltip(first.element)).toContain('Runs once, as requested:');

  window.menuOf(first, 'Cancel Later Run…', upcoming);
  await window.until(() => upcoming.rows.length === 0, 'nothing is due');
  await window.untilRow('report', 'never run');

  window.menu('report', 'Run Later…');
  const when = await window.question('Run report Later');
  when.type('in 2 minuets');
  expect(when.texts[0]).toContain('Did you mean "minutes"?');
  when.type('');
  when.choose('Pick a Time…');
  const pick = await window.question('Date and time, such as');
  expect(pick.value).toMatch(/^\d{4}-\d\d-\d\d \d\d:00$/);
  pick.type('2021-02-27 13:00');
  expect(pick.texts[0]).toContain('has passed');
  pick.type('in 1 sec');
  pick.choose('in 1 sec');
  await window.untilSpoken('report', /last run succeeded/);
  await window.until(() => upcoming.rows.length === 0, 'it is due no more');
});

test('times are those of the task, and of several runs to come one is chosen to be cancelled', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('daily', 'paused · never run');
  for (const time of ['2035-12-24 18:00', '2036-12-24 18:00']) {
    await window.commandOn('Executor: Run Later…', 'daily');
    const when = await window.question('Run daily Later');
    when.type(time);
    when.choose(time);
    await window.message(new RegExp(`^daily runs once at 24 Dec ${time.slice(0, 4)} 18:00 (GMT\\+9|JST) `));
  }
  await window.untilRow('daily', /^runs once at 24 Dec 2035 18:00 .* · \+1 later · paused · never run$/);
  window.menu('daily', 'Cancel Later Run…');
  (await window.question('Which run do you want to cancel?')).choose('Mon 24 Dec 2035');
  await window.untilRow('daily', /^runs once at 24 Dec 2036 18:00 (?!.*later).* · paused · never run$/);
});

test('where nothing starts nobody is asked for a time, and the way to trust is shown', async () => {
  await using world = new WindowWorld({ ...options, isTrusted: false });
  const window = await world.openWindow();
  await window.untilRow('report', '');
  expect(window.menuTitles('report')).not.toContain('Run Later…');
  await window.commandOn('Executor: Run Later…', 'report');
  const told = await window.message('Nothing starts in Restricted Mode.');
  expect(told.buttons).toContain('Manage Workspace Trust');
});
