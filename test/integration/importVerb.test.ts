import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';

let world: CliWorld;

useCliWorld((made) => {
  world = made;
});

/** What `import --json` says of one task. */
interface ImportedTask {
  readonly name: string;
  readonly did: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Imported {
  readonly kind: string;
  readonly tasks: readonly ImportedTask[];
}

const taskFile = `// mine
{
  "tasks": {
    // the first
    "web": { "command": ["true"] }
  }
}
`;

test('a Procfile is added beside the tasks that there are, every comment stays, and nothing is started', async () => {
  world.write('.vscode/executor.json', taskFile);
  world.write('Procfile', 'web: serve -p $PORT\nworker: work\nnonsense\n');
  const { exit, stderr, stdout } = await world.call('import', 'Procfile');
  expect([exit, stderr]).toEqual([0, 'Line 3 is skipped: This is not a name, a colon and a command.\n']);
  expect(stdout).toBe(
    [
      'Added web-2: kept running: serve -p $PORT',
      'Added worker: kept running: work',
      'Note: Executor restarts a process that fails; Foreman stops all of them when one ends.',
      'Nothing was started.\n',
    ].join('\n'),
  );
  expect(world.taskFile).toBe(`// mine
{
  "tasks": {
    // the first
    "web": { "command": ["true"] },
    "web-2": {
      "command": [
        "/bin/sh",
        "-c",
        "serve -p $PORT"
      ],
      "env": {
        "PORT": "5000"
      },
      "restart": "on-failure"
    },
    "worker": { "command": ["work"], "env": { "PORT": "5100" }, "restart": "on-failure" }
  }
}
`);
  const { tasks } = await world.json<{ readonly tasks: readonly { readonly status: string }[] }>('list');
  expect(tasks.map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped']);
});

test('a dry run shows what would be written, writes nothing and starts no host', async () => {
  world.write('jobs', '30 2 * * * deploy /srv/app/backup.sh\n');
  const { exit, stdout } = await world.call('import', 'jobs', '--dry-run');
  expect(exit).toBe(0);
  expect(stdout).toContain('Would add backup: At 02:30, every day: /srv/app/backup.sh\n');
  expect(stdout).toContain('  It ran as deploy in the home folder of deploy; here it runs as you, in yours.\n');
  expect(stdout).toContain(
    '"backup": { "command": ["/srv/app/backup.sh"], "cwd": "${userHome}", "cron": "30 2 * * *" }',
  );
  expect(existsSync(path.join(world.workspace, '.vscode/executor.json'))).toBe(false);
  expect(world.hostPids).toEqual([]);
});

test('--only takes those that are named, and JSON says what each has become', async () => {
  world.write(
    '.vscode/tasks.json',
    '{ "tasks": [{ "label": "a", "command": "x | y" }, { "label": "b", "command": "z" }] }',
  );
  const imported = await world.json<Imported>('import', '.vscode/tasks.json', '--only', 'B');
  expect(imported).toEqual({
    version: 1,
    source: '.vscode/tasks.json',
    kind: 'vscode',
    tasks: [
      {
        name: 'b',
        did: 'added',
        when: 'when you start it',
        command: 'z',
        fields: { command: ['z'], restart: 'never' },
        remarks: [],
      },
    ],
    left: [],
    notes: [],
  });
  const unknown = await world.call('import', '.vscode/tasks.json', '--only', 'aa');
  expect(unknown).toEqual({
    exit: 2,
    stdout: '',
    stderr: 'No task from there gets the name "aa". Did you mean "a"?\n',
  });
});

test('your own crontab is read where no file is meant', async () => {
  const bin = path.resolve('test/fixtures/crontab');
  const env = ['env', `PATH=${bin}:${process.env['PATH'] ?? ''}`];
  const { exit, stderr, stdout } = await world.callBelow(env, 'import', 'crontab', '--dry-run');
  expect([exit, stderr]).toEqual([0, expect.stringMatching(/^Line 5 is skipped: /)]);
  expect(stdout).toContain('Would add poll: Every 10 minutes: python3 /srv/jobs/poll.py --all\n');
});

test.each([
  ['ecosystem.config.cjs', 'module.exports = { apps: [{ name: "x", script: "x.js" }] };', 'pm2'],
  ['supervisord.conf', '[program:x]\ncommand=x\ndirectory=/srv\n', 'supervisord'],
  ['package.json', '{ "scripts": { "x": "y" } }', 'package'],
])('%s is read as what it is', async (file, text, kind) => {
  world.write(file, text);
  const imported = await world.json<Imported>('import', file, '--dry-run');
  expect(imported).toMatchObject({ kind, tasks: [{ name: 'x', did: 'would-be-added' }] });
});

test('a file of another folder is run there', async () => {
  world.write('app/Procfile', 'web: serve\n');
  world.write('app/.env', 'PORT=3000\n');
  const { tasks } = await world.json<Imported>('import', 'app/Procfile', '--dry-run');
  expect(tasks[0]?.fields).toMatchObject({ cwd: 'app', envFile: 'app/.env', env: { PORT: '3000' } });
});

test.each([
  [['x.service'], 1, 'it is a systemd unit. Write its ExecStart'],
  [['gone'], 1, 'cannot be read'],
  [['empty'], 1, 'There is nothing to import from empty.'],
  [['empty', '--as', 'yaml'], 2, '"yaml" is not a kind of file. Write one of crontab, '],
])('import of %j ends with %i and its reason', async (args, exit, message) => {
  world.write('x.service', '[Service]\nExecStart=/srv/x\n');
  world.write('empty', '# nothing\n');
  const end = await world.call('import', ...args);
  expect([end.exit, end.stderr]).toEqual([exit, expect.stringContaining(message)]);
  expect(world.hostPids).toEqual([]);
});
