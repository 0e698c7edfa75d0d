import { namingRules, violationsIn } from '../support/rig/accessibility.ts';
import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    'fail.sh': 'echo "no such table: prices" >&2\nexit 3\n',
    'good.sh': 'echo done\n',
    '.vscode/executor.json': `{
  // What a day looks like.
  "tasks": {
    "api": { "script": "loop.sh", "restart": "always" },
    "scrape": { "script": "fail.sh", "backoff": { "initial": "10 min", "max": "10 min" } },
    "clean": { "script": "good.sh", "restart": "never" },
    "broken": { "script": "gone.sh", "restart": "never" },
    "typo": { "scirpt": "good.sh" },
    "fresh": { "script": "good.sh", "restart": "never" },
    "report": { "script": "good.sh", "every": "1 day", "start": "2021-02-27T13:00:00", "timezone": "America/New_York", "group": "reports" },
    "weekly": { "script": "good.sh", "every": "1 week", "group": "reports" }
  }
}
`,
  },
});

test('the tree says in words what each task does, with a label on every row and button', async ({
  workbench,
  workspace,
}) => {
  test.slow();
  const { page } = workbench;
  await workbench.openContainer('Executor');
  await workbench.rowAction('api', 'Start');
  await expect(workbench.description('api')).toHaveText(/^\d+ s/);
  await workbench.openContainer('Executor');
  await workbench.rowAction('scrape', 'Start');
  await expect(workbench.description('scrape')).toHaveText(/^restart in .* · exit 3$/);
  await workbench.rowAction('clean', 'Start');
  await expect(workbench.description('clean')).toHaveText(/^succeeded · /);
  await workbench.rowAction('broken', 'Start');
  await expect(workbench.description('broken')).toHaveText(/script not found/);
  await workbench.contextMenu('report', 'Start Schedule');
  await expect(workbench.description('report')).toHaveText(/13:00/);
  workspace.write(
    '.vscode/executor.json',
    workspace.read('.vscode/executor.json').replace('"restart": "always"', '"restart": "always", "args": ["--new"]'),
  );
  await expect(workbench.description('api')).toHaveText(/changed/);

  for (const theme of ['dark', 'light', 'high contrast'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot('states');
    await workbench.tooltip('scrape', 'fail.sh');
    await workbench.screenshot('states-tooltip');
    await page.mouse.move(900, 200);
  }
  await page.setViewportSize({ width: 620, height: 700 });
  await workbench.screenshot('states-narrow');
  await page.setViewportSize({ width: 1600, height: 1000 });
  await workbench.screenshot('states-wide');

  const labels = await page
    .locator('.part.sidebar .monaco-list-row')
    .evaluateAll((rows) =>
      rows.map((row: { getAttribute(name: string): string | null }) => row.getAttribute('aria-label')),
    );
  expect(labels.every((label) => label !== null && label !== '')).toBe(true);
  expect(labels).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^api, running for /),
      expect.stringMatching(/^scrape, restarts in /),
      expect.stringMatching(/^fresh, never run/),
      expect.stringMatching(/^report, .*scheduled/),
    ]),
  );
  expect(await violationsIn(page, { selector: '.part.sidebar', rules: namingRules })).toEqual([]);
});
