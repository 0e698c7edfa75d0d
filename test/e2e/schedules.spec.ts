import { expect, test } from '../support/rig/fixtures.ts';

test.use({ files: { 'report.sh': 'echo reporting\n', 'other.sh': 'echo other\n' } });

test(
  'a script is added with a schedule by keys alone, its next runs shown while typing, and paused and resumed',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.theme('dark');
    await workbench.contextMenu('report.sh', 'Add to Executor…');
    await workbench.input('Add report.sh', 'report');
    await expect(workbench.quickRow().filter({ hasText: 'Add with a Schedule…' })).toBeVisible();
    await workbench.screenshot('schedule-how');
    await workbench.typeAnswer('Add report.sh: When to Run?', 'schedule');
    await workbench.answerByKey('Add with a Schedule…');
    await expect(workbench.quickRow().filter({ hasText: 'Every Monday at 08:00' })).toBeVisible();
    await workbench.screenshot('schedule-presets');
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', '5 m');
    await expect(workbench.quickRow().filter({ hasText: /month/ })).toBeVisible();
    await workbench.screenshot('schedule-problem');
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', '90 min');
    await expect(workbench.quickRow().filter({ hasText: /^\w{3} \d+ \w{3} \d{4} \d\d:\d\d:00 / })).toHaveCount(5);
    await workbench.screenshot('schedule-typed');
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput()).toHaveValue(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    await workbench.typeAnswer('Add report.sh: From When? (2/3)', '25:00');
    await expect(workbench.quickRow().filter({ hasText: '"25:00" is not a time stamp.' })).toBeVisible();
    await workbench.typeAnswer('Add report.sh: From When? (2/3)', '2021-02-27 13:00');
    await expect(workbench.quickRow().filter({ hasText: 'From 2021-02-27 13:00:00' })).toBeVisible();
    await workbench.screenshot('schedule-start');
    await page.keyboard.press('Enter');
    await expect(workbench.quickRow().filter({ hasText: 'Add and Start Schedule' })).toBeVisible();
    await expect(workbench.quickInput()).toHaveAttribute('placeholder', /^Every 90 minutes, from Sat 27 Feb 2021/);
    await expect(workbench.quickRow().filter({ hasText: /^\w{3} \d+ \w{3} \d{4} \d\d:\d\d:00 / })).toHaveCount(5);
    await workbench.screenshot('schedule-begin');
    await page.keyboard.press('Enter');
    await expect(workbench.toast(/^report: Next run .*\d\d:\d\d/)).toBeVisible();
    const file = workspace.read('.vscode/executor.json');
    expect([/"every": "90 min"/, /"start": "2021-02-27T13:00:00"/].map((line) => line.test(file))).toEqual([
      true,
      true,
    ]);
    expect(/restart|timezone/.test(file)).toBe(false);

    await workbench.openContainer('Executor');
    await expect(workbench.description('report')).toHaveText(/^(\w{3} )?\d\d:\d\d \(in .*\)$/);
    await workbench.screenshot('scheduled');
    await workbench.rowAction('report', 'Run Now');
    await expect(workbench.outputLine('reporting')).toBeVisible();
    await workbench.contextMenu('report', 'Pause Schedule');
    await expect(workbench.description('report')).toHaveText(/^paused · succeeded · .* ago$/);
    await workbench.screenshot('paused');
    await workbench.contextMenu('report', 'Start Schedule');
    await expect(workbench.description('report')).toHaveText(/^(\w{3} )?\d\d:\d\d \(in .*\)$/);
    await workbench.command('Executor: Pause All');
    await expect(workbench.toast('Paused report.')).toBeVisible();
    await expect(workbench.description('report')).toHaveText(/^paused/);
    await workbench.command('Executor: Resume All');
    await expect(workbench.toast('Scheduled: report.')).toBeVisible();
    await expect(workbench.description('report')).toHaveText(/^(\w{3} )?\d\d:\d\d \(in .*\)$/);
  },
);

test('the arrow leads back through the questions, and several scripts get one schedule in another zone', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  await workbench.row('other.sh').waitFor();
  await workbench.select('other.sh', 'report.sh');
  await workbench.contextMenu('report.sh', 'Add to Executor…');
  await workbench.pick('Add with a Schedule…');
  await workbench.pick('Every day at 09:00');
  await expect(workbench.quickInput()).toHaveValue(/ 09:00$/);
  await page.keyboard.press('Control+Alt+Minus');
  await workbench.pick('Every hour');
  await workbench.pick('Another Time Zone…');
  // The question before this one has a text field as well.
  await page.getByPlaceholder('The time zone of the schedule').fill('Asia/Tokyo');
  await page.keyboard.press('Enter');
  await expect(
    workbench.quickRow().filter({ hasText: /^\w{3} \d+ \w{3} \d{4} \d\d:00:00 (?:GMT\+9|JST)/ }),
  ).toHaveCount(5);
  await workbench.screenshot('schedule-zone');
  await page.keyboard.press('Enter');
  await workbench.pick('Add Only');
  await expect
    .poll(() => (workspace.exists('.vscode/executor.json') ? workspace.read('.vscode/executor.json') : ''))
    .toContain('"timezone": "Asia/Tokyo"');
  const file = workspace.read('.vscode/executor.json');
  expect(file.match(/"every": "1 hour"/g)).toHaveLength(2);
  await workbench.openContainer('Executor');
  await expect(workbench.description('other')).toHaveText('paused · never run');
});
