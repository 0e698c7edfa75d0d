import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
import { processesWith } from '../support/rig/processes.ts';
import { Workbench } from '../support/rig/workbench.ts';

test.use({
  serverOptions: { settings: { 'executor.revealOutput': 'never' } },
  files: {
    'jobs/fail.sh':
      '#!/bin/sh\nwhile [ ! -e leave ]; do sleep 0.1; done\necho "no such table"\necho x >>done\nexit 3\n',
    'jobs/.vscode/executor.json': JSON.stringify({
      tasks: { report: { script: 'fail.sh', restart: 'never' }, poll: { script: 'fail.sh', restart: 'never' } },
    }),
    'more/.vscode/executor.json': '{ "tasks": { "idle": { "command": ["true"] } } }\n',
    'all.code-workspace': '{ "folders": [{ "path": "jobs" }, { "path": "more" }] }\n',
  },
});

test(
  'what failed while no window was open is told in one sentence that names the folder',
  { tag: '@background' },
  async ({ context, vscode, workbench, workspace }) => {
    await workbench.openContainer('Executor');
    for (const name of ['report', 'poll']) {
      await expect(workbench.description(name)).toHaveText('never run');
      await workbench.rowAction(name, 'Start');
      await expect(workbench.description(name)).toHaveText(/^\d+ s$/);
    }
    await workbench.page.close();
    // Its extension host has gone a moment after the window.
    await expect
      .poll(() => processesWith(vscode.token).filter(({ command }) => /extensionHost/.test(command)))
      .toEqual([]);
    workspace.write('jobs/leave', '');
    await expect.poll(() => (workspace.exists('jobs/done') ? workspace.read('jobs/done') : '')).toBe('x\nx\n');

    const later = new Workbench(await context.newPage(), vscode);
    await later.open(path.join(workspace.dir, 'all.code-workspace'));
    await later.openContainer('Executor');
    const toast = later.toast(/jobs: Since (yesterday )?\d\d:\d\d: 2 runs, 2 tasks failed \(report, poll\)\./);
    await expect(toast).toBeVisible();
    await later.screenshot('notice-absence');
    await later.answerToast(/jobs: Since/, 'Show');
    await expect(later.row('report')).toBeVisible();
    await later.page.close();
  },
);
