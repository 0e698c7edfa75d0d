import fc from 'fast-check';
import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { parseTaskFile } from '../../../src/model/taskFile.ts';
import { type NewTask, addTasks, removeTask } from '../../../src/model/taskFileEdit.ts';

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
