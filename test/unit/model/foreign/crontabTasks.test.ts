import { describe, expect, test } from 'vitest';
import { looksLikeSystemCrontab } from '../../../../src/model/foreign/crontabLine.ts';
import { crontabTasks } from '../../../../src/model/foreign/crontabTasks.ts';
import type { TaskFields } from '../../../../src/model/taskFile/fields/taskFields.ts';
import { substitute } from '../../../../src/model/words/variables.ts';

const shell = ['/bin/sh', '-c'];
const inPath = 'Programs are found on the PATH of your login shell; cron searches only /usr/bin and /bin.';
const missed =
  'One run catches up on all missed ones, and no run starts while the previous one is still running. cron does neither.';

/** The fields of the only task of a crontab. */
function fieldsOf(text: string): TaskFields | undefined {
  const { problems, tasks } = crontabTasks(text);
  expect([tasks.length, problems]).toEqual([1, []]);
  return tasks[0]?.fields;
}

/** What is said about each task of a system crontab. */
function systemRemarks(text: string, userName = 'me'): readonly (readonly string[])[] {
  return crontabTasks(text, { hasUserColumn: true, isGuessed: false, userName }).tasks.map(({ remarks }) => remarks);
}

describe('a crontab', () => {
  test('becomes tasks with its schedules, in the home folder, each with the variables above it', () => {
    const { notes, problems, tasks } = crontabTasks(
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
    expect(notes).toEqual([missed]);
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
    const { notes, tasks } = crontabTasks(
      'CRON_TZ=America/New_York\nSHELL=/bin/bash\nMAILTO=me\n0 9 * * * date +\\%F | tee log\n@reboot serve\n',
    );
    expect(tasks).toMatchObject([
      {
        fields: {
          command: ['/bin/bash', '-c', 'date +%F | tee log'],
          cron: '0 9 * * *',
          env: { SHELL: '/bin/bash' },
          timezone: 'America/New_York',
        },
        remarks: [
          'It follows the clocks of America/New_York, as with cronie; Debian’s cron ignores CRON_TZ.',
          'Its output goes to a log, not to an email.',
        ],
      },
      { fields: { command: ['serve'], autoStart: true, restart: 'never' } },
    ]);
    expect(tasks[1]?.remarks).toEqual(['It starts with the folder, not with the machine.']);
    expect(notes).toEqual([inPath, missed]);
  });

  test('says of each line that cannot become a task why, and takes the others', () => {
    const { problems, tasks } = crontabTasks(
      'nonsense\n61 * * * * a\n0 0 31 2 * b\n0 9 * * * echo ${A:-b}\n0 9 * * * echo ${A}/b\nCRON_TZ=Mars/Base\n0 9 * * * c\nB=${A}',
    );
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 7]);
    expect(problems[0]?.message).toBe('This is neither a schedule with a command nor a variable.');
    expect(problems[3]?.message).toBe('“Mars/Base” is not a time zone.');
    expect(tasks).toMatchObject([
      { fields: { command: [...shell, 'echo $${A:-b}'] } },
      { fields: { command: [...shell, 'echo $${A}/b'] } },
    ]);
  });

  test('has the folder and the variables that it sets for the lines below', () => {
    expect(fieldsOf('HOME=/srv/app\nTZ=Asia/Tokyo\nLOGNAME=other\n@daily ./run\n')).toEqual({
      command: ['./run'],
      cwd: '/srv/app',
      env: { HOME: '/srv/app', TZ: 'Asia/Tokyo' },
      cron: '@daily',
    });
    expect(fieldsOf('HOME=/${x}\nNAME=${A}\n@daily echo')).toMatchObject({ cwd: '/$${x}', env: { NAME: '$${A}' } });
  });

  test.each(['echo \'${A}\' "${B:-x}" $${C}', '${A#*/}', '${!A}', '{ ${A:=b}; }', '$${'])(
    'gives the shell %j as it stands there',
    (line) => {
      const written = fieldsOf(`@daily ${line}`)?.command?.at(-1) ?? '';
      expect(substitute(written, { workspaceFolder: '/w', userHome: '/h', env: {}, platform: 'linux' })).toBe(line);
    },
  );

  test.each([
    ['A = "  x "', { A: '  x ' }],
    ["'A'='x'", { A: 'x' }],
    ['A=x y # no comment', { A: 'x y # no comment' }],
    ['A="x', { A: '"x' }],
  ])('reads the variable %j as cron does', (line, env) => {
    expect(fieldsOf(`${line}\n@daily run`)).toMatchObject({ env });
  });

  test.each([
    ['A B=x', 'This is neither a schedule with a command nor a variable.'],
    ['A="x" y', 'This is neither a schedule with a command nor a variable.'],
    ['A-B=x', 'No shell accepts “A-B” as the name of a variable.'],
  ])('refuses the variable %j', (line, message) => {
    expect(crontabTasks(line).problems).toEqual([{ line: 1, message }]);
  });

  test.each([
    ['@daily mail -s hi me%Dear me,%it is done.', `printf '%s\\n' 'Dear me,' 'it is done.' | ( mail -s hi me )`],
    ["@daily cat%it's", `printf '%s\\n' 'it'\\''s' | ( cat )`],
    ['@daily cat # all%one%', `printf '%s\\n' 'one' | ( cat # all\n)`],
  ])('gives the command of %j its input', (line, command) => {
    expect(fieldsOf(line)).toMatchObject({ command: [...shell, command] });
  });

  test('gives a command nothing to read where nothing stands behind its percent sign', () => {
    expect(fieldsOf('@daily cat%')).toMatchObject({ command: ['cat'] });
  });

  test('says where programs read two backslashes in two ways', () => {
    expect(crontabTasks(String.raw`@daily sed 's/\\/x/'`).tasks[0]?.remarks).toEqual([
      'Two backslashes stay two, as in cronie; Debian’s cron turns them into one.',
    ]);
  });

  test('takes a backslash away before a percent sign and nowhere else', () => {
    expect(fieldsOf(String.raw`@daily date +\%F \n`)).toMatchObject({ command: ['date', '+%F', 'n'] });
    expect(fieldsOf(String.raw`@daily echo a\\%b`)).toMatchObject({
      command: [...shell, String.raw`printf '%s\n' 'b' | ( echo a\\ )`],
    });
  });

  test('is read by its shell wherever plain words may mean something else there', () => {
    expect(fieldsOf('SHELL=/usr/bin/python3\n@daily print(1)')).toMatchObject({
      command: ['/usr/bin/python3', '-c', 'print(1)'],
    });
    expect(fieldsOf('SHELL=/usr/bin/fish\n@daily run x')).toMatchObject({ command: ['/usr/bin/fish', '-c', 'run x'] });
    expect(fieldsOf('SHELL=/bin/bash\nBASH_ENV=/srv/env\n@daily run x')).toMatchObject({
      command: ['/bin/bash', '-c', 'run x'],
    });
    expect(crontabTasks('SHELL=/usr/bin/fish\n@daily cat%x').problems).toHaveLength(1);
  });

  test.each([
    ['0~59 1~5 * * *', { cron: '0 1 * * *', randomDelay: '300 min' }],
    ['30 1~5 * * *', { cron: '30 1 * * *', randomDelay: '241 min' }],
    ['~ * * * *', { cron: '0 * * * *', randomDelay: '60 min' }],
    ['-*/5 * * * *', { cron: '*/5 * * * *' }],
    ['@every_minute', { cron: '* * * * *' }],
    ['@600', { every: '600 sec' }],
    ['0 9 * jan-mar sun', { cron: '0 9 * jan-mar sun' }],
  ])('takes over %j', (when, fields) => {
    expect(fieldsOf(`PATH=/bin\n${when} run`)).toEqual({
      command: ['run'],
      cwd: '${userHome}',
      env: { PATH: '/bin' },
      ...fields,
    });
  });

  test('delays by chance as cronie does, and says how it differs', () => {
    const { tasks } = crontabTasks('RANDOM_DELAY=45\n@daily run\n@reboot serve');
    expect(tasks).toMatchObject([
      {
        fields: { cron: '@daily', randomDelay: '45 min' },
        remarks: ['Its random delay differs for each run; cron chooses one when it starts.'],
      },
      { fields: { autoStart: true } },
    ]);
    expect(tasks[1]?.fields).not.toHaveProperty('randomDelay');
  });

  test('leaves out a line that has days chosen by chance', () => {
    expect(crontabTasks('0 9 1~28 * * run').problems).toMatchObject([
      { line: 1, message: expect.stringContaining('“~”') as unknown },
    ]);
  });
});

describe('a system crontab', () => {
  const text = '30 2 * * * deploy /srv/app/backup.sh\n@hourly root cd / && run-parts /etc/cron.hourly\n';

  test('has the user column taken off and told', () => {
    const owner = { hasUserColumn: true, isGuessed: false, userName: 'me' };
    expect(crontabTasks(text, owner).tasks).toMatchObject([
      {
        stem: 'backup',
        fields: { command: ['/srv/app/backup.sh'] },
        remarks: ['It ran as deploy in the home folder of deploy; here it runs as you, in yours.'],
      },
      { stem: 'run-parts', fields: { command: [...shell, 'cd / && run-parts /etc/cron.hourly'] } },
    ]);
  });

  test('says nothing of a user who is you, and of another home only where the file names none', () => {
    expect(systemRemarks('@daily me /srv/x\nHOME=/srv\n@daily root /srv/y')).toEqual([
      [],
      ['It ran as root; here it runs as you.'],
    ]);
  });

  test('that is told by its lines alone says so', () => {
    const owner = { hasUserColumn: true, isGuessed: true, userName: 'me' };
    expect(crontabTasks(text, owner).notes[0]).toBe(
      'The lines look like those of a system crontab, so their sixth column is read as the user.',
    );
  });

  test('has a line without a user left out', () => {
    const owner = { hasUserColumn: true, isGuessed: false, userName: 'me' };
    expect(crontabTasks('@daily /srv/x', owner).problems).toMatchObject([{ line: 1 }]);
  });

  test.each([
    [text, true],
    ['# m h dom mon dow user\tcommand\n17 * * * * anything goes\n', true],
    ['0 1 * * * postgres pg_dumpall > /backup\n', true],
    ['0 1 * * * root test -x /usr/sbin/anacron || run-parts /etc/cron.daily\n', true],
    ['0 1 * * * deploy A=1 /srv/x\n0 2 * * * deploy [ -d /srv ] && /srv/y\n', true],
    ['0 1 * * * python3 /srv/poll.py\n', false],
    ['0 1 * * * git pull\n', false],
    ['0 1 * * * deploy /srv/x\n0 2 * * * /srv/y\n', false],
    ['0 1 * * * backup\n', false],
    ['', false],
  ])('%j is one by all of its lines: %j', (lines, expected) => {
    expect(looksLikeSystemCrontab(lines)).toBe(expected);
  });
});
