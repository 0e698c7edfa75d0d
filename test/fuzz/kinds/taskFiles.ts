import { isDeepStrictEqual } from 'node:util';
import { parseTaskFile } from '../../../src/model/taskFile/taskFile.ts';
import { type Draws, shown } from '../draws.ts';
import { type FuzzWorld, until } from '../fuzzWorld.ts';
import type { InputKind } from '../kind.ts';
import { task } from './taskTexts.ts';

/** What a task file may be beside the tasks that are not to be disturbed. */
export const taskFiles: InputKind = {
  name: 'task files',
  make: (draws) => {
    const others = draws.several(1, 3, (index) => [`victim-${String(index + 1)}`, task(draws)] as const);
    const written = JSON.stringify(Object.fromEntries(others)).slice(1, -1);
    const changed = Array.from({ length: 20 }, () => (draws.chance(30) ? written : draws.mutate(written)));
    const line = `beside the others, one of: ${changed.slice(0, 2).map(shown).join(', ')}`;
    return {
      line,
      give: async (world) => {
        const text = changed.map((part) => withOwn(world, part)).find((each) => leavesOwn(world, each));
        if (text === undefined) return;
        const parsed = parseTaskFile(text);
        world.write('.vscode/executor.json', text);
        world.write('a.sh', '#!/bin/sh\necho a\n');
        const { client } = world.connection;
        const wanted = parsed.file?.tasks.map(({ name }) => name) ?? [];
        await world.answered(
          'the task file',
          until(() => {
            const { file, tasks } = client.executor;
            if (!parsed.file) return file.kind === 'invalid';
            return wanted.every((name) => tasks.some((each) => each.name === name && !each.isUndefined));
          }),
        );
        await Promise.all(wanted.filter((name) => !(name in world.ownTasks)).map((name) => world.sweep(name)));
        await world.command('list');
        await world.inForce({});
      },
    };
  },
};

function withOwn(world: FuzzWorld, part: string): string {
  return `{ "tasks": {\n${JSON.stringify(world.ownTasks).slice(1, -1)},\n${part}\n} }`;
}

/** Whether the undisturbed tasks stay what they are, if the file is in force at all. */
function leavesOwn(world: FuzzWorld, text: string): boolean {
  const plain = parseTaskFile(JSON.stringify({ tasks: world.ownTasks })).file;
  const { file } = parseTaskFile(text);
  if (!file) return true;
  const isCommon = isDeepStrictEqual(
    [file.env, file.envFile, file.timeZone, file.id],
    [plain?.env, plain?.envFile, plain?.timeZone, plain?.id],
  );
  return isCommon && (plain?.tasks ?? []).every((own) => file.tasks.some((each) => isDeepStrictEqual(each, own)));
}

/** The text of a task file, more or less, for readers in this process. */
export function taskFileText(draws: Draws): string {
  const tasks = Object.fromEntries(draws.several(0, 3, () => [draws.text(['a', 'b', ' '], 3), task(draws)]));
  const text = JSON.stringify(
    { tasks, ...(draws.chance(20) && { timezone: draws.odd() }) },
    undefined,
    draws.whole(0, 2),
  );
  return draws.chance(80) ? draws.mutate(text) : text;
}
