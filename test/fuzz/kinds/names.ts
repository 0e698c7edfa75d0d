import { readdirSync } from 'node:fs';
import { taskKey } from '../../../src/model/words/taskKey.ts';
import { type Draws, shown } from '../draws.ts';
import type { InputKind } from '../kind.ts';

const pieces: readonly [string, ...string[]] = [
  'a',
  'B',
  ' ',
  '/',
  '..',
  '.',
  '-',
  '_',
  'ß',
  'İ',
  '🦊',
  '\\',
  ':',
  '*',
  '%',
  '$',
  '"',
];

/** A task's name, more or less. */
export function taskName(draws: Draws): string {
  const name = draws.text(pieces, draws.pick([3, 8, 40]));
  return draws.chance(10) ? name.repeat(10) : name;
}

/** Names of tasks. */
export const names: InputKind = {
  name: 'names',
  make: (draws) => {
    const name = taskName(draws);
    const second = taskName(draws);
    const third = taskName(draws);
    return {
      line: `the names ${shown(name)}, ${shown(second)}, ${shown(third)}`,
      give: async (world) => {
        if ([name, second, third].some((each) => isTaken(each, Object.keys(world.ownTasks)))) return;
        const { client } = world.connection;
        const outside = listing(world.root);
        const inside = listing(world.workspace);
        const added = await world.ask(
          'add',
          client.ask('task/add', { tasks: [{ name, command: ['true'], restart: 'never' }] }),
        );
        if (added.ok) await world.sweep(name);
        const renamed = await world.ask('rename', client.ask('task/rename', { name, newName: second }));
        const current = renamed.ok ? second : name;
        if (renamed.ok) await world.sweep(second);
        const copied = await world.ask('duplicate', client.ask('task/duplicate', { name: current, newName: third }));
        if (added.ok) {
          // Commander takes what begins with a dash for an option.
          if (!/^-|\0/.test(current)) await world.command('show', current);
          await world.command('list');
          await world.command('history');
        }
        for (const each of [...(added.ok ? [current] : []), ...(copied.ok ? [third] : [])]) {
          const removed = await world.ask('remove', client.ask('task/remove', { name: each, deleteLogs: true }));
          if (!removed.ok) throw new Error(`${shown(each)} cannot be removed: ${removed.error.message}`);
        }
        const news = [...listing(world.root).difference(outside), ...listing(world.workspace).difference(inside)];
        if (news.length > 0) throw new Error(`files were made where none belong: ${news.join(', ')}`);
        await world.inForce({});
      },
    };
  },
};

function isTaken(name: string, existing: readonly string[]): boolean {
  return existing.some((each) => taskKey(each) === taskKey(name));
}

function listing(folder: string): Set<string> {
  return new Set(readdirSync(folder));
}
