import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Workspace } from '../support/rig/fixtures.ts';

/** Notes its pid, and fails the first time unless it finds the file `good`. */
const flaky = `#!/bin/sh
echo $$ >>flaky.pids
[ -e good ] || [ "$(wc -l <flaky.pids)" -gt 1 ] || { echo "not yet"; exit 7; }
echo "all is well"
while :; do sleep 1; done
`;
/** Notes its pid, and goes on until it is stopped. */
const loop = '#!/bin/sh\necho $$ >>"$EXECUTOR_TASK.pids"\nwhile :; do sleep 0.2; done\n';

test.use({
  files: {
    'flaky.sh': flaky,
    'loop.sh': loop,
    '.vscode/executor.json': `{
  "tasks": {
    "one": { "script": "loop.sh", "restart": "never" },
    "flaky": { "script": "flaky.sh", "backoff": { "initial": "3 sec" } },
    "two": { "script": "loop.sh", "group": "services" },
    "ghost": { "script": "ghost.sh", "group": "services" }
  }
}
`,
  },
});

function pids(workspace: Workspace, task: string): readonly string[] {
  return workspace.exists(`${task}.pids`) ? workspace.read(`${task}.pids`).trim().split('\n') : [];
}

test(
  'a task that is kept crashes, waits, starts again, and keeps both logs',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    await workbench.theme('dark');
    await workbench.openContainer('Executor');
    await workbench.rowAction('flaky', 'Start');
    await expect(workbench.description('flaky')).toHaveText(/^restart in \d s · exit 7$/);
    await workbench.screenshot('backing-off');
    await expect(workbench.row('flaky')).toHaveAttribute('aria-label', /^flaky, running for/);
    await expect(workbench.outputLine('all is well')).toBeVisible();
    expect(pids(workspace, 'flaky')).toHaveLength(2);

    const logs = readdirSync(path.join(workspace.dir, '.executor/logs/flaky')).sort();
    expect(logs).toHaveLength(2);
    const [first = '', second = ''] = logs.map((log) =>
      readFileSync(path.join(workspace.dir, '.executor/logs/flaky', log), 'utf8'),
    );
    expect([first, second].sort().join('\n')).toMatch(/── executor: failed · exit 7/);

    // The runs stand below their task, the newest first; a click opens the log of one.
    await workbench.row('flaky').locator('.monaco-tl-twistie').click();
    const runs = workbench.page.locator('.part.sidebar .monaco-list-row[aria-label^="Run of"]');
    await expect(runs).toHaveCount(2);
    await expect(runs.nth(0)).toContainText('running');
    await expect(runs.nth(1)).toContainText('exit 7');
    await workbench.screenshot('runs');
    await runs.nth(1).click();
    await expect(workbench.page.locator('.editor-instance .view-line', { hasText: 'not yet' })).toBeVisible();

    await workbench.contextMenu('flaky', 'Restart');
    await expect.poll(() => pids(workspace, 'flaky').length).toBe(3);
    await workbench.rowAction('flaky', 'Stop');
    await expect(workbench.description('flaky')).toHaveText(/^stopped · /);
  },
);

test(
  'start all and stop all answer for every task, and a reload brings back what is kept',
  { tag: '@journey' },
  async ({ hostMode, workbench, workspace }) => {
    workspace.write('good', '');
    await workbench.openContainer('Executor');
    await workbench.rowAction('one', 'Start');
    await expect(workbench.row('one')).toHaveAttribute('aria-label', /^one, running for/);
    await workbench.command('Executor: Start All');
    const toast = workbench.toast('Already running: one.');
    await expect(toast).toContainText('Starting flaky, two.');
    await expect(toast).toContainText('Could not start ghost.');
    await workbench.screenshot('start-all');
    await expect(workbench.row('services')).toBeVisible();
    await expect(workbench.row('two')).toHaveAttribute('aria-label', /^two, running for/);

    await workbench.reload();
    await workbench.openContainer('Executor');
    await expect(workbench.row('two')).toHaveAttribute('aria-label', /^two, running for/);
    await expect(workbench.row('flaky')).toHaveAttribute('aria-label', /^flaky, running for/);
    // A host in the window ends with it: what is kept running is started again, the rest is stopped.
    const endsRuns = hostMode === 'window';
    if (endsRuns) await expect(workbench.description('one')).toHaveText(/^stopped · /);
    else await expect(workbench.row('one')).toHaveAttribute('aria-label', /^one, running for/);
    expect(pids(workspace, 'two')).toHaveLength(endsRuns ? 2 : 1);
    for (const theme of ['light', 'dark', 'high contrast'] as const) {
      await workbench.theme(theme);
      await workbench.screenshot('groups');
    }

    await workbench.command('Executor: Stop All');
    const [stopped, idle] = endsRuns ? ['flaky, two', 'one, ghost'] : ['one, flaky, two', 'ghost'];
    await expect(workbench.toast(`Stopped ${stopped}.`)).toContainText(`Not running: ${idle}.`);
    for (const name of ['one', 'flaky', 'two']) {
      await expect(workbench.description(name)).toHaveText(/^stopped · /);
    }
  },
);
