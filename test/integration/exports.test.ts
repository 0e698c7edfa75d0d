import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exportCrontab } from '../../src/cli/export/crontab.ts';
import { exportSystemd } from '../../src/cli/export/systemdUnits.ts';
import { timerTimes } from '../../src/model/export/timerTimes.ts';
import { nextOccurrences } from '../../src/model/schedule/occurrences.ts';
import { createSchedule } from '../../src/model/schedule/schedule.ts';
import { exportables } from '../support/exportables.ts';
import { exportedAt, exportSamples } from '../support/exportSamples.ts';
import { requirement } from '../support/requirement.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const compared = 8;

test('a shell reads the command of a crontab as the words that it is made of', () => {
  const words = ['a b', "it's", '$HOME', String.raw`\%x`, '%', ''];
  const tasks = exportables({ a: { command: ['printf', '<%s>', ...words], cron: '0 9 * * *' } }, { cwd: '/' });
  const text = exportCrontab(tasks, { now: exportedAt, systemZone: 'UTC' }).files[0]?.text ?? '';
  const line = text.split('\n').find((each) => each.startsWith('0 9 * * * ')) ?? '';
  // As cron does: a backslash before a per cent goes.
  const command = line.slice('0 9 * * * '.length).replaceAll(String.raw`\%`, '%');
  const said = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  expect(said).toBe(words.map((word) => `<${word}>`).join(''));
});

test(
  'systemd says the same of the schedules that it is told without a loss',
  { tags: ['long'], timeout: 240_000 },
  ({ skip }) => {
    const missing = requirement('systemd-analyze');
    skip(missing !== undefined, missing);
    const exact = exportSamples(5, 150).flatMap(({ label, rule }) => {
      const { calendar, losses } = timerTimes(rule, { now: exportedAt, anchor: undefined });
      return calendar.length > 0 && losses.length === 0 ? [{ label, rule, calendar }] : [];
    });
    expect(exact.length).toBeGreaterThan(100);
    const answers = askSystemd(exact.flatMap(({ calendar }) => calendar));
    let asked = 0;
    for (const { calendar, label, rule } of exact) {
      const times = new Set(answers.slice(asked, asked + calendar.length).flat());
      asked += calendar.length;
      const due = [...times].toSorted((one, other) => one - other).slice(0, compared);
      const wanted = nextOccurrences({ schedule: createSchedule(rule), anchor: 0 }, exportedAt, compared);
      expect({ label, calendar, due: due.map(iso) }).toEqual({ label, calendar, due: wanted.map(iso) });
    }
  },
);

test('systemd takes the units of every kind of task', { tags: ['long'], timeout: 120_000 }, ({ skip }) => {
  const missing = requirement('systemd-analyze');
  skip(missing !== undefined, missing);
  using folder = temporaryFolder();
  const tasks = exportables(
    {
      'daily report': {
        command: ['/bin/echo', '50%', '$HOME', 'a "b"', "it's", 'tab\there'],
        ...{
          cron: '0 9 L * *',
          timezone: 'Asia/Tokyo',
          randomDelay: '5 min',
          timeout: '1 hour',
          stopTimeout: '500 ms',
        },
        ...{ env: { A: '50% "$x" \\', B: null }, envFile: '.env', stopCommand: ['/bin/echo', '$MAINPID'] },
        ...{ stopSignal: 'SIGINT', successExitCodes: [0, 3] },
      },
      api: { command: ["/bin/it's"], restart: 'always', autoStart: true, noRestartExitCodes: [3] },
      often: { command: ['/bin/true'], every: '7 min', start: '2026-01-01T00:00:00' },
      union: {
        command: ['/bin/true'],
        schedules: [{ cron: '0 9 LW * *' }, { every: '90 min', start: '2026-01-01T00:00:00' }],
      },
    },
    { cwd: '/' },
  );
  const { files } = exportSystemd(tasks, { now: exportedAt, prefix: 'executor-ws-1' });
  expect(files).toHaveLength(7);
  for (const { name, text } of files) writeFileSync(folder.join(name), text);
  const { stderr } = spawnSync(
    'systemd-analyze',
    ['verify', '--man=no', ...files.map(({ name }) => folder.join(name))],
    {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  // It names other units of the machine as well.
  expect(stderr.split('\n').filter((line) => line.includes('executor-ws-1'))).toEqual([]);
});

/** The next instants of each expression. */
function askSystemd(calendar: readonly string[]): readonly (readonly number[])[] {
  const base = new Date(exportedAt).toISOString().slice(0, 19).replace('T', ' ');
  const options = ['calendar', `--base-time=${base} UTC`, `--iterations=${String(compared)}`];
  const text = execFileSync('systemd-analyze', [...options, ...calendar], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return text
    .trim()
    .split('\n\n')
    .map((block) =>
      [...block.matchAll(/(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w{3} (\S+ \S+) UTC/g)].map(([, time = '']) =>
        Date.parse(`${time.replace(' ', 'T')}Z`),
      ),
    );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
