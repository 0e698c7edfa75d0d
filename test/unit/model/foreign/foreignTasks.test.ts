import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crontabTasks } from '../../../../src/model/foreign/crontabTasks.ts';
import type { ForeignPlace } from '../../../../src/model/foreign/foreignTasks.ts';
import { packageScripts } from '../../../../src/model/foreign/packageScripts.ts';
import { procfileTasks } from '../../../../src/model/foreign/procfileTasks.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';

const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };

describe('a package.json', () => {
  test.each([
    [[], 'npm'],
    [['yarn.lock'], 'yarn'],
    [['pnpm-lock.yaml', 'package.json'], 'pnpm'],
  ])('with %j beside it has its scripts run by %s, without their hooks', (files, manager) => {
    const text = '{ "scripts": { "build": "tsc", "prebuild": "rm -r dist", "prepare": "husky", "odd": 1 } }';
    expect(packageScripts(text, { ...place, siblings: files })).toEqual({
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
      notes: [],
    });
  });

  test('offers no script whose name the task file cannot hold, and says why', () => {
    const text = '{ "scripts": {\n"a": "x",\n"b${c}": "x",\n"d\\u0000": "x" } }';
    expect(packageScripts(text, place)).toMatchObject({
      tasks: [{ stem: 'a' }, { stem: 'b${c}', fields: { command: ['npm', 'run', 'b$${c}'] } }],
      problems: [{ line: 4, message: 'A NUL character cannot be passed to a program. Remove it.' }],
    });
  });

  test.each(['', '[]', 'null', '3', '{ "scripts": "x" }'])('that reads %j is none', (text) => {
    expect(packageScripts(text, place)).toBeUndefined();
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
      const read = [crontabTasks(text), procfileTasks(text, place), packageScripts(manifest, place)];
      for (const [index, { fields }] of read.flatMap((it) => it?.tasks ?? []).entries()) {
        const file = JSON.stringify({ tasks: { [`t${String(index)}`]: fields } });
        expect(parseTaskFile(file).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }),
  );
});
