import { expect, test, type Workspace } from '../support/rig/fixtures.ts';
import { MachineTerminal } from '../support/rig/terminal.ts';
import { Workbench } from '../support/rig/workbench.ts';

test.use({
  files: {
    'crash.sh': '#!/bin/sh\necho $$ >>crash.pids\necho "crashing"\nsleep 1\nexit 3\n',
    'every.sh': '#!/bin/sh\necho "tick $EXECUTOR_SCHEDULED_FOR"\n',
    'quiet.sh': '#!/bin/sh\necho $$ >>quiet.pids\nn=0\nwhile :; do sleep 1; n=$((n + 1)); echo "line $n"; done\n',
    '.vscode/executor.json': `{
  "tasks": {
    "crash": { "script": "crash.sh", "backoff": { "initial": "2 sec", "max": "5 sec" } },
    "every": { "script": "every.sh", "every": "5 sec" },
    "quiet": { "script": "quiet.sh" }
  }
}
`,
  },
});

const lines = (workspace: Workspace, file: string): readonly string[] => workspace.read(file).trim().split('\n');

/** Compares what the command line tells with what the scripts themselves have written. */
function expectTruth(terminal: MachineTerminal, workspace: Workspace): void {
  const { host, tasks } = terminal.list();
  expect(host).toMatchObject({ mode: 'background' });
  const [crash, every, quiet] = tasks;
  expect([crash?.status, every?.schedule, quiet]).toMatchObject([
    expect.stringMatching(/^(running|starting|backing-off|crash-looping)$/),
    'armed',
    { status: 'running', pid: Number(lines(workspace, 'quiet.pids')[0]) },
  ]);
  expect(lines(workspace, 'quiet.pids')).toHaveLength(1);
  // A run that is about to begin has no pid yet, and may begin between the two looks.
  const crashes = terminal.history('crash').filter(({ endedAt }) => endedAt !== null);
  expect(crashes.filter(({ exitCode, outcome }) => exitCode !== 3 || outcome !== 'failed')).toEqual([]);
  const told = crashes.map(({ pid }) => String(pid)).toReversed();
  expect(lines(workspace, 'crash.pids').slice(0, told.length)).toEqual(told);
  const due = terminal.history('every').map(({ scheduledFor }) => Date.parse(scheduledFor ?? ''));
  expect(due.filter((at, index) => index > 0 && ((due[index - 1] ?? 0) - at) % 5_000 !== 0)).toEqual([]);
  expect(new Set(due).size).toBe(due.length);
}

test('tasks go on for a minute without a window: the same process, each crash and each run in the history, the output in the channel, one summary @background', async ({
  context,
  vscode,
  workbench,
  workspace,
}) => {
  test.setTimeout(300_000);
  await workbench.openContainer('Executor');
  await workbench.command('Executor: Start All');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  await expect(workbench.description('every')).toHaveText(/ago|\d\d:\d\d/);
  await expect.poll(() => workspace.exists('crash.pids') && lines(workspace, 'crash.pids').length).toBeGreaterThan(1);
  const quiet = workspace.read('quiet.pids');
  const crashesBefore = lines(workspace, 'crash.pids').length;
  await workbench.page.close();

  // Nothing tells that a minute without a window has passed but the clock.
  await expect
    .poll(() => lines(workspace, 'crash.pids').length - crashesBefore, { timeout: 120_000, intervals: [2_000] })
    .toBeGreaterThanOrEqual(8);
  const terminal = new MachineTerminal(vscode, workspace.dir);
  expectTruth(terminal, workspace);
  expect(terminal.history('crash').length - crashesBefore).toBeGreaterThanOrEqual(8);

  const second = new Workbench(await context.newPage(), vscode);
  await second.open(workspace.dir);
  await second.openContainer('Executor');
  await expect(second.toast(/Since .*: \d+ runs, 1 task failed \(crash\)/)).toBeVisible();
  await second.screenshot('summary');
  await expect(second.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  expect(workspace.read('quiet.pids')).toBe(quiet);
  await second.row('quiet').click();
  await expect(second.outputLine(/line\s\d\d/).first()).toBeVisible();
  await second.row('crash').click();
  await second.page.keyboard.press('ArrowRight');
  await expect(second.page.locator('.part.sidebar .monaco-list-row', { hasText: 'exit 3' })).not.toHaveCount(0);
  await second.command('Executor: Stop All');
  await expect(second.description('quiet')).toHaveText(/^stopped · /);
  await second.page.close();
});

test(
  'nothing is lost or doubled by a reload, a second window, and a host and extension hosts that are killed @background',
  { tag: '@journey' },
  async ({ context, vscode, workbench, workspace }) => {
    test.setTimeout(300_000);
    const terminal = new MachineTerminal(vscode, workspace.dir);
    await workbench.openContainer('Executor');
    await workbench.command('Executor: Start All');
    await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
    await expect.poll(() => workspace.exists('crash.pids')).toBe(true);

    await workbench.reload();
    await workbench.openContainer('Executor');
    await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
    expectTruth(terminal, workspace);

    const second = new Workbench(await context.newPage(), vscode);
    await second.open(workspace.dir);
    await second.openContainer('Executor');
    await expect(second.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);

    // Killed again at once, the second host has found what the first one had left.
    for (let kills = 0; kills < 2; kills += 1) {
      const killed = terminal.list().host?.pid ?? 0;
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => terminal.list().host?.pid ?? killed, { timeout: 30_000 }).not.toBe(killed);
    }
    for (const window of [workbench, second]) {
      await expect(window.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
    }
    expectTruth(terminal, workspace);

    const extensionHosts = terminal.extensionHosts();
    expect(extensionHosts).toHaveLength(2);
    for (const pid of extensionHosts) process.kill(pid, 'SIGKILL');
    const crashes = lines(workspace, 'crash.pids').length;
    await expect.poll(() => lines(workspace, 'crash.pids').length, { timeout: 30_000 }).toBeGreaterThan(crashes);
    await second.page.close();
    await workbench.reload();
    await workbench.openContainer('Executor');
    await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
    expectTruth(terminal, workspace);
    await workbench.command('Executor: Stop All');
    await expect(workbench.description('quiet')).toHaveText(/^stopped · /);
  },
);

test('the background host is stopped with what it runs, or without, and comes back with the next start @background', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('quiet', 'Start');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  await workbench.command('Executor: Stop Background Host…');
  await expect(workbench.dialog()).toContainText('Running: quiet.');
  await workbench.screenshot('stop-host');
  await workbench.answerDialog('Stop Host, Leave Runs');
  await expect(workbench.page.getByText('No host manages these tasks')).toBeVisible();
  await workbench.screenshot('no-host');

  // The run is seen without a host, too.
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  await workbench.rowAction('every', 'Run Now');
  await expect(workbench.page.getByText('No host manages these tasks')).toHaveCount(0);
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  expect(lines(workspace, 'quiet.pids')).toHaveLength(1);
  await workbench.command('Executor: Stop Background Host…');
  await workbench.answerDialog('Stop Host and Runs');
  await expect(workbench.page.getByText('No host manages these tasks')).toBeVisible();
});

test('a change of the setting moves the host, and what runs goes on @background', async ({ workbench, workspace }) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('quiet', 'Start');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  for (const place of ['window', 'background']) {
    workspace.write('.vscode/settings.json', JSON.stringify({ 'executor.host': place }));
    await workbench.command('Executor: Show Executor Log');
    await expect(workbench.outputLine(new RegExp(`manages\\s.*\\(${place}\\)`)).last()).toBeVisible();
    await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  }
  expect(lines(workspace, 'quiet.pids')).toHaveLength(1);
  await workbench.rowAction('quiet', 'Stop');
  await expect(workbench.description('quiet')).toHaveText(/^stopped · /);
});
