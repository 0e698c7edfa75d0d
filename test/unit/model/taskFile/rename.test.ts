import { describe, expect, test } from 'vitest';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { definesSameRun } from '../../../../src/model/taskFile/definitionEquality.ts';
import { type NamedTasks, detectRename } from '../../../../src/model/taskFile/rename.ts';
import type { TaskDefinition } from '../../../../src/model/task.ts';

function tasks(text: string): NamedTasks {
  const { file, names } = parseTaskFile(`{ "tasks": { ${text} } }`, { defaultTimeZone: 'UTC' });
  return { names, tasks: file?.tasks ?? [] };
}

function definition(fields: string): TaskDefinition {
  const [task] = tasks(`"t": { "script": "a", ${fields} }`).tasks;
  if (!task) throw new Error(`not a task: ${fields}`);
  return task;
}

describe('a rename by hand', () => {
  const a = '"a": { "script": "a.R", "env": { "A": "1", "B": "2" }, "every": "1 day" }';

  test.each([
    ['"x": { "script": "x" }', '"x": { "script": "x" }'],
    ['"x": { "script": "x" }', '"x": { "script": "changed" }'],
    ['"bad": { "script": 5 }', '"bad": {}'],
  ])('is one name gone and one come with the same definition, beside %s and then %s', (before, after) => {
    const renamed = a.replace('"a"', '"b"').replace('"A": "1", "B": "2"', '"B": "2", "A": "1"');
    expect(detectRename(tasks(`${a}, ${before}`), tasks(`${after}, ${renamed}`))).toEqual({ from: 'a', to: 'b' });
  });

  test.each([
    ['a name gone', a, ''],
    ['a name come', '', a],
    ['nothing', a, a],
    ['another letter case', a, a.replace('"a"', '"A"')],
    ['another definition', a, a.replace('"a"', '"b"').replace('1 day', '2 days')],
    ['another group', a, a.replace('"a": {', '"b": { "group": "g",')],
    ['two names come', a, `${a.replace('"a"', '"b"')}, ${a.replace('"a"', '"c"')}`],
    ['two names gone', `${a}, ${a.replace('"a"', '"c"')}`, a.replace('"a"', '"b"')],
    ['a name come whose task has an error', a, '"b": { "script": 5 }'],
    ['a name gone whose task had an error', '"b": { "script": 5 }', a],
    ['a definition come, where the name is still there with an error', a, `"a": {}, ${a.replace('"a"', '"b"')}`],
  ])('is not %s', (_what, before, after) => {
    // In the last case one name has come and none has gone.
    expect(detectRename(tasks(before), tasks(after))).toBeUndefined();
  });
});

describe('two definitions', () => {
  test.each([
    ['"env": { "A": "1", "B": null }', '"env": { "B": null, "A": "1" }'],
    ['"group": "one"', '"group": "two"'],
    ['"description": "Fetches prices."', '"args": []'],
    ['"group": "one"', '"args": []'],
    ['"notify": "never"', '"notify": "always"'],
    ['"every": "1 day"', '"every": "2 days"'],
    ['"every": "1 day"', '"restart": "never"'],
    ['"stopTimeout": "60 sec"', '"stopTimeout": "1 min"'],
  ])('run the same with %s and %s', (one, other) => {
    expect(definesSameRun(definition(one), { ...definition(other), name: 'other' })).toBe(true);
    expect(definesSameRun(definition(other), definition(one))).toBe(true);
  });

  test.each([
    ['"args": ["x"]', '"args": ["y"]'],
    ['"args": ["x"]', '"args": ["x", "y"]'],
    ['"args": ["x", "y"]', '"args": ["y", "x"]'],
    ['"interpreter": "r"', '"cwd": "."'],
    ['"cwd": "a"', '"cwd": "b"'],
    ['"env": { "A": "1" }', '"env": { "A": null }'],
    ['"env": { "A": "1" }', '"env": { "B": "1" }'],
    ['"env": { "A": "1" }', '"env": {}'],
    ['"envFile": "a"', '"envFile": []'],
    ['"secrets": ["A"]', '"secrets": []'],
    ['"restart": "always"', '"restart": "never"'],
    ['"backoff": { "giveUpAfter": 5 }', '"backoff": {}'],
    ['"timeout": "1 min"', '"timeout": "2 min"'],
    ['"timeout": "1 min"', '"args": []'],
    ['"stopCommand": ["a"]', '"stopCommand": ["b"]'],
    ['"stopSignal": "SIGINT"', '"stopSignal": "SIGHUP"'],
    ['"stopTimeout": "1 sec"', '"stopTimeout": "2 sec"'],
    ['"successExitCodes": [0, 1]', '"successExitCodes": [0]'],
    ['"noRestartExitCodes": [1]', '"noRestartExitCodes": []'],
    ['"watch": ["a"]', '"watch": []'],
  ])('run otherwise with %s and %s', (one, other) => {
    expect(definesSameRun(definition(one), definition(other))).toBe(false);
    expect(definesSameRun(definition(other), definition(one))).toBe(false);
  });
});
