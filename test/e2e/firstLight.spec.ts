import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Workspace } from '../support/rig/fixtures.ts';

/** Prints a line, waits until a file appears, prints another, then goes on until it is stopped. */
const patient = `#!/bin/sh
echo "first line of $TASK_ID"
while [ ! -e go ]; do sleep 0.05; done
echo "the file has come"
while :; do sleep 1; done
`;

test.use({
  files: { 'jobs/patient.sh': patient, 'jobs/other.py': 'print("hello from Python")\n', 'notes.md': '# Notes\n' },
});

function logOf(workspace: Workspace, task: string): string {
  const folder = path.join(workspace.dir, '.executor/logs', task);
  const [newest] = readdirSync(folder).sort().reverse();
  return newest === undefined ? '' : readFileSync(path.join(folder, newest), 'utf8');
}

test(
  'a script is added and started by a right-click, shows its lines while it runs, is stopped, and is still there after a reload',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    await workbench.row('jobs').click();
    await workbench.contextMenu('patient.sh', 'Add to Executor…');
    await workbench.input('Add patient.sh', 'patient');
    await workbench.screenshot('add-start');
    await workbench.pick('Add and Start');

    await expect(workbench.outputLine('first line of').first()).toBeVisible();
    await workbench.openContainer('Executor');
    await expect(workbench.row('patient')).toHaveAttribute('aria-label', /patient, running for/);
    expect(logOf(workspace, 'patient')).not.toContain('the file has come');
    await workbench.screenshot('running');

    workspace.write('go', '');
    await expect(workbench.outputLine('the file has come')).toBeVisible();
    await expect(workbench.statusItem('1')).toBeVisible();

    await workbench.rowAction('patient', 'Stop');
    await expect(workbench.description('patient')).toHaveText(/^stopped · /);
    await expect.poll(() => logOf(workspace, 'patient')).toMatch(/── executor: stopped/);
    await expect(workbench.outputLine('── executor: stopped')).toBeVisible();
    await workbench.screenshot('stopped');

    await workbench.reload();
    await workbench.openContainer('Executor');
    await expect(workbench.description('patient')).toHaveText(/^stopped · /);
    expect(workspace.read('.vscode/executor.json')).toContain('"script": "jobs/patient.sh"');
  },
);
