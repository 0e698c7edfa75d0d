import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { acquireHostLock } from '../../src/node/state/hostLock.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { waitUntil } from '../support/waitFor.ts';

let world: CliWorld;

useCliWorld((made) => {
  world = made;
  world.define({
    loop: { command: ['sleep', '1000'], restart: 'always' },
    three: { command: ['sh', '-c', 'echo one; echo two >&2; exit 3'], restart: 'never' },
    report: { command: ['true'], every: '1 day' },
  });
});

interface TaskJson {
  readonly name: string;
  readonly status: string;
  readonly pid: number | null;
  readonly desired: string;
  readonly schedule: string;
  readonly flags: readonly string[];
  readonly lastRun: { readonly id: string; readonly outcome: string | null; readonly exitCode: number | null } | null;
}

interface ListJson {
  readonly host: { readonly pid: number; readonly mode: string } | null;
  readonly tasks: readonly TaskJson[];
}

const list = (): Promise<ListJson> => world.json<ListJson>('list');

async function taskNamed(name: string): Promise<TaskJson> {
  const task = (await list()).tasks.find((each) => each.name === name);
  if (!task) throw new Error(`there is no task ${name}`);
  return task;
}

describe('looking, without a host', () => {
  test('tells what a task is for, under its new name too', async () => {
    world.define({ a: { description: 'Fetches the prices.', command: ['true'] }, b: { command: ['true'] } });
    expect(await world.call('rename', 'a', 'c')).toMatchObject({ exit: 0 });
    expect((await world.call('show', 'c')).stdout).toContain('\n  Fetches the prices.\n');
    expect(await world.json('show', 'c')).toMatchObject({ task: { description: 'Fetches the prices.' } });
    expect(await world.json('show', 'b')).toMatchObject({ task: { description: null } });
  });

  test('shows a folder without state from its task file, and leaves nothing behind', async () => {
    const fresh = {
      status: 'stopped',
      desired: 'down',
      pid: null,
      startedAt: null,
      heldUpBy: null,
      waitsFor: null,
      nextRun: null,
      later: [],
      lastRun: null,
      schedule: 'none',
      flags: [],
    };
    expect(await list()).toEqual({
      version: 1,
      executorId: '',
      host: null,
      file: { problem: null, line: null, column: null, inForceSince: null },
      stateProblem: null,
      oldFolder: null,
      tasks: [
        { ...fresh, name: 'loop' },
        { ...fresh, name: 'three' },
        { ...fresh, name: 'report', schedule: 'paused', flags: ['paused'] },
      ],
    });
    expect(await world.json('history')).toEqual({ version: 1, runs: [], skipped: [] });
    expect(await world.call('hosts')).toEqual({ exit: 0, stdout: 'No host is running.\n', stderr: '' });
    expect(existsSync(world.join('state'))).toBe(false);
    expect(existsSync(path.join(world.workspace, '.executor'))).toBe(false);
  });

  test('shows what lives and how the rest has ended, and settles nothing', async () => {
    await world.call('start', 'loop');
    const { pid } = await taskNamed('loop');
    world.define({
      loop: { command: ['sleep', '1000'], restart: 'always' },
      soon: { command: ['sh', '-c', 'while [ ! -e go ]; do sleep 0.05; done; echo late; exit 7'], restart: 'never' },
    });
    await world.call('start', 'soon');
    await world.killHost();
    writeFileSync(path.join(world.workspace, 'go'), '');
    const journal = (): string => readFileSync(path.join(world.stateFolder, 'executor.log'), 'utf8');
    const before = journal();
    await waitUntil(
      () => readdirSync(path.join(world.stateFolder, 'runs')).some((name) => statusOf(name).includes('exit 7')),
      'the script has ended',
    );
    expect((await list()).host).toBeNull();
    expect(await taskNamed('loop')).toMatchObject({ status: 'running', pid, desired: 'up' });
    expect(await taskNamed('soon')).toMatchObject({
      status: 'stopped',
      flags: ['failed'],
      lastRun: { outcome: 'failed', exitCode: 7 },
    });
    expect((await world.call('logs', 'soon', '-n', '1')).stdout).toBe('late\n');
    expect(journal()).toBe(before);
    expect(world.hostPids).toEqual([]);

    expect((await world.call('start', 'loop')).stdout).toBe('Already running: loop\n');
    expect(await taskNamed('loop')).toMatchObject({ status: 'running', pid });
  });

  test('ends with 4 where somebody holds the lock and does not answer', async () => {
    await world.call('start', 'three');
    await world.call('down');
    const held = await acquireHostLock(path.join(world.stateFolder, 'host.lock'), {
      clock: systemClock,
      random: systemRandom,
    });
    if (!held.ok) throw new Error('the lock is taken');
    try {
      const { exit, stderr } = await world.call('list');
      expect({ exit, says: stderr.includes('Another process manages the tasks of this folder') }).toEqual({
        exit: 4,
        says: true,
      });
    } finally {
      held.value.dispose();
    }
    expect((await world.call('list')).exit).toBe(0);
  });
});

function statusOf(name: string): string {
  return readFileSync(path.join(world.stateFolder, 'runs', name), 'utf8');
}

describe('tasks', () => {
  test('are started, restarted and stopped, one answer each', async () => {
    expect(await world.call('start', 'LOOP', 'report')).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^Starting loop\nScheduled: report\. Next run .+\n$/) as string,
    });
    const first = await taskNamed('loop');
    expect(first).toMatchObject({ status: 'running', desired: 'up' });
    expect(await taskNamed('report')).toMatchObject({ status: 'scheduled', schedule: 'armed' });
    expect((await list()).host).toMatchObject({ mode: 'background', pid: world.record.pid });
    expect(await world.call('restart', 'loop')).toMatchObject({ exit: 0, stdout: 'Restarted loop\n' });
    expect((await taskNamed('loop')).pid).not.toBe(first.pid);
    expect(await world.call('skip', 'report')).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^Skipped report at .+\. Next run .+\.\n$/) as string,
    });
    expect((await world.json('skip', 'REPORT'))['tasks']).toMatchObject([
      { name: 'report', did: 'skipped', nextRun: expect.stringMatching(/^\d{4}-/) as string },
    ]);
    expect(await world.call('skip', 'loop')).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('"loop" has no schedule') as string,
    });
    expect(await world.call('pause', 'report')).toMatchObject({ exit: 0, stdout: 'Paused report\n' });
    expect(await world.call('skip', 'report')).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('is paused') as string,
    });
    expect(await world.call('pause', 'loop')).toMatchObject({ exit: 3, stdout: '' });
    expect((await world.json('arm', '--all'))['tasks']).toMatchObject([{ name: 'report', did: 'scheduled' }]);
    expect(await world.call('signal', 'loop', 'hup')).toMatchObject({ exit: 0, stdout: 'Sent SIGHUP to loop\n' });
    expect(await world.call('stop', '--all')).toMatchObject({
      exit: 0,
      stdout: 'Stopped loop\nNot running: three\nPaused report\n',
    });
    expect(await taskNamed('loop')).toMatchObject({ status: 'stopped', desired: 'down' });
  });

  test('are told to cron and to systemd, with what these cannot do, and without a value of a secret', async () => {
    world.setVariable('API_TOKEN', 'swordfish-4712');
    world.define({
      loop: { command: ['sleep', '1000'], restart: 'always' },
      report: {
        command: 'echo "$API_TOKEN" | wc -c',
        ...{ shell: true, secrets: ['API_TOKEN'], cron: '0 9 * * *', args: ['50%', '${env:API_TOKEN}'] },
      },
    });
    const crontab = await world.call('export', '--cron', 'REPORT');
    expect(crontab).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^0 9 \* \* \* cd \S+ && \S*sh -c '.*' report 50\\% ''$/m) as string,
      stderr: expect.stringMatching(/^report: secrets: The values of API_TOKEN are not exported/m) as string,
    });
    expect(JSON.stringify(crontab)).not.toContain('swordfish');
    expect(await world.call('export', '--cron', 'loop')).toMatchObject({ exit: 1 });
    const units = await world.json<{ files: { name: string; text: string }[] }>('export', '--systemd', '--all');
    expect(units.files.map(({ name }) => name.replace(/^executor-\w+-\w+-/, ''))).toEqual([
      ...['loop.service', 'report.service', 'report.timer'],
    ]);
    expect(JSON.stringify(units)).not.toContain('swordfish');
    expect(await world.call('export', 'report')).toMatchObject({ exit: 2 });
    world.define({ gone: { script: 'gone.sh', cron: '@daily' }, daily: { command: ['true'], cron: '@daily' } });
    expect(await world.call('export', '--cron', '--all')).toMatchObject({
      exit: 1,
      stdout: expect.stringMatching(/^0 0 \* \* \* .*true$/m) as string,
      stderr: expect.stringMatching(/^gone: script: .*gone\.sh/m) as string,
    });
    expect((await list()).host).toBeNull();
  });

  test('are lines for a shell where the command is told so, instead of scripts', async () => {
    world.write('job.sh', 'echo hi\n');
    const line = 'echo "$HOME" | wc -l';
    expect(await world.call('add', 'job.sh', '--shell', line)).toMatchObject({ exit: 2 });
    expect(await world.call('add')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--shell') as string });
    expect(await world.call('add', '--shell', line, '--every', '1 day')).toMatchObject({ stdout: 'Added wc\n' });
    expect(JSON.parse(world.taskFile)).toMatchObject({
      tasks: { wc: { command: line, shell: true, every: '1 day' } },
    });
    expect(await world.json('show', 'wc')).toMatchObject({ task: { commandLine: line, shell: true } });
  });

  test('are added, renamed and removed, in the file as well', async () => {
    world.write('job.sh', '#!/bin/sh\necho hi\n');
    for (const [option, text, place] of [
      ['--every', '1 dya', 'Character 3 of --every: '],
      ['--cron', '0 25 * * *', 'Character 3 of --cron: '],
      ['--start', '2026-02-30T09:00:00', 'Character 9 of --start: '],
      ['--timezone', 'Europe/Berlni', 'Character 1 of --timezone: '],
    ] as const) {
      const refused = await world.call('add', 'job.sh', option, text);
      expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining(place) as string });
    }
    expect(await world.call('add', 'job.sh', '--every', '1 week')).toMatchObject({ exit: 0, stdout: 'Added job\n' });
    const surprising = ['--name', 'odd', '--cron', '0 9 */2 * MON', '--timezone', 'EST'];
    expect(await world.call('add', 'job.sh', ...surprising)).toMatchObject({
      exit: 0,
      stdout: 'Added odd\n',
      stderr: expect.stringMatching(/^Character 5 of --cron: .+\nCharacter 1 of --timezone: /) as string,
    });
    expect(await world.call('remove', 'odd')).toMatchObject({ exit: 0 });
    expect(await world.call('rename', 'job', 'loop')).toMatchObject({ exit: 3 });
    expect(await world.call('rename', 'job', 'weekly')).toMatchObject({ exit: 0 });
    expect(JSON.parse(world.taskFile)).toMatchObject({ tasks: { weekly: { script: 'job.sh', every: '1 week' } } });
    expect(await world.call('remove', 'weekly')).toMatchObject({ exit: 0, stdout: 'Removed weekly\n' });
    expect(world.taskFile).not.toContain('job.sh');
  });

  test('that are unknown are not guessed at, and one that is near is offered', async () => {
    for (const [verb = '', ...rest] of [
      ['show', 'lop'],
      ['logs', 'lop'],
      ['stop', 'lop'],
      ['signal', 'lop', 'HUP'],
    ]) {
      const { exit, stderr } = await world.call(verb, ...rest);
      expect({ verb, exit, stderr }).toEqual({
        verb,
        exit: 2,
        stderr: 'There is no task "lop". Did you mean "loop"?\n',
      });
    }
  });

  test('are edited in the editor of the user, whose mistakes are told by their place', async () => {
    const editor = world.write('editor.sh', '#!/bin/sh\nprintf \'{ "tasks": { "a": { "scrip": 1 } } }\' > "$1"\n');
    world.setVariable('EDITOR', editor);
    const { exit, stderr } = await world.call('edit');
    expect(exit).toBe(1);
    expect(stderr).toContain(`${world.workspace}/.vscode/executor.json:1:`);
    expect(stderr).toContain('Unknown field "scrip"');
  });

  test('are edited in an editor that may be made with Electron, though the command runs on that as its Node', async () => {
    const seen = world.join('seen');
    world.setVariable('EDITOR', world.write('editor.sh', `#!/bin/sh\nenv >'${seen}'\n`));
    world.setVariable('ELECTRON_RUN_AS_NODE', '1');
    expect(await world.call('edit')).toMatchObject({ exit: 0 });
    expect(readFileSync(seen, 'utf8')).not.toContain('ELECTRON_RUN_AS_NODE');
  });
});

describe('a run', () => {
  test('shows what the script writes and nothing else, and ends as it does', async () => {
    expect(await world.call('run', 'three')).toMatchObject({ exit: 3, stdout: 'one\ntwo\n', stderr: '' });
    const { runs } = await world.json<{ runs: readonly unknown[] }>('history', 'three');
    expect(runs).toMatchObject([{ task: 'three', trigger: 'manual', outcome: 'failed', exitCode: 3, signal: null }]);
  });

  test('passes arguments on, and ends with 128 + n for signal n', async () => {
    world.define({ kill: { command: ['sh', '-c', 'echo "$1"; kill -9 $$', 'sh'], restart: 'never' } });
    expect(await world.call('run', 'kill', '--', '--all')).toMatchObject({ exit: 137, stdout: '--all\n' });
  });

  test('that cannot be has 125: of an unknown task, of one that runs, of one whose script is missing', async () => {
    world.define({ loop: { command: ['sleep', '1000'] }, none: { script: 'none.sh' } });
    await world.call('start', 'loop');
    for (const name of ['lop', 'loop', 'none']) expect(await world.call('run', name)).toMatchObject({ exit: 125 });
  });

  test('is stopped by the first Ctrl-C', async () => {
    world.define({ wait: { command: ['sh', '-c', 'echo ready; exec sleep 1000'], restart: 'never' } });
    const running = await world.begin('run', 'wait');
    await running.until((text) => text.includes('ready'));
    running.child.kill('SIGINT');
    expect((await running.ended).exit).toBe(143);
    expect(await taskNamed('wait')).toMatchObject({ status: 'stopped', lastRun: { outcome: 'stopped' } });
  });
});

test('a stop tells of what an earlier run had left', async () => {
  world.define({ leave: { command: ['sh', '-c', 'sleep 1000 & sleep 1000 &'], restart: 'never' } });
  expect(await world.call('run', 'leave')).toMatchObject({ exit: 0 });
  expect(await world.call('stop', 'leave')).toMatchObject({ stdout: 'Ended 2 processes that leave left behind\n' });
  expect(await world.call('stop', 'leave')).toMatchObject({ stdout: 'Not running: leave\n' });
  await world.call('run', 'leave');
  expect((await world.call('stop', '--all')).stdout).toContain('Ended 2 processes that leave left behind\n');
});

describe('logs', () => {
  test('are read by their last lines, and by the run', async () => {
    await world.call('run', 'three');
    const first = (await taskNamed('three')).lastRun?.id ?? '';
    world.define({ three: { command: ['echo', 'newer'], restart: 'never' } });
    await waitUntil(() => world.taskFile.includes('newer'), 'the file is written');
    await world.call('run', 'three');
    expect((await world.call('logs', 'three')).stdout).toContain('newer\n');
    const old = await world.json<{ run: string; text: string }>('logs', 'three', '--run', first);
    expect(old).toMatchObject({ run: first, text: expect.stringContaining('one\ntwo\n') as string });
    expect(await world.call('logs', 'three', '--run', 'nope')).toMatchObject({ exit: 2 });
    expect((await world.call('log', '-n', '200')).stdout).toContain('Started three');
  });

  test('are followed into the next run', async () => {
    world.define({ say: { command: ['sh', '-c', 'echo "this is $$"'], restart: 'never' } });
    await world.call('run', 'say');
    const following = await world.begin('logs', 'say', '-f');
    await following.until((text) => text.split('this is').length === 3);
    await world.call('run', 'say');
    await following.until((text) => text.split('this is').length === 5);
    following.child.kill('SIGINT');
    await following.ended;
  });

  test('a list that is watched tells each change, and goes on when the host is killed', async () => {
    const watching = await world.begin('list', '--watch', '--json');
    await watching.until((text) => text.includes('"host":null'));
    await world.call('start', 'loop');
    await watching.until((text) => text.includes('"status":"running"') && text.includes('"mode":"background"'));
    await world.killHost();
    await watching.until((text) => text.trimEnd().split('\n').at(-1)?.includes('"host":null') === true);
    watching.child.kill('SIGINT');
    const { stdout } = await watching.ended;
    for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ version: 1 });
  });
});

describe('hosts', () => {
  test('live in the foreground until a signal, alone, and leave their runs or stop them', async () => {
    const up = await world.begin('up');
    await up.until((text) => text.includes('manages'));
    expect(await world.call('up')).toMatchObject({ exit: 3, stdout: '' });
    await world.call('start', 'loop');
    expect((await world.json('hosts'))['hosts']).toMatchObject([
      { folder: world.workspace, mode: 'foreground', running: 1, armed: 0, problem: null },
    ]);
    up.child.kill('SIGTERM');
    const ended = await up.ended;
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    expect(ended.stdout).toMatch(/Started loop \(pid \d+\)\n.* has closed\n$/s);
    expect(await taskNamed('loop')).toMatchObject({ status: 'running' });

    const next = await world.begin('up', '--stop-runs');
    await next.until((text) => text.includes('manages'));
    next.child.kill('SIGTERM');
    await next.ended;
    expect(await taskNamed('loop')).toMatchObject({ status: 'stopped', desired: 'up' });
  });

  test('in the foreground start what is to start by itself, save what a person has stopped last', async () => {
    const stay = { command: ['sleep', '1000'], autoStart: true };
    world.define({ loop: stay, held: stay, other: { command: ['sleep', '1000'] } });
    await world.call('start', 'held');
    await world.call('stop', 'held');
    await world.call('down');
    const up = await world.begin('up', '--auto-start');
    await up.until((text) => text.includes('Started loop'));
    expect((await list()).tasks.map(({ name, status }) => [name, status])).toEqual([
      ['loop', 'running'],
      ['held', 'stopped'],
      ['other', 'stopped'],
    ]);
    const { runs } = await world.json<{ runs: readonly unknown[] }>('history', 'loop');
    expect(runs).toMatchObject([{ trigger: 'autostart' }]);
    expect(await world.call('down', '--stop')).toMatchObject({ exit: 0 });
    expect(await up.ended).toMatchObject({ exit: 0 });
  });

  test('in the foreground start nothing by themselves that nobody has approved as it is now', async () => {
    const stay = { command: ['sleep', '1000'], autoStart: true };
    world.define({ loop: stay });
    expect(await world.call('approve', 'loop')).toMatchObject({ exit: 2 });
    const approved = await world.call('approve', '--all', '--yes');
    expect(approved).toMatchObject({
      exit: 0,
      stdout: 'loop:\n  command: ["sleep","1000"]\n  autoStart: true\nApproved: loop starts automatically\n',
    });
    expect(await world.call('approve', 'loop', '--yes')).toMatchObject({ stdout: 'Already approved: loop\n' });
    expect((await list()).tasks[0]).toMatchObject({ flags: [] });
    await world.call('down');

    world.define({ loop: { ...stay, command: ['sleep', '2000'] } });
    expect((await list()).tasks[0]).toMatchObject({ flags: ['not-approved'] });
    const shown = await world.call('show', 'loop');
    expect(shown.stdout).toContain('its definition has changed since it was approved');
    const refusing = await world.begin('up');
    await refusing.until((text) => text.includes('loop does not start automatically: its definition has changed'));
    refusing.child.kill('SIGTERM');
    await refusing.ended;

    world.define({ loop: stay });
    const up = await world.begin('up');
    await up.until((text) => text.includes('Started loop'));
    expect(await world.call('down', '--stop')).toMatchObject({ exit: 0 });
    expect(await up.ended).toMatchObject({ exit: 0 });
  });

  test('of a folder that was deleted can still be told to end', async () => {
    await world.call('start', 'loop');
    rmSync(world.workspace, { recursive: true });
    const down = await world.call('down', '--stop', '--folder', world.workspace);
    expect(down).toMatchObject({ exit: 0, stdout: 'Stopped running tasks and ended the host.\n' });
    expect(world.hostPids).toEqual([]);
    await world.noLeftovers();
  });

  test('of all folders are told to end at once, with what they run', async () => {
    expect(await world.json('down', '--all')).toEqual({ version: 1, hosts: [] });
    await world.call('start', 'loop');
    const another = world.join('another');
    mkdirSync(path.join(another, '.vscode'), { recursive: true });
    writeFileSync(
      path.join(another, '.vscode/executor.json'),
      '{ "tasks": { "stay": { "command": ["sleep", "1000"] } } }',
    );
    await world.call('start', 'stay', '--folder', another);
    expect(world.hostPids).toHaveLength(2);
    const [first, second] = [another, world.workspace].toSorted();
    const { exit, stderr, stdout } = await world.call('down', '--all', '--stop');
    expect({ exit, stderr, stdout }).toEqual({
      exit: 0,
      stderr: '',
      stdout: `Ended the host of ${String(first)}.\nEnded the host of ${String(second)}.\n`,
    });
    expect(world.hostPids).toEqual([]);
    await world.noLeftovers();
  });

  test('that were killed are not listed, and leave the register', async () => {
    await world.call('start', 'loop');
    await world.killHost();
    expect(readdirSync(world.join('state', 'executor', 'hosts'))).toHaveLength(1);
    expect(await world.json('hosts')).toEqual({ version: 1, hosts: [] });
    expect(readdirSync(world.join('state', 'executor', 'hosts'))).toEqual([]);
    expect(await world.call('down', '--stop')).toMatchObject({ exit: 0 });
    expect(await taskNamed('loop')).toMatchObject({ status: 'stopped' });
    expect(await world.json('down')).toEqual({ version: 1, ended: false });
  });
});

describe('a service', () => {
  /** Puts a systemctl on the PATH that only writes down what it is asked for; answers that file. */
  function bringSystemctl(): string {
    const log = world.join('systemctl.log');
    const bin = world.join('bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'systemctl'), `#!/bin/sh\necho "$@" >> '${log}'\n`);
    chmodSync(path.join(bin, 'systemctl'), 0o755);
    world.setVariable('PATH', `${bin}:${process.env['PATH'] ?? ''}`);
    return log;
  }

  test('is written, enabled, asked for and taken away by systemctl, and a background host makes room', async () => {
    const log = bringSystemctl();
    await world.call('start', 'loop');
    const { file, name } = await world.json<{ file: string; name: string }>('service', 'install');
    expect(readFileSync(file, 'utf8')).toBe((await world.call('service', 'install', '--print')).stdout);
    expect(world.hostPids).toEqual([]);
    expect(await taskNamed('loop')).toMatchObject({ status: 'running' });
    expect(await world.call('service', 'status')).toMatchObject({ exit: 0 });
    expect(await world.call('service', 'uninstall')).toMatchObject({ exit: 0 });
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(log, 'utf8').trimEnd().split('\n')).toEqual([
      '--user daemon-reload',
      `--user enable --now ${name}`,
      `--user status --no-pager ${name}`,
      `--user disable --now ${name}`,
      '--user daemon-reload',
    ]);
  });

  test('that runs the command of the extension goes with it, and so do its host and what that runs', async () => {
    const command = '/home/me/data/User/globalStorage/executor-scripts.executor/bin/executor';
    const log = bringSystemctl();
    world.setVariable('EXECUTOR_COMMAND', command);
    const { file, name } = await world.json<{ file: string; name: string }>('service', 'install');
    expect(readFileSync(file, 'utf8')).toContain(`ExecStart="${command}" "up" "--folder" `);
    await world.call('start', 'loop');
    expect(world.hostPids).toHaveLength(1);
    expect(await world.uninstall()).toMatchObject({ exit: 0, stderr: '' });
    expect(world.hostPids).toEqual([]);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(log, 'utf8')).toContain(`--user disable --now ${name}`);
  });

  test('of somebody else stays when the extension goes', async () => {
    bringSystemctl();
    const { file } = await world.json<{ file: string }>('service', 'install');
    await world.call('start', 'loop');
    await world.uninstall();
    expect(world.hostPids).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  test('cannot be where there is no systemctl; what to do instead is said', async () => {
    world.setVariable('PATH', world.join('nowhere'));
    const { exit, stderr } = await world.call('service', 'install');
    expect(exit).toBe(3);
    expect(stderr).toContain('systemctl was not found');
    expect(stderr).toContain('executor up --folder');
    expect(await world.call('service', 'begin')).toMatchObject({ exit: 2 });
  });
});

test('a suspended host keeps nobody waiting: what it left is shown, and who it is', { tags: ['long'] }, async () => {
  world.define({ slow: world.run('60', '0') });
  await world.call('start', 'slow');
  const { pid } = world.record;
  const sentence = `(pid ${String(pid)}), which is suspended and does not answer. Resume it: kill -CONT ${String(pid)}`;
  process.kill(pid, 'SIGSTOP');
  try {
    for (const verb of ['list', 'history']) {
      const { exit, stderr, stdout } = await world.call(verb);
      expect([exit, stdout.includes('slow'), stderr.includes(sentence)]).toEqual([4, true, true]);
    }
    const doctor = await world.call('doctor');
    expect([doctor.exit, doctor.stdout.includes(sentence)]).toEqual([1, true]);
    const up = await world.call('up');
    expect([up.exit, up.stderr.includes(`kill -CONT ${String(pid)}`)]).toEqual([3, true]);
    const start = await world.call('start', 'slow');
    expect([start.exit, start.stderr.includes(sentence)]).toEqual([4, true]);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(await world.call('list')).toMatchObject({ exit: 0, stderr: '' });
  await world.call('down', '--stop');
});

test(
  'a host that stands still is told from one that has gone: what it left is shown, and who it is',
  { tags: ['long'], timeout: 120_000 },
  async () => {
    world.define({ slow: world.run('60', '0'), bad: world.run('60', '0') });
    world.mishap = { point: 'claim', task: 'bad', words: 'hang' };
    await world.call('start', 'slow');
    const { pid } = world.record;
    const stuck = world.call('start', 'bad');
    const sentence = `(pid ${String(pid)}), which does not answer. If that continues, end it (kill -KILL ${String(pid)}): running tasks keep running.`;
    try {
      // Until that start has come to where the host stands still.
      let list = await world.call('list');
      while (list.exit === 0) list = await world.call('list');
      expect([list.exit, list.stdout.includes('slow'), list.stderr.includes(sentence)]).toEqual([4, true, true]);
      const start = await world.call('start', 'slow');
      expect([start.exit, start.stderr.includes(sentence)]).toEqual([4, true]);
      const down = await world.call('down');
      expect([down.exit, down.stderr.includes(sentence)]).toEqual([4, true]);
      const up = await world.call('up');
      expect([up.exit, up.stderr.includes(`kill -KILL ${String(pid)}`)]).toEqual([3, true]);
    } finally {
      world.mishap = undefined;
      process.kill(pid, 'SIGKILL');
    }
    await stuck;
    expect((await world.call('list')).stdout).toMatch(/slow +running/);
    await world.call('down', '--stop');
  },
);

test('a doctor finds this folder in order, and an error in its task file', async () => {
  const { findings } = await world.json<{ findings: readonly { level: string; about: string }[] }>('doctor');
  expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
  world.write('.vscode/executor.json', '{');
  const { exit, stdout } = await world.call('doctor');
  expect(exit).toBe(1);
  expect(stdout).toMatch(/^fail +task file +executor\.json has an error on line 1: /m);
});

test('what makes no sense ends with 2 and starts no host', async () => {
  for (const args of [
    ['frob'],
    ['start'],
    ['start', 'loop', '--al'],
    ['list', '--folder', 'nowhere'],
    ['logs', 'loop', '-n', 'x'],
  ]) {
    expect({ args, exit: (await world.call(...args)).exit }).toEqual({ args, exit: 2 });
  }
  expect((await world.call('--help')).exit).toBe(0);
  expect(world.hostPids).toEqual([]);
});
