import { describe, expect, test } from 'vitest';
import type { ForeignPlace } from '../../../../src/model/foreign/foreignTasks.ts';
import { procfileTasks } from '../../../../src/model/foreign/procfileTasks.ts';

const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };
const endsAll = 'Executor restarts a process that fails; Foreman stops all of them when one ends.';

/** The port of each task, by its stem. */
function portsOf(text: string, envText?: string): Readonly<Record<string, unknown>> {
  const { tasks } = procfileTasks(text, { ...place, envText });
  return Object.fromEntries(tasks.map(({ fields, stem }) => [stem, fields.env?.['PORT']]));
}

describe('a Procfile', () => {
  test('becomes tasks that are kept running, each with its port, with the file of variables beside it', () => {
    const text = '# all\nweb: uvicorn app:app\n\nworker: rake jobs | cat\nbad line\n';
    expect(procfileTasks(text, { ...place, envText: 'A=1\n' })).toEqual({
      tasks: [
        {
          stem: 'web',
          fields: { command: ['uvicorn', 'app:app'], env: { PORT: '5000' }, restart: 'on-failure', envFile: '.env' },
          commandText: 'uvicorn app:app',
          remarks: [],
        },
        {
          stem: 'worker',
          fields: {
            command: ['/bin/sh', '-c', 'rake jobs | cat'],
            env: { PORT: '5100' },
            restart: 'on-failure',
            envFile: '.env',
          },
          commandText: 'rake jobs | cat',
          remarks: [],
        },
      ],
      problems: [{ line: 5, message: 'This is not a name, a colon and a command.' }],
      notes: [endsAll],
    });
  });

  test('is run by the shell of the platform', () => {
    expect(procfileTasks('a: b && c $PORT', { ...place, platform: 'win32' }).tasks).toMatchObject([
      { fields: { command: ['cmd.exe', '/d', '/s', '/c', 'b && c 5000'] } },
    ]);
  });

  test('counts its ports from the PORT of its .env, as Foreman does', () => {
    expect(portsOf('web: a\nworker: b', 'PORT=3000')).toEqual({ web: '3000', worker: '3100' });
    expect(portsOf('web: a\nworker: b', 'PORT=x')).toEqual({ web: '5000', worker: '5100' });
  });

  test('takes names with dots, dashes and underscores, and gives the others the ports that Foreman gives', () => {
    expect(portsOf('a.b: x\nweb-1: y\nmy_worker: z')).toEqual({ 'web-1': '5000', my_worker: '5100', 'a.b': '5200' });
    expect(procfileTasks('a.b: x', place).tasks[0]?.remarks).toEqual(['Foreman ignores names with a dot.']);
  });

  test.each([
    ['web: serve -p $PORT', 'serve -p $PORT'],
    ['web: serve -p ${PORT}', 'serve -p $${PORT}'],
    ['web: serve -p ${PORT:-3000}', 'serve -p $${PORT:-3000}'],
  ])('%j sees the port', (line, command) => {
    expect(procfileTasks(line, place).tasks).toMatchObject([
      { fields: { command: ['/bin/sh', '-c', command], env: { PORT: '5000' } } },
    ]);
  });

  test('may have other line ends, blanks and a mark at its beginning', () => {
    expect(procfileTasks('\uFEFFweb: a\r\n\r\n  # b\r\n worker : c \r\n', place).tasks).toMatchObject([
      { stem: 'web', commandText: 'a' },
      { stem: 'worker', commandText: 'c' },
    ]);
  });

  test('of another folder is run there, with the variables from there', () => {
    expect(procfileTasks('web: a', { ...place, folder: 'app', envText: '' }).tasks).toMatchObject([
      { fields: { cwd: 'app', envFile: 'app/.env' } },
    ]);
  });

  test('has what Heroku runs once run once', () => {
    expect(procfileTasks('release: migrate', place).tasks).toMatchObject([
      { fields: { restart: 'never' }, remarks: ['Heroku runs it once before each release; here you start it.'] },
    ]);
  });

  test('says what of its neighbours is not taken over', () => {
    const { notes } = procfileTasks('web: a', { ...place, siblings: ['.foreman', 'Procfile'], envText: 'A=$B\n' });
    expect(notes).toEqual([
      endsAll,
      'In .env, “$NAME” is replaced; Foreman leaves it unchanged.',
      '.foreman is not imported.',
    ]);
  });
});
