import { crontabTasks } from '../../../src/model/foreign/crontabTasks.ts';
import type { ForeignPlace, ForeignTasks } from '../../../src/model/foreign/foreignTasks.ts';
import { packageScripts } from '../../../src/model/foreign/packageScripts.ts';
import { pm2Tasks } from '../../../src/model/foreign/pm2Tasks.ts';
import { procfileTasks } from '../../../src/model/foreign/procfileTasks.ts';
import { supervisordTasks } from '../../../src/model/foreign/supervisordTasks.ts';
import { vscodeTasks } from '../../../src/model/foreign/vscodeTasks.ts';
import { freeTaskName } from '../../../src/model/taskName.ts';
import { type Draws, shown } from '../draws.ts';
import type { FuzzInput, InputKind } from '../kind.ts';

/** The text of a crontab, more or less. */
export function crontabText(draws: Draws): string {
  return draws
    .several(0, 6, () => {
      const words = draws.text(
        ['true', 'echo hi', ' ', '%', '\\%', '"', '`', '$HOME', '${A}', '>', '|', '&&', ';', '#'],
        5,
      );
      const when = draws.text(['* ', '0 ', '*/5 ', '1-5 ', 'MON ', '@daily ', '@reboot ', '\t', 'L '], 6);
      return draws.pick([
        `${when}${words}`,
        `${draws.pick(['PATH', 'SHELL', 'MAILTO', 'CRON_TZ', 'A'])}=${words}`,
        `#${words}`,
      ]);
    })
    .join(draws.pick(['\n', '\r\n']));
}

/** The text of a Procfile, more or less. */
export function procfileText(draws: Draws): string {
  return draws.text(['web', 'worker', ':', ': ', 'true', ' ', '\n', '\r\n', '#', '$PORT', '${A}', '"', '&&', '\t'], 16);
}

/** The text of a package.json, more or less. */
export function packageText(draws: Draws): string {
  const scripts = Object.fromEntries(draws.several(0, 4, () => [draws.text(['build', ':', 'a'], 3), draws.odd()]));
  const text = JSON.stringify({ name: 'a', scripts });
  return draws.chance(60) ? draws.mutate(text) : text;
}

/** The text of a tasks.json, more or less. */
export function tasksText(draws: Draws): string {
  const word = (): unknown =>
    draws.pick<unknown>([
      draws.text(['a', ' ', '"', "'", '$', '${workspaceFolder}', '${file}', '${A}', '|', '&&'], 4),
      7,
    ]);
  const tasks = draws.several(0, 4, () => ({
    label: draws.odd(),
    type: draws.pick<unknown>(['shell', 'process', 'npm', 'gulp', 3]),
    command: draws.pick<unknown>([
      word(),
      { value: word(), quoting: draws.pick(['escape', 'strong', 'weak', 'x']) },
      [word()],
    ]),
    args: draws.several(0, 3, word),
    dependsOn: draws.pick<unknown>(['a', ['a', 'b'], { type: 'x' }, undefined]),
    options: draws.pick<unknown>([{ cwd: word(), env: { A: word() } }, { shell: { executable: word() } }, [], null]),
  }));
  const text = JSON.stringify({ version: '2.0.0', tasks });
  return draws.chance(60) ? draws.mutate(text) : text;
}

/** The text of an ecosystem file of pm2, more or less. */
export function ecosystemText(draws: Draws): string {
  const value = (): string =>
    draws.pick([
      JSON.stringify(draws.odd()),
      '3000',
      'x',
      '`a${x}`',
      '__dirname',
      'process.env.A',
      '[1, ...x]',
      'x.y',
      'f()',
      '{ ...x }',
    ]);
  const fields = draws.several(0, 6, () => {
    const name = draws.pick([
      'script',
      'args',
      'cwd',
      'env',
      'watch',
      'cron_restart',
      'instances',
      'restart_delay',
      'name',
      '[x]',
    ]);
    return `${name}: ${value()}`;
  });
  const text = `const x = ${value()};\nmodule.exports = { apps: [{ script: "a.js", ${fields.join(', ')} }] };`;
  return draws.chance(60) ? draws.mutate(text) : text;
}

/** The text of a configuration of supervisord, more or less. */
export function supervisordText(draws: Draws): string {
  return draws
    .several(0, 10, () =>
      draws.pick([
        '[program:a]',
        '[program:b]',
        '[group:g]',
        ...[
          'command',
          'environment',
          'directory',
          'numprocs',
          'exitcodes',
          'startsecs',
          'stopwaitsecs',
          'process_name',
        ].map(
          (name) =>
            `${name}=${draws.text(['a', '1', '0', ',', '=', '"', "'", ' ', '%(process_num)02d', '%(x)s', '%', ';', '${A}'], 5)}`,
        ),
      ]),
    )
    .join('\n');
}

/** The tasks of a tasks.json. */
export function readTasks(text: string): ForeignTasks {
  return vscodeTasks(text, place) ?? nothing;
}

/** The apps of an ecosystem file. */
export function readEcosystem(text: string): ForeignTasks {
  const read = pm2Tasks(text, true, place);
  return read.ok ? read.value : nothing;
}

/** The programs of supervisord. */
export function readSupervisord(text: string): ForeignTasks {
  return supervisordTasks(text, place) ?? nothing;
}

/** Crontabs, as *Import Tasks…* takes them over. */
export const crontabs: InputKind = {
  name: 'crontabs',
  make: (draws) => imported(crontabText(draws), 'crontab', crontabTasks),
};

/** Procfiles and scripts of packages, as *Import Tasks…* takes them over. */
export const procfiles: InputKind = {
  name: 'Procfiles',
  make: (draws) =>
    draws.chance(70)
      ? imported(procfileText(draws), 'Procfile', readProcfile)
      : imported(packageText(draws), 'package.json', readPackage),
};

const place: ForeignPlace = { folder: '', siblings: [], envText: 'PORT=7000\n', platform: 'linux' };

const nothing: ForeignTasks = { tasks: [], problems: [], notes: [] };

/** A Procfile beside a file of variables. */
export function readProcfile(text: string): ForeignTasks {
  return procfileTasks(text, place);
}

/** The scripts of a package of npm. */
export function readPackage(text: string): ForeignTasks {
  return packageScripts(text, place) ?? nothing;
}

/** What is found in a file is added, looked at and removed again; it is not started, for nobody knows what it is. */
function imported(text: string, what: string, read: (text: string) => ForeignTasks): FuzzInput {
  return {
    line: `the ${what} ${shown(text)}`,
    give: async (world) => {
      const { client } = world.connection;
      const found = read(text).tasks.slice(0, 4);
      const tasks: { name: string; [field: string]: unknown }[] = [];
      for (const { fields, stem } of found) {
        const taken = [...Object.keys(world.ownTasks), ...tasks.map(({ name }) => name)];
        tasks.push({ name: freeTaskName(stem, taken), ...fields });
      }
      const added = await world.ask(`add ${what}`, client.ask('task/add', { tasks }));
      if (!added.ok) throw new Error(`what was found cannot be added: ${added.error.message}`);
      for (const { name } of tasks) {
        const shownTask = await world.ask(`show ${name}`, client.ask('task/environment', { name }));
        if (!shownTask.ok && shownTask.error.reason === 'no-such-task')
          throw new Error(`${name} was added and is not there`);
        const removed = await world.ask(`remove ${name}`, client.ask('task/remove', { name, deleteLogs: true }));
        if (!removed.ok) throw new Error(`${name} cannot be removed: ${removed.error.message}`);
      }
      await world.inForce({});
    },
  };
}
