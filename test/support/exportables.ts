import type { Exportable } from '../../src/cli/export/exported.ts';
import { parseTaskFile } from '../../src/model/taskFile/taskFile.ts';

/** Tasks of a task file as they are exported: a command stands for what was found, `/ws` is the folder. */
export function exportables(
  tasks: Readonly<Record<string, object>>,
  more: Partial<Exportable> = {},
): readonly Exportable[] {
  const { diagnostics, file } = parseTaskFile(JSON.stringify({ tasks }), { defaultTimeZone: 'UTC' });
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (!file || error) throw new Error(JSON.stringify(error));
  return file.tasks.map((definition) => {
    const { program, args, env, stopCommand } = definition;
    if (program.kind !== 'command') throw new Error('Only commands are exported here.');
    const [first, ...words] = program.command;
    return {
      ...{ definition, argv: [first, ...words, ...args], cwd: '/ws', env, anchor: undefined },
      envFiles: definition.envFile.map((file) => `/ws/${file}`),
      ...(stopCommand && { stopCommand }),
      ...more,
    };
  });
}
