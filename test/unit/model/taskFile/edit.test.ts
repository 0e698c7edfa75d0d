import fc from 'fast-check';
import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { type NewTask, addTasks, duplicateTask, removeTask, renameTask } from '../../../../src/model/taskFile/edit.ts';

const path = '/folder/.vscode/executor.json';

function added(text: string | undefined, ...tasks: NewTask[]): string {
  const result = addTasks(text, tasks, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function removed(text: string, name: string): string {
  const result = removeTask(text, name, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function renamed(text: string, from: string, to: string): string {
  const result = renameTask(text, from, to, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function duplicated(text: string, name: string, newName: string): string {
  const result = duplicateTask(text, name, newName, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function lines(...text: string[]): string {
  return text.map((line) => `${line}\n`).join('');
}

const b: NewTask = { name: 'b', script: 'b.py' };

describe('adding tasks', () => {
  test('makes a pleasant file where there is none, and it is valid', () => {
    const text = added(undefined, { name: 'scrape', script: 'jobs/scrape.R', restart: 'never' }, b);
    expect(text).toBe(
      lines(
        '// The tasks of this folder, run by Executor. Each has a "script" or a "command".',
        '{',
        '  "tasks": {',
        '    "scrape": { "script": "jobs/scrape.R", "restart": "never" },',
        '    "b": { "script": "b.py" }',
        '  }',
        '}',
      ),
    );
    expect(parseTaskFile(text).diagnostics).toEqual([]);
  });

  test('keeps a text that is nothing but comments', () => {
    expect(added('\uFEFF// mine\r\n\r\n', b)).toBe(
      '\uFEFF// mine\r\n{\r\n  "tasks": {\r\n    "b": { "script": "b.py" }\r\n  }\r\n}\r\n',
    );
  });

  test('stands behind the last task and the comment on its line, but before comments of their own', () => {
    const before = lines('{', '\t"tasks": {', '\t\t"a": { "script": "a.R" } // first', '\t\t// "old": {}', '\t}', '}');
    expect(added(before, b)).toBe(
      lines(
        '{',
        '\t"tasks": {',
        '\t\t"a": { "script": "a.R" }, // first',
        '\t\t"b": { "script": "b.py" }',
        '\t\t// "old": {}',
        '\t}',
        '}',
      ),
    );
  });

  test('keeps a trailing comma in its style, line breaks of Windows and a missing line break at the end', () => {
    const before = '\uFEFF{\r\n    "tasks": {\r\n        "a": { "script": "a.R" },\r\n    },\r\n}';
    expect(added(before, b)).toBe(
      '\uFEFF{\r\n    "tasks": {\r\n        "a": { "script": "a.R" },\r\n        "b": { "script": "b.py" },\r\n    },\r\n}',
    );
  });

  test.each([
    ['{}', '{\n  "tasks": {\n    "b": { "script": "b.py" }\n  }\n}'],
    ['{ "id": "x" }', '{ "id": "x", "tasks": { "b": { "script": "b.py" } } }'],
    ['{ "tasks": {} }', '{ "tasks": {\n  "b": { "script": "b.py" }\n} }'],
    ['{ "tasks": { "a": {} } }', '{ "tasks": { "a": {}, "b": { "script": "b.py" } } }'],
    ['{ "tasks": { "a": {}, } }', '{ "tasks": { "a": {}, "b": { "script": "b.py" }, } }'],
    ['{ "tasks": { "a": {} /* x */ } }', '{ "tasks": { "a": {} /* x */, "b": { "script": "b.py" } } }'],
    ['{ "tasks": { "a": {}, /* x */ } }', '{ "tasks": { "a": {}, /* x */\n  "b": { "script": "b.py" },\n} }'],
    ['{\n  "tasks": {\n  }\n}', '{\n  "tasks": {\n    "b": { "script": "b.py" }\n  }\n}'],
    [
      '{\n  "tasks": { // mine\n    // none yet\n  }\n}',
      '{\n  "tasks": { // mine\n    "b": { "script": "b.py" }\n    // none yet\n  }\n}',
    ],
  ])('fits into %j', (before, after) => {
    expect(added(before, b)).toBe(after);
  });

  test('breaks a task that does not fit on a line', () => {
    const args = Array.from({ length: 9 }, (_, index) => `argument-${String(index)}`);
    expect(added('{\n\t"tasks": {}\n}', { name: 'long', script: 'a.R', args }).split('\n')).toHaveLength(18);
  });

  test('writes a schedule as it was given, and says nothing of restarts, which the schedule does instead', () => {
    const report: NewTask = { name: 'report', script: 'r.py', restart: 'never', every: '1 day' };
    const text = added(
      '{}',
      { ...report, start: '2021-02-27T13:00:00', timezone: 'America/New_York' },
      { ...report, name: 'hourly', every: 'hourly' },
    );
    expect(text).toBe(
      lines(
        '{',
        '  "tasks": {',
        '    "report": {',
        '      "script": "r.py",',
        '      "every": "1 day",',
        '      "start": "2021-02-27T13:00:00",',
        '      "timezone": "America/New_York"',
        '    },',
        '    "hourly": { "script": "r.py", "every": "hourly" }',
        '  }',
        '}',
      ).trimEnd(),
    );
    expect(parseTaskFile(text).diagnostics).toEqual([]);
  });

  test('refuses a name that is taken, in whichever case, and adds nothing', () => {
    const text = '{ "tasks": { "Été": { "script": "a.R" } } }';
    expect(addTasks(text, [b, { name: 'été', script: 'x.R' }], path)).toEqual({
      ok: false,
      error: { reason: 'name-taken', task: 'Été' },
    });
    expect(addTasks(undefined, [b, b], path)).toMatchObject({ ok: false, error: { reason: 'name-taken' } });
  });

  test.each([
    ['{\n  "tasks": {', 2],
    ['[]', 1],
    ['{\n"tasks": []}', 2],
    ['{"tasks": {},\n"tasks": {}}', 2],
  ])('refuses to edit %j and names line %i', (text, line) => {
    expect(addTasks(text, [b], path)).toMatchObject({ ok: false, error: { reason: 'task-file-invalid', path, line } });
    expect(removeTask(text, 'a', path)).toMatchObject({ ok: false, error: { reason: 'task-file-invalid', line } });
  });
});

describe('removing a task', () => {
  const text = lines(
    '{ // the file',
    '  "tasks": { // the tasks',
    '    // about a',
    '    /* more about a */',
    '    "a": { "script": "a.R" }, // behind a',
    '',
    '    // a section',
    '',
    '    // about b',
    '    "b": { "script": "b.R" /* inside */ }, // behind b',
    '    "c": { "script": "c.R" } // behind c',
    '    // at the end',
    '  }',
    '}',
  );

  test('takes the comments directly above it and behind it along, and no other', () => {
    expect(removed(text, 'B')).toBe(
      text.replace('    // about b\n    "b": { "script": "b.R" /* inside */ }, // behind b\n', ''),
    );
    expect(removed(text, 'c')).toBe(
      text.replace('    "c": { "script": "c.R" } // behind c\n', '').replace('}, // behind b', '} // behind b'),
    );
    expect(removed(text, 'a')).toBe(
      text
        .replace('    // about a\n    /* more about a */\n    "a": { "script": "a.R" }, // behind a\n\n', '')
        .replace('the tasks\n    // a section', 'the tasks\n\n    // a section'),
    );
  });

  test.each([
    ['{ "tasks": { "a": 1, "b": 2, "c": 3 } }', 'b', '{ "tasks": { "a": 1, "c": 3 } }'],
    ['{ "tasks": { "a": 1, "b": 2, "c": 3 } }', 'c', '{ "tasks": { "a": 1, "b": 2 } }'],
    ['{ "tasks": { "a": 1, "b": 2, "c": 3 } }', 'a', '{ "tasks": { "b": 2, "c": 3 } }'],
    ['{ "tasks": { "a": 1, /* b */ "b": 2, /* c */ "c": 3 } }', 'b', '{ "tasks": { "a": 1, /* c */ "c": 3 } }'],
    ['{ "tasks": { "a": 1 /* a */, "b": 2 /* b */ } }', 'b', '{ "tasks": { "a": 1 /* a */ } }'],
    ['{ "tasks": { "a": 1, } }', 'a', '{ "tasks": {} }'],
    ['{\n  "tasks": {\n    "a": 1,\n  },\n}', 'a', '{\n  "tasks": {},\n}'],
    [
      '{\r\n  "tasks": {\r\n    "a": 1,\r\n    "b": 2,\r\n  }\r\n}',
      'b',
      '{\r\n  "tasks": {\r\n    "a": 1,\r\n  }\r\n}',
    ],
    ['{\n  "tasks": {\n    "a": 1 // a\n    , "b": 2\n  }\n}', 'a', '{\n  "tasks": {\n     "b": 2\n  }\n}'],
    ['{\n "tasks": {\n  "a": 1,\n\n  "b": 2,\n\n  "c": 3\n }\n}', 'b', '{\n "tasks": {\n  "a": 1,\n\n  "c": 3\n }\n}'],
    ['{\n "tasks": {\n  "a": 1,\n\n  "b": 2\n }\n}', 'b', '{\n "tasks": {\n  "a": 1\n }\n}'],
  ])('from %j: %s', (before, name, after) => {
    expect(removed(before, name)).toBe(after);
  });

  test('says so when there is no such task', () => {
    expect(removeTask('{}', 'a', path)).toEqual({ ok: false, error: { reason: 'no-such-task', task: 'a' } });
  });
});

describe('renaming a task', () => {
  const text =
    '\uFEFF{ "tasks": {\r\n  // about a\r\n  /* before */ "a" /* key */ : { "script": "a.R" /* in */ }, // behind\r\n  "Été": {}\r\n} }';

  test('changes nothing but the name', () => {
    expect(renamed(text, 'A', 'täglich "🦊"\\')).toBe(text.replace('"a"', '"täglich \\"🦊\\"\\\\"'));
    expect(renamed(text, 'été', 'summer')).toBe(text.replace('"Été"', '"summer"'));
  });

  test('may change the letter case alone, or nothing', () => {
    expect(renamed(text, 'été', 'ÉTÉ')).toBe(text.replace('Été', 'ÉTÉ'));
    expect(renamed(text, 'a', 'a')).toBe(text);
  });

  test.each([
    ['a', 'ÉTÉ', { reason: 'name-taken', task: 'Été' }],
    ['a', '', { reason: 'name-invalid', task: '', why: 'it is empty' }],
    ['a', ' b', { reason: 'name-invalid', task: ' b', why: 'it begins or ends with a space' }],
    ['x', 'y', { reason: 'no-such-task', task: 'x' }],
  ])('from %j to %j is refused', (from, to, error) => {
    expect(renameTask(text, from, to, path)).toEqual({ ok: false, error });
  });

  test('is followed by the tasks that wait for it or run it', () => {
    const text = '{ "tasks": { "db": {}, "api": { "after": ["x", { "task": "DB" }], "onFailure": ["db"] } } }';
    expect(renamed(text, 'db', 'store')).toBe(
      '{ "tasks": { "store": {}, "api": { "after": ["x", { "task": "store" }], "onFailure": ["store"] } } }',
    );
  });

  test('of two tasks with the same name concerns the first, and keeps the name of the other taken', () => {
    const twice = '{ "tasks": { "a": 1, "A": 2 } }';
    expect(renamed(twice, 'A', 'b')).toBe('{ "tasks": { "b": 1, "A": 2 } }');
    expect(renameTask(twice, 'a', 'A', path)).toEqual({ ok: false, error: { reason: 'name-taken', task: 'A' } });
  });

  test('is refused where the text has an error', () => {
    expect(renameTask('{ "tasks": {', 'a', 'b', path)).toMatchObject({
      error: { reason: 'task-file-invalid', line: 1 },
    });
  });
});

describe('duplicating a task', () => {
  const text = lines(
    '{',
    '  "tasks": {',
    '    // about a',
    '    "a": { // in a',
    '      "script": "a.R", /* more */',
    '    }, // behind a',
    '    // about b',
    '    "b" : { "script": "b.R" } // behind b',
    '    // at the end',
    '  }',
    '}',
  );

  test('puts the copy right behind it, with the comments inside and none of those outside', () => {
    expect(duplicated(text, 'A', 'a-2')).toBe(
      text.replace(
        '    }, // behind a\n',
        '    }, // behind a\n    "a-2": { // in a\n      "script": "a.R", /* more */\n    },\n',
      ),
    );
    expect(duplicated(text, 'b', 'b-2')).toBe(
      text.replace(' // behind b\n', ', // behind b\n    "b-2" : { "script": "b.R" }\n'),
    );
  });

  test.each([
    ['{ "tasks": { "a": 1, "b": 2 } }', 'a', '{ "tasks": { "a": 1, "x": 1, "b": 2 } }'],
    ['{ "tasks": { "a": 1, "b": 2 } }', 'b', '{ "tasks": { "a": 1, "b": 2, "x": 2 } }'],
    [
      '{ "tasks": { "a": 1 /* a */, /* b */ "b": 2, } }',
      'a',
      '{ "tasks": { "a": 1 /* a */, "x": 1, /* b */ "b": 2, } }',
    ],
    ['{ "tasks": { "a": 1, "b": 2, } }', 'b', '{ "tasks": { "a": 1, "b": 2, "x": 2, } }'],
    ['{\n\t"tasks": {\n\t\t"a": 1\n\t}\n}', 'a', '{\n\t"tasks": {\n\t\t"a": 1,\n\t\t"x": 1\n\t}\n}'],
    ['{ "tasks": {\n  "a": 1 // a\n  , "b": 2\n} }', 'a', '{ "tasks": {\n  "a": 1 // a\n  , "x": 1, "b": 2\n} }'],
    [
      '\uFEFF{ "tasks": {\r\n  "a": [\r\n  ],\r\n\r\n  "b": 2\r\n} }',
      'a',
      '\uFEFF{ "tasks": {\r\n  "a": [\r\n  ],\r\n  "x": [\r\n  ],\r\n\r\n  "b": 2\r\n} }',
    ],
  ])('in %j: %s', (before, name, after) => {
    expect(duplicated(before, name, 'x')).toBe(after);
  });

  test('is refused under a name that is taken, its own included, or cannot be one', () => {
    expect(duplicateTask(text, 'a', 'B', path)).toEqual({ ok: false, error: { reason: 'name-taken', task: 'b' } });
    expect(duplicateTask(text, 'a', 'A', path)).toEqual({ ok: false, error: { reason: 'name-taken', task: 'a' } });
    expect(duplicateTask(text, 'a', '', path)).toMatchObject({ ok: false, error: { reason: 'name-invalid' } });
    expect(duplicateTask(text, 'x', 'y', path)).toEqual({ ok: false, error: { reason: 'no-such-task', task: 'x' } });
    expect(duplicateTask('', 'x', 'y', path)).toMatchObject({ ok: false, error: { reason: 'task-file-invalid' } });
  });
});

describe('any text', () => {
  const gap = fc
    .array(fc.constantFrom(' ', '\n', '\r\n', '\t', '// K\n', '/* K */', '/* K\n */', '\n\n'), { maxLength: 4 })
    .map((pieces) => pieces.join(''));

  /** A task file whose gaps hold any blanks and comments, each comment with a number of its own. */
  const file = fc
    .record({
      bom: fc.constantFrom('', '\uFEFF'),
      names: fc.uniqueArray(fc.constantFrom('a', 'c', 'd', 'e'), { maxLength: 4 }),
      trailing: fc.boolean(),
      gaps: fc.array(gap, { minLength: 30, maxLength: 30 }),
    })
    .map(({ bom, names, trailing, gaps }) => {
      let next = 0;
      const g = (): string => gaps[next++] ?? '';
      const tasks = names.map((name) => `${g()}"${name}"${g()}:${g()}{"script":"${name}.R"}${g()}`).join(',');
      const comma = trailing && names.length > 0 ? ',' : '';
      let count = 0;
      const text = `${bom}${g()}{${g()}"id":"x",${g()}"tasks"${g()}:${g()}{${tasks}${comma}${g()}}${g()}}${g()}`;
      return { names, text: text.replaceAll('K', () => `k${String((count += 1))}.`) };
    });

  function meaning(text: string): unknown {
    const errors: never[] = [];
    const root = parseTree(text.replace('\uFEFF', ' '), errors, { allowTrailingComma: true });
    expect(errors).toEqual([]);
    return root && JSON.parse(JSON.stringify(getNodeValue(root)));
  }

  /** The text of each task, from its name to its end. */
  function taskProperties(text: string): readonly string[] {
    const root = parseTree(text.replace('\uFEFF', ' '), [], { allowTrailingComma: true });
    const tasks = root && findNodeAtLocation(root, ['tasks']);
    return (tasks?.children ?? []).map(({ offset, length }) => text.slice(offset, offset + length));
  }

  function comments(text: string): string[] {
    return text.match(/k\d+\./g) ?? [];
  }

  test('adding keeps every other character; removing again gives back the meaning and every comment', () => {
    fc.assert(
      fc.property(file, ({ text }) => {
        const grown = added(text, b, { name: 'f', command: ['echo', '// no comment'] });
        expect(meaning(grown)).toEqual({
          ...(meaning(text) as object),
          tasks: {
            ...(meaning(text) as { tasks: object }).tasks,
            b: { script: 'b.py' },
            f: { command: ['echo', '// no comment'] },
          },
        });
        expect(comments(grown)).toEqual(comments(text));
        const back = removed(removed(grown, 'b'), 'f');
        expect(meaning(back)).toEqual(meaning(text));
        expect(comments(back)).toEqual(comments(text));
      }),
      { numRuns: 500 },
    );
  });

  test('renaming and duplicating keep every comment, the order and what each task says', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ names, text }, pick) => {
        const index = pick % Math.max(1, names.length);
        const name = names[index];
        if (name === undefined) return;
        const script = { script: `${name}.R` };
        const { tasks, ...rest } = meaning(text) as { tasks: Record<string, unknown> };
        const entries = Object.entries(tasks);

        const other = renamed(text, name, 'new');
        const expected = Object.fromEntries(entries.with(index, ['new', script]));
        expect(JSON.stringify(meaning(other))).toBe(JSON.stringify({ ...rest, tasks: expected }));
        expect(renamed(other, 'new', name)).toBe(text);

        const grown = duplicated(text, name, 'new');
        const both = Object.fromEntries(entries.toSpliced(index + 1, 0, ['new', script]));
        expect(JSON.stringify(meaning(grown))).toBe(JSON.stringify({ ...rest, tasks: both }));
        expect(comments(grown)).toEqual(expect.arrayContaining(comments(text)));
        const [original, copy] = [index, index + 1].map((at) => taskProperties(grown)[at]);
        expect(copy?.slice('"new"'.length)).toBe(original?.slice(`"${name}"`.length));
        expect(original).toBe(taskProperties(text)[index]);
      }),
      { numRuns: 500 },
    );
  });

  test('removing takes one task away and leaves the comments inside of all others', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ names, text }, pick) => {
        const name = names[pick % Math.max(1, names.length)];
        if (name === undefined) return;
        const left = removed(text, name);
        const { tasks, ...rest } = meaning(text) as { tasks: Record<string, unknown> };
        const others = Object.entries(tasks).filter(([other]) => other !== name);
        expect(meaning(left)).toEqual({ ...rest, tasks: Object.fromEntries(others) });
        for (const property of taskProperties(text)) {
          if (!property.startsWith(`"${name}"`)) expect(left).toContain(property);
        }
        const outside = comments(text.slice(0, text.indexOf('"tasks"')));
        expect(comments(left)).toEqual(expect.arrayContaining(outside));
      }),
      { numRuns: 500 },
    );
  });
});
