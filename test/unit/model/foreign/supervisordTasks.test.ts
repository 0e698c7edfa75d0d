import { describe, expect, test } from 'vitest';
import type { ForeignPlace } from '../../../../src/model/foreign/foreignTasks.ts';
import { supervisordTasks } from '../../../../src/model/foreign/supervisordTasks.ts';

const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };
const usual = { restart: 'on-failure', backoff: { resetAfter: '1 sec', giveUpAfter: 4 }, autoStart: true };

/** The first task that a program leads to, or why there is none. */
function imported(...lines: readonly string[]): unknown {
  const text = ['[program:a]', 'directory=/srv', ...lines].join('\n');
  const found = supervisordTasks(text, place);
  return found?.tasks[0] ?? found?.problems[0]?.message;
}

describe('a configuration of supervisord', () => {
  test('has its programs kept running as supervisord keeps them', () => {
    const text = `; all
[supervisord]
nodaemon=true

[program:api]
command=/usr/bin/uvicorn app:app
  --port 80 ; the port
directory=/srv/api
environment=A="1,2", B='x',C=%(ENV_HOME)s
autostart=false
autorestart=true
exitcodes=0,2
startsecs=5
startretries=9
stopsignal=QUIT
stopwaitsecs=30
user=www-data
stdout_logfile=/var/log/api.log
redirect_stderr=true
umask=022

[group:shop]
programs=api,other
[eventlistener:mail]
command=x
[include]
files = conf.d/*.conf
`;
    expect(supervisordTasks(text, place)).toEqual({
      tasks: [
        {
          stem: 'api',
          fields: {
            command: ['/usr/bin/uvicorn', 'app:app', '--port', '80'],
            cwd: '/srv/api',
            env: { A: '1,2', B: 'x', C: '${env:HOME}' },
            restart: 'always',
            successExitCodes: [0, 2],
            backoff: { resetAfter: '5 sec', giveUpAfter: 10 },
            stopSignal: 'SIGQUIT',
            stopTimeout: '30 sec',
            group: 'shop',
          },
          commandText: '/usr/bin/uvicorn app:app\n--port 80',
          remarks: [
            'It ran as www-data; here it runs as you.',
            'Each run writes its output to a log of its own, not to /var/log/api.log.',
            'Left out: umask.',
          ],
        },
      ],
      problems: [
        {
          line: 24,
          message: 'supervisord talks to a program of the kind “eventlistener” while it runs; Executor does not.',
        },
      ],
      notes: ['conf.d/*.conf is not imported.'],
    });
  });

  test('starts by itself, and gives up, where nothing else is said', () => {
    expect(imported('command=x')).toEqual({
      stem: 'a',
      fields: { command: ['x'], cwd: '/srv', ...usual },
      commandText: 'x',
      remarks: [],
    });
    expect(supervisordTasks('[program:a]\ncommand=x', place)?.notes).toEqual([
      'Without a directory, they run in the workspace folder; supervisord runs them where it was started.',
    ]);
  });

  test.each([
    ['autorestart=false', { restart: 'never' }],
    ['startsecs=0', { restart: 'on-failure' }],
    ['command=%(here)s/run %(program_name)s 5%%', { command: ['${workspaceFolder}/run', 'a', '5%'] }],
    ["command=sh -c 'a | b'", { command: ['sh', '-c', 'a | b'] }],
    ['directory=~/srv', { cwd: '${userHome}/srv' }],
  ])('with %j has %j', (line, fields) => {
    expect(imported('command=x', line)).toMatchObject({ fields });
  });

  test('has a task for each of several processes', () => {
    const text =
      '[program:w]\ncommand=work %(process_num)d\nprocess_name=%(program_name)s_%(process_num)02d\nnumprocs=2\nnumprocs_start=1';
    expect(supervisordTasks(text, place)?.tasks).toMatchObject([
      { stem: 'w_01', fields: { command: ['work', '1'] } },
      { stem: 'w_02', fields: { command: ['work', '2'] } },
    ]);
  });

  test('leaves what a shell would expand as it stands, beside what supervisord expands', () => {
    expect(imported('command=x ${HOME} $%(ENV_A)s $%(program_name)s')).toMatchObject({
      fields: { command: ['x', '$${HOME}', '$$${env:A}', '$a'] },
    });
  });

  test.each([
    ['command=', 'It has no command, or it has an unclosed quote.'],
    ['command=%(host_node_name)s', 'Only supervisord knows what “%(host_node_name)s” is.'],
    ['command=x\nenvironment=A', 'Its environment is not a comma-separated list of NAME="value".'],
    ['command=x\nnumprocs=1000', 'It has 1000 processes; Executor imports from 1 to 100.'],
  ])('leaves out a program with %j and says why', (line, message) => {
    expect(imported(line)).toBe(message);
  });

  test('says that another signal is sent', () => {
    expect(imported('command=x', 'stopsignal=KILL')).toMatchObject({
      remarks: ['Executor stops it with SIGTERM, not KILL.'],
    });
  });

  test.each(['', 'a=b', '[unix_http_server]\nfile=x'])('that reads %j is none', (text) => {
    expect(supervisordTasks(text, place)).toBeUndefined();
  });
});
