import { describe, expect, test } from 'vitest';
import type { ForeignPlace } from '../../../../src/model/foreign/foreignTasks.ts';
import { pm2Tasks } from '../../../../src/model/foreign/pm2Tasks.ts';

const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };
const atOnce = 'Executor restarts what fails after one second, then two, then four; pm2 restarts it at once.';

/** The only task that an app leads to. */
function imported(app: object, where: ForeignPlace = place): unknown {
  const found = pm2Tasks(JSON.stringify({ apps: [app] }), false, where);
  return found.ok ? (found.value.tasks[0] ?? found.value.problems[0]?.message) : found.error;
}

describe('an ecosystem file of pm2', () => {
  test('has its apps kept running as pm2 keeps them', () => {
    const text = `const path = require('path');
const common = { NODE_ENV: 'production' };
module.exports = {
  apps: [
    {
      name: 'api',
      script: './server.js',
      args: '--port 80 "a b"',
      cwd: path.join(__dirname, 'srv'),
      node_args: ['--enable-source-maps'],
      env: { ...common, SIZE: 2 * 1024, TOKEN: process.env.TOKEN },
      env_staging: { A: 1 },
      instances: 'max',
      exec_mode: 'cluster',
      watch: ['lib', 'server.js'],
      ignore_watch: ['node_modules'],
      max_restarts: 10,
      min_uptime: '30s',
      restart_delay: 4000,
      kill_timeout: 3000,
      max_memory_restart: '1G',
      out_file: 'out.log',
    },
    { name: \`clock-\${1}\`, script: 'tick.py', autorestart: false, cron_restart: '0 3 * * *' },
  ],
  deploy: {},
};`;
    expect(pm2Tasks(text, true, place)).toEqual({
      ok: true,
      value: {
        tasks: [
          {
            stem: 'api',
            fields: {
              script: 'srv/server.js',
              args: ['--port', '80', 'a b'],
              interpreter: ['node', '--enable-source-maps'],
              cwd: '${workspaceFolder}/srv',
              env: { NODE_ENV: 'production', SIZE: '2048' },
              restart: 'always',
              backoff: { initial: '4000 ms', max: '4000 ms', resetAfter: '30 sec', giveUpAfter: 10 },
              watch: ['srv/lib/**', 'srv/server.js'],
              stopSignal: 'SIGINT',
              stopTimeout: '3000 ms',
            },
            commandText: './server.js --port 80 a b',
            remarks: [
              'TOKEN is omitted: “process.env.TOKEN” cannot be read without running it.',
              'env_staging is not imported: pm2 uses it only if --env names it.',
              'ignore_watch is not imported.',
              'Executor runs one process; pm2 runs several, or a cluster.',
              'Each run writes its output to a log of its own, not to out_file.',
              'Left out: max_memory_restart.',
            ],
          },
          {
            stem: 'clock-1',
            fields: { script: 'tick.py', cron: '0 3 * * *', stopSignal: 'SIGINT' },
            commandText: 'tick.py',
            remarks: ['pm2 also runs it when it is started.'],
          },
        ],
        problems: [],
        notes: [atOnce, '“deploy” is not imported.'],
      },
    });
  });

  test.each([
    [{ script: 'app.js' }, { script: 'app.js' }],
    [
      { script: 'app.py', interpreter: '/opt/python' },
      { script: 'app.py', interpreter: '/opt/python' },
    ],
    [{ script: 'npm', args: 'start' }, { command: ['npm', 'start'] }],
    [{ script: 'npm start' }, { command: ['npm', 'start'] }],
    [{ script: 'a && b' }, { command: ['/bin/sh', '-c', 'a && b'] }],
    [{ script: './bin/serve', interpreter: 'none' }, { command: ['./bin/serve'] }],
    [{ script: '/srv/app.js', args: ['x'] }, { command: ['node', '/srv/app.js', 'x'] }],
    [{ script: './serve' }, { script: 'serve', interpreter: 'node' }],
  ])('%j is run as %j', (app, fields) => {
    expect(imported(app)).toMatchObject({ fields });
  });

  test('takes a name beside it for a script, and paths from its own folder', () => {
    expect(imported({ script: 'serve' }, { ...place, siblings: ['serve'] })).toMatchObject({
      fields: { script: 'serve', interpreter: 'node' },
    });
    expect(imported({ script: 'app.js', cwd: 'srv' }, { ...place, folder: 'deploy' })).toMatchObject({
      fields: { script: 'deploy/srv/app.js', cwd: 'deploy/srv' },
    });
  });

  test.each([
    [{ script: 'a.js', autorestart: false }, { restart: 'never' }],
    [
      { script: 'a.js', stop_exit_codes: [0, 3] },
      { restart: 'always', noRestartExitCodes: [0, 3] },
    ],
    [{ script: 'a.js', exp_backoff_restart_delay: 100 }, { backoff: { initial: '100 ms', max: '15 sec' } }],
    [{ script: 'a.js', namespace: 'jobs' }, { group: 'jobs' }],
    [{ script: 'a.js', watch: '.' }, { watch: ['**'] }],
  ])('%j says %j', (app, fields) => {
    expect(imported(app)).toMatchObject({ fields });
  });

  test.each([
    [
      { script: 'a.js', cron_restart: '0 3 * * *' },
      'It is not restarted at “0 3 * * *”: a task that is kept running has no schedule.',
    ],
    [{ script: 'a.js', watch: true }, 'It is not restarted when files change. Name them in "watch".'],
    [{ script: 'a.js', user: 'deploy' }, 'It ran as deploy; here it runs as you.'],
  ])('%j is told about: %s', (app, remark) => {
    expect(imported(app)).toMatchObject({ remarks: [remark] });
  });

  test.each([
    [
      'module.exports = { apps: [{ script: process.argv[2] }, { name: "b", script: "b.js" }] };',
      ['“process.argv[2]” cannot be read without running it.'],
    ],
    [
      'module.exports = { apps: [make("a"), { name: "b", script: "b.js" }] };',
      ['“make("a")” cannot be read without running it.'],
    ],
    ['exports.apps = [{ name: "b", script: "b.js" }];', []],
    ['export default { apps: [{ name: "b", script: "b.js" }] };', []],
    ['#!/usr/bin/env node\nlet name = "b";\nmodule.exports = { apps: { name, script: name + ".js" } };', []],
  ])('%j is read without being run', (text, messages) => {
    const found = pm2Tasks(text, true, place);
    expect(found).toMatchObject({ ok: true, value: { tasks: [{ stem: 'b', fields: { script: 'b.js' } }] } });
    expect(found.ok ? found.value.problems.map(({ message }) => message) : found.error).toEqual(messages);
  });

  test.each([
    ['module.exports = require("./apps");', 'Line 1: “require("./apps")” cannot be read without running it.'],
    ['module.exports = { apps: \n list() };', 'Line 2: “list()” cannot be read without running it.'],
    ['module.exports = {', 'Line 1 cannot be read as JavaScript: Unexpected token.'],
    ['console.log(1)', 'It names no apps of pm2.'],
    ['const a = a; module.exports = a;', 'Line 1: “a” cannot be read without running it.'],
  ])('%j is refused with its reason', (text, error) => {
    expect(pm2Tasks(text, true, place)).toEqual({ ok: false, error });
  });

  test('runs nothing of a program, and sets no prototype', () => {
    const text =
      'module.exports = { apps: [{ script: "a.js", ["__proto__"]: { cwd: "evil" }, get cwd() { throw 1; } }] };';
    expect(pm2Tasks(text, true, place)).toMatchObject({
      ok: true,
      value: { problems: [{ message: '“get cwd() { throw 1; }” cannot be read without running it.' }] },
    });
  });
});
