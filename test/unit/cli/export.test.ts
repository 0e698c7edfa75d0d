import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCrontab } from '../../../src/cli/export/crontab.ts';
import type { Exportable } from '../../../src/cli/export/exported.ts';
import { exportSystemd } from '../../../src/cli/export/systemdUnits.ts';
import { crontabTasks } from '../../../src/model/foreign/crontabTasks.ts';
import { exportables } from '../../support/exportables.ts';
import { exportedAt } from '../../support/exportSamples.ts';

const cronPlace = { now: exportedAt, systemZone: 'UTC' };
const unitPlace = { now: exportedAt, prefix: 'executor-ws-1' };
const quiet = { overlap: 'queue', catchUp: 'skip' };

const crontab = (tasks: readonly Exportable[]): string => exportCrontab(tasks, cronPlace).files[0]?.text ?? '';
const entries = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('a crontab', () => {
  test('has a line for each task, which goes to its folder and sets its variables', () => {
    const tasks = exportables({
      report: {
        command: ['/bin/report', 'a b', "it's 100%"],
        cron: '0 9 * * MON-FRI',
        env: { A: '$1', B: null },
        ...quiet,
      },
      boot: { command: ['/bin/boot'], autoStart: true, restart: 'never' },
    });
    expect(entries(crontab(tasks))).toEqual([
      String.raw`0 9 * * 1-5 cd /ws && unset B && A='$1' /bin/report 'a b' 'it'\''s 100\%'`,
      '@reboot cd /ws && /bin/boot',
    ]);
  });

  test('names the zone of what goes by another than the machine, and names the machine’s again behind it', () => {
    const every = (timezone: string): object => ({ command: ['/bin/x'], cron: '0 9 * * *', timezone, ...quiet });
    const tasks = exportables({ a: every('UTC'), b: every('Asia/Tokyo'), c: every('Asia/Tokyo'), d: every('UTC') });
    const line = '0 9 * * * cd /ws && /bin/x';
    expect(entries(crontab(tasks))).toEqual([line, 'CRON_TZ=Asia/Tokyo', line, line, 'CRON_TZ=UTC', line]);
  });

  test('says of each task what cron does not do, as a comment and aloud', () => {
    const tasks = exportables({
      all: {
        command: ['/bin/x'],
        every: '1 day',
        start: '2030-01-01T13:00:00',
        end: '2031-01-01',
        randomDelay: '5 min',
        retries: 2,
        timeout: '1 min',
        stopSignal: 'SIGINT',
        envFile: '.env',
        secrets: ['TOKEN'],
        after: ['other'],
        watch: ['a'],
      },
      other: { command: ['/bin/y'] },
      odd: { command: ['/bin/z'], every: '2 weeks', start: '2026-01-01T13:00:00', ...quiet },
    });
    const { left, remarks } = exportCrontab(tasks, cronPlace);
    const fieldsOf = (name: string): readonly string[] =>
      remarks.flatMap(({ field, task }) => (task === name ? field : [])).toSorted();
    expect(fieldsOf('all')).toEqual([
      ...['after', 'catchUp', 'end', 'envFile', 'overlap', 'randomDelay', 'retries', 'secrets', 'start', 'stopSignal'],
      ...['timeout', 'watch'],
    ]);
    expect(fieldsOf('other')).toEqual(['restart', 'schedule']);
    expect([fieldsOf('odd'), left]).toEqual([
      ['every', 'overlap'],
      ['other', 'odd'],
    ]);
    const text = crontab(tasks);
    for (const { field, message } of remarks) expect(text).toContain(`\n#   ${field}: ${message}\n`);
  });

  test('has no line for a command with a line break, and says so', () => {
    const { left, remarks } = exportCrontab(
      exportables({ a: { command: ['/bin/x', 'a\nb'], cron: '0 9 * * *' } }),
      cronPlace,
    );
    expect(left).toEqual(['a']);
    expect(remarks).toContainEqual({
      task: 'a',
      field: 'command',
      message: expect.stringContaining('line break') as string,
    });
  });

  test('with a long line says that some crons cut it off', () => {
    const { left, remarks } = exportCrontab(
      exportables({ a: { command: ['/bin/x', 'y'.repeat(1_000)], cron: '0 9 * * *' } }),
      cronPlace,
    );
    expect([left, remarks.some(({ message }) => message.includes('998 bytes'))]).toEqual([[], true]);
  });

  test('is read back as the same commands at the same times, whatever their words hold', () => {
    const words = fc.array(
      fc.string({ maxLength: 12 }).filter((word) => !/[\p{Cc}]|\$\{/u.test(word)),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(words, fc.constantFrom('0 9 * * *', '*/5 1-3 1 2 0'), (args, cron) => {
        const text = crontab(exportables({ a: { command: ['/bin/x', ...args], cron, ...quiet } }));
        const { problems, tasks } = crontabTasks(text);
        expect(problems).toEqual([]);
        expect(tasks).toHaveLength(1);
        const [task] = tasks;
        const command = entries(text)[0]
          ?.slice(cron.length + 1)
          .replaceAll(String.raw`\%`, '%');
        expect([task?.fields.cron, task?.commandText]).toEqual([cron, command]);
        expect(task?.fields.command?.at(-1)).toBe(command);
      }),
      { numRuns: 200 },
    );
  });
});

describe('units of systemd', () => {
  const unitsOf = (tasks: readonly Exportable[]): Readonly<Record<string, string>> =>
    Object.fromEntries(exportSystemd(tasks, unitPlace).files.map(({ name, text }) => [name, text]));

  test('are a service and a timer with everything that systemd can be told', () => {
    const tasks = exportables({
      'my report': {
        command: ['/bin/report', '50%', '$HOME', 'a "b"'],
        cron: '0 9 * * MON-FRI',
        timezone: 'Asia/Tokyo',
        randomDelay: '5 min',
        env: { A: '50% "$x"', B: null },
        timeout: '1 hour',
        stopSignal: 'SIGINT',
        stopTimeout: '30 sec',
        stopCommand: ['/bin/ask', '$MAINPID'],
        successExitCodes: [0, 3],
      },
    });
    expect(unitsOf(tasks)).toEqual({
      'executor-ws-1-my-report.service': String.raw`# stopCommand: It gets MAINPID instead of EXECUTOR_PID.
[Unit]
Description=my report

[Service]
Type=exec
WorkingDirectory=/ws
ExecStart="/bin/report" "50%%" "$$HOME" "a \"b\""
Environment="A=50%% \"$x\""
UnsetEnvironment=B
SuccessExitStatus=3
RuntimeMaxSec=3600s
ExecStop="/bin/ask" "$$MAINPID"
KillSignal=SIGINT
TimeoutStopSec=30s
`,
      'executor-ws-1-my-report.timer': `[Unit]
Description=my report, when it is due

[Timer]
OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 09:00:00 Asia/Tokyo
Persistent=true
AccuracySec=1s
RandomizedDelaySec=300s

[Install]
WantedBy=timers.target
`,
    });
  });

  test('restart what is to be kept running, and start with the login what starts by itself', () => {
    const tasks = exportables({
      api: { command: ['/bin/api'], restart: 'always', autoStart: true, noRestartExitCodes: [3] },
    });
    const text = unitsOf(tasks)['executor-ws-1-api.service'] ?? '';
    for (const line of [
      'StartLimitIntervalSec=0',
      'Restart=always',
      'RestartSec=1s',
      'RestartPreventExitStatus=3',
      'WantedBy=default.target',
    ])
      expect(text.split('\n')).toContain(line);
  });

  test('have names of their own, whatever tasks are called', () => {
    const task = { command: ['/bin/x'], restart: 'never' };
    expect(Object.keys(unitsOf(exportables({ 'a b': task, 'a/b': task })))).toEqual([
      'executor-ws-1-a-b.service',
      'executor-ws-1-a-b-2.service',
    ]);
  });

  test('reach a folder that no line of a unit can hold through a shell', () => {
    const [task] = exportables({ a: { command: ['/bin/x'], restart: 'never' } }, { cwd: '/w s\\' });
    if (!task) throw new Error('internal: no task');
    expect(unitsOf([task])['executor-ws-1-a.service']).toContain(
      String.raw`ExecStart="/bin/sh" "-c" "cd \"$$1\" && shift && exec \"$$@\"" "sh" "/w s\\" "/bin/x"`,
    );
  });

  test('say what systemd does not do', () => {
    const tasks = exportables({
      all: {
        command: ['/bin/x'],
        ...{ every: '2 weeks', start: '2026-01-01T13:00:00', retries: 1, overlap: 'queue', catchUp: 'all' },
        ...{ envFile: '.env', env: { A: '1' }, secrets: ['TOKEN'], after: ['kept'], successExitCodes: [3] },
      },
      kept: { command: ['/bin/y'], onSuccess: 'other' },
      other: { command: ['/bin/z'], restart: 'never', autoStart: true },
    });
    const { left, remarks } = exportSystemd(tasks, unitPlace);
    const fieldsOf = (name: string): readonly string[] =>
      remarks.flatMap(({ field, task }) => (task === name ? field : [])).toSorted();
    expect(fieldsOf('all')).toEqual([
      ...['after', 'catchUp', 'env', 'envFile', 'every', 'overlap', 'retries', 'secrets', 'successExitCodes'],
    ]);
    expect([fieldsOf('kept'), left]).toEqual([['backoff', 'onSuccess', 'schedule'], ['all']]);
  });
});
