import { execFileSync } from 'node:child_process';
import { requirement } from '../support/requirement.ts';
import { expect, test, type Workspace } from '../support/rig/fixtures.ts';

const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone === 'Asia/Tokyo' ? 'Asia/Kolkata' : 'Asia/Tokyo';
const [oneOClockInUtc, offset] = zone === 'Asia/Tokyo' ? ['04:00', '+09:00'] : ['07:30', '+05:30'];

/** Notes its pid, and scrapes until the site is down. */
const scraper = `#!/bin/sh
echo $$ >>scrape.pids
echo "scraping"
while [ ! -e site-is-down ]; do sleep 0.1; done
echo "the site answers 503" >&2
exit 75
`;
const report = '#!/bin/sh\necho "a report for $EXECUTOR_SCHEDULED_FOR"\n';
const training = '#!/bin/sh\necho $$ >>train.pids\nwhile :; do echo "epoch"; sleep 0.5; done\n';
const twelve = Array.from({ length: 12 }, (_, index) => `worker-${String(index + 1).padStart(2, '0')}`);

test.use({
  // The log is shown when somebody asks for it; and VS Code's git leaves the folder to the one of the test.
  serverOptions: { hasTestClock: true, settings: { 'executor.revealOutput': 'never', 'git.enabled': false } },
});

// One server serves them all, and each window begins with the clock as it is then.
test.beforeEach(({ vscode }) => {
  vscode.setClock(Date.now());
});

function pids(workspace: Workspace, file: string): readonly string[] {
  return workspace.exists(file) ? workspace.read(file).trim().split('\n') : [];
}

function taskFile(tasks: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ tasks }, undefined, 2)}\n`;
}

test.describe('a scraper', () => {
  test.use({
    files: {
      'scrape.sh': scraper,
      '.vscode/executor.json': taskFile({
        scrape: { script: 'scrape.sh', backoff: { initial: '200 ms', max: '20 sec', resetAfter: '10 min' } },
      }),
    },
  });

  test('crashes at night, comes back, crashes again and again, and says why at one click', async ({
    workbench,
    workspace,
  }) => {
    await workbench.theme('dark');
    await workbench.openContainer('Executor');
    await workbench.rowAction('scrape', 'Start');
    await expect(workbench.row('scrape')).toHaveAttribute('aria-label', /^scrape, running for/);
    await expect.poll(() => pids(workspace, 'scrape.pids').length).toBe(1);
    process.kill(Number(pids(workspace, 'scrape.pids')[0]), 'SIGKILL');
    await expect.poll(() => pids(workspace, 'scrape.pids').length).toBe(2);
    await expect(workbench.row('scrape')).toHaveAttribute('aria-label', /^scrape, running for/);

    workspace.write('site-is-down', '');
    await expect(workbench.description('scrape')).toHaveText(/^crashed \d+× · next try (\w{3} )?\d\d:\d\d/, {
      timeout: 30_000,
    });
    await expect(workbench.toast(/scrape/)).toBeVisible();
    await expect(workbench.outputLine('the site answers 503')).toHaveCount(0);
    await workbench.screenshot('day-crash-looping');
    await workbench.row('scrape').click();
    await expect(workbench.outputLine('the site answers 503').first()).toBeVisible();
    await workbench.screenshot('day-crash-reason');
    await workbench.theme('light');
    await workbench.screenshot('day-crash-reason');
    // The next try lies ahead for seconds when one has just failed; a run that is stopped would not have crashed.
    const tries = pids(workspace, 'scrape.pids').length;
    await expect.poll(() => pids(workspace, 'scrape.pids').length).toBeGreaterThan(tries);
    await expect(workbench.description('scrape')).toHaveText(/^crashed \d+× · next try/);
    await workbench.rowAction('scrape', 'Stop');
    await expect(workbench.description('scrape')).toHaveText(/^exit 75 · /);
  });
});

test.describe('a report', () => {
  test.use({
    files: {
      'report.sh': report,
      '.vscode/executor.json': taskFile({
        report: { script: 'report.sh', every: '1 day', start: '2021-02-27T13:00:00', timezone: zone },
      }),
    },
  });

  test(
    'every day at 13:00 in another zone runs when its time has come, and waits for the next day',
    { tag: '@journey' },
    async ({ vscode, workbench }) => {
      await workbench.openContainer('Executor');
      await workbench.contextMenu('report', 'Start Schedule');
      await expect(workbench.toast(/^report: Next run .*13:00 /)).toBeVisible();
      await expect(workbench.description('report')).toHaveText(/^(\w+ )?13:00 \S+ \(in .+\)$/);
      await workbench.screenshot('day-report-armed');

      const dayMs = 24 * 60 * 60 * 1000;
      const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T${oneOClockInUtc}:00Z`);
      const due = today > Date.now() ? today : today + dayMs;
      vscode.setClock(due + 300);
      await workbench.row('report').click();
      // In the log's header, and in the variable that the script prints.
      await expect(workbench.outputLine(`T13:00:00${offset}`)).toHaveCount(2);
      await workbench.row('report').locator('.monaco-tl-twistie').click();
      const runs = workbench.page.locator('.part.sidebar .monaco-list-row[aria-label^="Run of"]');
      await expect(runs).toHaveCount(1);
      await expect(runs).toContainText(/succeeded · .* · schedule$/);
      await expect(workbench.description('report')).toHaveText(/^(\S+ )*13:00 \S+ \(in .+\)$/);
      await workbench.screenshot('day-report-run');
      vscode.setClock(due + dayMs + 300);
      await expect(runs).toHaveCount(2);
      await expect(runs.first()).toContainText(/succeeded · .* · schedule$/);
      // At rest again, so that nothing is drawn any more when the window closes.
      await expect(workbench.description('report')).toHaveText(/^(\S+ )*13:00 \S+ \(in .+\)$/);
    },
  );
});

test.describe('a training run', () => {
  const train = { script: 'train.sh', restart: 'never' };
  test.use({
    files: {
      'train.sh': training,
      '.gitignore': 'train.pids\n',
      '.vscode/executor.json': taskFile({ train, other: { command: ['true'] } }),
    },
  });

  test('survives a switch of branches, greyed meanwhile', async ({ workbench, workspace }) => {
    const missing = requirement('git');
    test.skip(missing !== undefined, missing);
    const git = (...args: readonly string[]): void => {
      const identity = [
        '-c',
        'user.name=Someone',
        '-c',
        'user.email=someone@example.org',
        '-c',
        'commit.gpgsign=false',
      ];
      execFileSync('git', [...identity, ...args], { cwd: workspace.dir, stdio: 'pipe' });
    };
    git('init', '--initial-branch=main');
    git('add', '.');
    git('commit', '--message=With the training');
    git('checkout', '-b', 'without');
    workspace.write('.vscode/executor.json', taskFile({ other: { command: ['true'] } }));
    git('commit', '--all', '--message=Without it');
    git('checkout', 'main');

    await workbench.openContainer('Executor');
    await workbench.rowAction('train', 'Start');
    await expect(workbench.row('train')).toHaveAttribute('aria-label', /^train, running for/);
    await expect.poll(() => pids(workspace, 'train.pids').length).toBe(1);
    const pid = Number(pids(workspace, 'train.pids')[0]);

    git('checkout', 'without');
    await expect(workbench.description('train')).toHaveText(/not in the task file$/, { timeout: 15_000 });
    await workbench.screenshot('day-branch-without');
    expect(() => process.kill(pid, 0)).not.toThrow();
    git('checkout', 'main');
    await expect(workbench.description('train')).toHaveText(/^\d+ s$/);
    await expect(workbench.row('train')).toHaveAttribute('aria-label', /^train, running for/);
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(pids(workspace, 'train.pids')).toEqual([String(pid)]);
    await workbench.screenshot('day-branch-back');
    await workbench.rowAction('train', 'Stop');
    await expect(workbench.description('train')).toHaveText(/^stopped · /);
  });
});

test.describe('twelve scripts', () => {
  test.use({
    files: {
      'work.sh': '#!/bin/sh\necho "$EXECUTOR_TASK is at work"\nwhile :; do sleep 0.5; done\n',
      '.vscode/executor.json': taskFile(Object.fromEntries(twelve.map((name) => [name, { script: 'work.sh' }]))),
    },
  });

  test('are started together, and stopped together', async ({ workbench }) => {
    await workbench.theme('dark');
    await workbench.openContainer('Executor');
    await workbench.command('Executor: Start All');
    await expect(workbench.toast(`Starting ${twelve.join(', ')}.`)).toBeVisible();
    for (const name of twelve) {
      await expect(workbench.row(name)).toHaveAttribute('aria-label', new RegExp(`^${name}, running for`));
    }
    await workbench.screenshot('day-twelve');
    await workbench.command('Executor: Stop All');
    for (const name of twelve) await expect(workbench.description(name)).toHaveText(/^stopped · /);
  });
});
