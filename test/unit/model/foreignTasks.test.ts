import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crontabTasks } from '../../../src/model/crontabTasks.ts';
import { commandStem, shellCommand } from '../../../src/model/foreignTasks.ts';
import { packageScripts } from '../../../src/model/packageScripts.ts';
import { procfileTasks } from '../../../src/model/procfileTasks.ts';
import { parseTaskFile } from '../../../src/model/taskFile.ts';

const shell = ['/bin/sh', '-c'];
const procfilePlace = { hasEnvFile: false, platform: 'linux' } as const;

describe('a command line', () => {
  test.each<[string, readonly string[]]>([
    ['python job.py --city "New York"', ['python', 'job.py', '--city', 'New York']],
    ['/usr/bin/backup', ['/usr/bin/backup']],
    ['echo $HOME', [...shell, 'echo $HOME']],
    ['a | b', [...shell, 'a | b']],
    ['a > b', [...shell, 'a > b']],
    ['ls *.csv', [...shell, 'ls *.csv']],
    ['PORT=3000 node server.js', [...shell, 'PORT=3000 node server.js']],
    ['cd /srv', [...shell, 'cd /srv']],
    ["echo 'open", [...shell, "echo 'open"]],
  ])('%j becomes %j: a shell only where the words need one', (line, argv) => {
    expect(shellCommand(line, shell)).toEqual(argv);
  });

  test.each([
    ['python3 -u jobs/scrape.py --all', 'scrape'],
    ['cd /srv && ./report.sh', 'report'],
    ['/usr/local/bin/backup --full', 'backup'],
    ['PORT=1 uvicorn app:app', 'uvicorn'],
    ['Rscript "a.R"', 'a'],
    ['', 'task'],
  ])('%j gets the name %j', (line, stem) => {
    expect(commandStem(line)).toBe(stem);
  });
});

describe('a crontab', () => {
  test('becomes tasks with its schedules, in the home folder, each with the variables above it', () => {
    const { problems, tasks } = crontabTasks(
      [
        '# nightly',
        'MAILTO=""',
        'PATH=/usr/bin:/bin',
        '*/5 9-17 * * 1-5 python3 /srv/poll.py',
        'LANG = "de_DE.UTF-8"',
        '@daily\t/srv/report.sh > /tmp/report.txt',
        '',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(tasks).toEqual([
      {
        stem: 'poll',
        fields: {
          command: ['python3', '/srv/poll.py'],
          cwd: '${userHome}',
          env: { PATH: '/usr/bin:/bin' },
          cron: '*/5 9-17 * * 1-5',
        },
        commandText: 'python3 /srv/poll.py',
        remarks: [],
      },
      {
        stem: 'report',
        fields: {
          command: ['/bin/sh', '-c', '/srv/report.sh > /tmp/report.txt'],
          cwd: '${userHome}',
          env: { PATH: '/usr/bin:/bin', LANG: 'de_DE.UTF-8' },
          cron: '@daily',
        },
        commandText: '/srv/report.sh > /tmp/report.txt',
        remarks: [],
      },
    ]);
  });

  test('that names no shell has the usual one', () => {
    expect(crontabTasks('SHELL=\n@daily a | b\n').tasks).toMatchObject([
      { fields: { command: ['/bin/sh', '-c', 'a | b'] } },
    ]);
  });

  test('keeps its zone and its shell, and says what will not be as it was', () => {
    const { tasks } = crontabTasks(
      'CRON_TZ=America/New_York\nSHELL=/bin/bash\nMAILTO=me\n0 9 * * * date +\\%F | tee log%one%two\n@reboot serve\n',
    );
    expect(tasks).toMatchObject([
      {
        fields: { command: ['/bin/bash', '-c', 'date +%F | tee log'], cron: '0 9 * * *', timezone: 'America/New_York' },
        remarks: [
          'What stands behind “%” is not given to it as its input.',
          'Its output goes to a log, not into a mail.',
        ],
      },
      { fields: { command: ['serve'], autoStart: true, restart: 'never' } },
    ]);
    expect(tasks[1]?.remarks).toEqual(['It starts with the folder, not with the machine.']);
  });

  test('says of each line that cannot become a task why, and takes the others', () => {
    const { problems, tasks } = crontabTasks(
      'nonsense\n61 * * * * a\n0 0 31 2 * b\n0 9 * * * echo ${A:-b}\n0 9 * * * echo ${A}/b\nCRON_TZ=Mars/Base\n0 9 * * * c\nB=${A}',
    );
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 7, 8]);
    expect(problems[0]?.message).toBe('This is neither a schedule with a command nor a variable.');
    expect(problems[3]?.message).toMatch(/^It expands “\$\{…\}”/);
    expect(problems[4]?.message).toBe('“Mars/Base” is no time zone.');
    expect(tasks).toMatchObject([{ fields: { command: ['/bin/sh', '-c', 'echo $A/b'] } }]);
  });
});

describe('a Procfile', () => {
  test('becomes tasks that are kept running, with the file of variables beside it', () => {
    const text = '# all\nweb: uvicorn app:app\n\nworker: rake jobs | cat\nbad line\n';
    expect(procfileTasks(text, { ...procfilePlace, hasEnvFile: true })).toEqual({
      tasks: [
        {
          stem: 'web',
          fields: { command: ['uvicorn', 'app:app'], restart: 'on-failure', envFile: '.env' },
          commandText: 'uvicorn app:app',
          remarks: [],
        },
        {
          stem: 'worker',
          fields: { command: ['/bin/sh', '-c', 'rake jobs | cat'], restart: 'on-failure', envFile: '.env' },
          commandText: 'rake jobs | cat',
          remarks: [],
        },
      ],
      problems: [{ line: 5, message: 'This is not a name, a colon and a command.' }],
    });
  });

  test('is run by the shell of the platform', () => {
    expect(procfileTasks('a: b && c', { hasEnvFile: false, platform: 'win32' }).tasks).toMatchObject([
      { fields: { command: ['cmd.exe', '/d', '/s', '/c', 'b && c'] } },
    ]);
  });
});

describe('a package.json', () => {
  test.each([
    [[], 'npm'],
    [['yarn.lock'], 'yarn'],
    [['pnpm-lock.yaml', 'package.json'], 'pnpm'],
  ])('with %j beside it has its scripts run by %s, without their hooks', (files, manager) => {
    const text = '{ "scripts": { "build": "tsc", "prebuild": "rm -r dist", "prepare": "husky", "odd": 1 } }';
    expect(packageScripts(text, files)).toEqual({
      tasks: [
        {
          stem: 'build',
          fields: { command: [manager, 'run', 'build'], restart: 'never' },
          commandText: 'tsc',
          remarks: [],
        },
        {
          stem: 'prepare',
          fields: { command: [manager, 'run', 'prepare'], restart: 'never' },
          commandText: 'husky',
          remarks: [],
        },
      ],
      problems: [],
    });
  });

  test('offers no script whose name the task file cannot hold, and says why', () => {
    const text = '{ "scripts": {\n"a": "x",\n"b${c}": "x",\n"d\\u0000": "x" } }';
    expect(packageScripts(text, [])).toMatchObject({
      tasks: [{ stem: 'a' }],
      problems: [
        { line: 3, message: 'Its “${…}” means something else in the task file.' },
        { line: 4, message: 'It has a NUL character, which no program can be given.' },
      ],
    });
  });

  test.each(['', '[]', 'null', '3', '{ "scripts": "x" }'])('that reads %j is none', (text) => {
    expect(packageScripts(text, [])).toBeUndefined();
  });
});

test('no text makes a reader throw, and every task that is read stands in a task file without an error', () => {
  const anything = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('\0', '${', '}', 'a', ' ', '$', '%') }));
  const lines = fc.array(
    fc.oneof(
      anything,
      fc.tuple(fc.constantFrom('@daily', '* * * * *', '5 4 * * mon', '@reboot'), anything).map((it) => it.join(' ')),
      fc.tuple(fc.constantFrom('web', 'A'), fc.constantFrom(': ', '='), anything).map((it) => it.join('')),
    ),
  );
  const scripts = fc.dictionary(anything, anything).map((it) => JSON.stringify({ scripts: it }));
  fc.assert(
    fc.property(lines, scripts, (all, manifest) => {
      const text = all.join('\n');
      const read = [crontabTasks(text), procfileTasks(text, procfilePlace), packageScripts(manifest, [])];
      for (const [index, { fields }] of read.flatMap((it) => it?.tasks ?? []).entries()) {
        const file = JSON.stringify({ tasks: { [`t${String(index)}`]: fields } });
        expect(parseTaskFile(file).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }),
  );
});
