import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
import { ownerPid } from '../support/rig/ownerPid.ts';

test.use({
  files: {
    'stay.sh': '#!/bin/sh\necho $$ >>stay.pids\nwhile :; do sleep 0.1; done\n',
    'ends.sh': '#!/bin/sh\necho $$ >>ends.pids\nwhile [ ! -e go ]; do sleep 0.05; done\nexit 3\n',
    'crashes.sh':
      '#!/bin/sh\necho $$ >>crashes.pids\nwhile [ ! -e go ]; do sleep 0.05; done\n[ -e once ] && exec sleep 1000\n: >once\nkill -SEGV $$\n',
    '.vscode/executor.json': `{
  "tasks": {
    "stay": { "script": "stay.sh" },
    "ends": { "script": "ends.sh", "restart": "never" },
    "crashes": { "script": "crashes.sh" }
  }
}
`,
  },
});

test(
  'runs outlive a killed extension host: the same pids, every exit status known, one restart, nothing doubled',
  { tag: '@journey' },
  async ({ vscode, workbench, workspace }) => {
    const pids = (task: string): readonly string[] => workspace.read(`${task}.pids`).trim().split('\n');
    await workbench.openContainer('Executor');
    await workbench.command('Executor: Start All');
    for (const name of ['stay', 'ends', 'crashes']) {
      await expect(workbench.row(name)).toHaveAttribute('aria-label', new RegExp(`^${name}, running for`));
    }
    const [stay] = pids('stay');
    const currentOwner = (): number => ownerPid(path.join(vscode.dir, 'home'), workspace.dir);
    const owner = currentOwner();

    process.kill(owner, 'SIGKILL');
    workspace.write('go', '');

    await expect.poll(currentOwner, { timeout: 30_000 }).not.toBe(owner);
    await expect(workbench.description('ends')).toHaveText(/^exit 3 · /);
    await expect(workbench.row('crashes')).toHaveAttribute('aria-label', /^crashes, running for/);
    await expect(workbench.row('stay')).toHaveAttribute('aria-label', /^stay, running for/);
    expect({ stay: pids('stay'), ends: pids('ends').length, crashes: pids('crashes').length }).toEqual({
      stay: [stay],
      ends: 1,
      crashes: 2,
    });
    await workbench.command('Executor: Show Executor Log');
    await expect(workbench.outputLine('crashes: failed (SIGSEGV)')).toBeVisible();
    await workbench.screenshot('killed-host');
  },
);
