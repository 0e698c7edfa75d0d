import { crontabTasks } from '../../../src/model/foreign/crontabTasks.ts';
import type { ForeignPlace, ForeignTasks } from '../../../src/model/foreign/foreignTasks.ts';
import { packageScripts } from '../../../src/model/foreign/packageScripts.ts';
import { procfileTasks } from '../../../src/model/foreign/procfileTasks.ts';
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

/** A Procfile beside a file of variables. */
export function readProcfile(text: string): ForeignTasks {
  return procfileTasks(text, place);
}

/** The scripts of a package of npm. */
export function readPackage(text: string): ForeignTasks {
  return packageScripts(text, place) ?? { tasks: [], problems: [], notes: [] };
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
      const added = await world.ask(`add ${what}`, client.addTasks(tasks));
      if (!added.ok) throw new Error(`what was found cannot be added: ${added.error.message}`);
      for (const { name } of tasks) {
        const shownTask = await world.ask(`show ${name}`, client.environment(name));
        if (!shownTask.ok && shownTask.error.reason === 'no-such-task')
          throw new Error(`${name} was added and is not there`);
        const removed = await world.ask(`remove ${name}`, client.removeTask(name, true));
        if (!removed.ok) throw new Error(`${name} cannot be removed: ${removed.error.message}`);
      }
      await world.inForce({});
    },
  };
}
