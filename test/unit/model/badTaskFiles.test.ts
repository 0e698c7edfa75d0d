import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/model/describeFailure.ts';
import { parseTaskFile } from '../../../src/model/taskFile/taskFile.ts';
import { addTasks, duplicateTask, removeTask, renameTask } from '../../../src/model/taskFile/edit.ts';
import { word } from '../../../src/model/words/clause.ts';
import { checkTaskName } from '../../../src/model/taskName.ts';

/** What a text is told, each message whole and with its place. */
function messagesOf(text: string): readonly string[] {
  return parseTaskFile(text).diagnostics.map(
    ({ column, line, message }) => `${String(line)}:${String(column)} ${word(message)}`,
  );
}

/** A file with a good task in line 2, and what is given in line 3. */
function beside(task: string): string {
  return `{ "tasks": {\n  "good": { "script": "a.sh" },\n  ${task}\n} }`;
}

const badName = 'This is not a valid task name:';

/** Which tasks a text defines: the good one, or none, which leaves the last good definitions in force. */
type Defines = 'good' | undefined;

const badInputs: readonly (readonly [what: string, text: string, messages: readonly string[], defines?: Defines])[] = [
  // Syntax
  ['nothing', '', ['1:1 The task file is empty. Write at least { "tasks": {} }.']],
  ['a byte order mark alone', '\uFEFF', ['1:1 The task file is empty. Write at least { "tasks": {} }.']],
  ['a brace that is missing', '{\n  "tasks": {\n  }\n', ['4:1 A closing "}" is missing here.']],
  ['a comma that is missing', beside('"a": { "script": "a" } "b": {}'), ['3:26 A comma is missing before this.']],
  ['no quotes', beside('a: {}'), ['3:3 This is not valid JSON. Write text in double quotes.']],
  ['single quotes', "{ 'tasks': {} }", ['1:3 This is not valid JSON. Write text in double quotes.']],
  [
    'a path of Windows with single backslashes',
    beside('"a": { "script": "C:\\jobs" }'),
    ['3:20 This escape is unknown. Write a backslash as "\\\\".'],
  ],
  ['a merge conflict', '<<<<<<< HEAD\n{}', ['1:1 This is not valid JSON. Write text in double quotes.']],
  [
    'a second object',
    '{ "tasks": {} }\n{ "tasks": {} }',
    ['2:1 Nothing may follow the end of the object. Remove this text or the extra closing brace.'],
  ],
  [
    'an error behind a byte order mark and line breaks of Windows',
    '\uFEFF{\r\n  "tasks": {\r\n    "a" {}\r\n  }\r\n}',
    ['3:9 A colon is missing before this.'],
  ],
  ['an error on the line of a byte order mark', '\uFEFF{ "id" 1 }', ['1:8 A colon is missing before this.']],
  [
    '5 MB',
    beside(`"a": { "script": "${'a'.repeat(5 * 1024 * 1024)}" }`),
    [
      '1:1 The task file is larger than 512 KB. Executor does not read it, because reading it would hold up its tasks. Split it across folders.',
    ],
  ],
  ['a million brackets', '['.repeat(500_000), ['1:101 Nested deeper than 100 levels. A task file needs at most five.']],

  // The file's own fields, on which every task depends
  ['a list', '[{ "script": "a" }]', ['1:1 The task file must be an object. Write at least { "tasks": {} }.']],
  [
    'a list of tasks',
    '{ "tasks": [{ "script": "a" }] }',
    ['1:12 "tasks" must be an object of tasks by name, not an array.'],
  ],
  ['an unknown field of the file', '{ "taks": {} }', ['1:3 Unknown field "taks". Did you mean "tasks"?']],
  [
    'a field of the file that resembles none',
    '{ "version": "2.0.0", "tasks": {} }',
    ['1:3 Unknown field "version". The task file has the fields id, timezone, env, envFile, tasks.'],
  ],
  [
    'a field of the file twice',
    '{\n  "env": {},\n  "env": {},\n  "tasks": {}\n}',
    ['3:3 "env" appears twice here. Remove one of the two.'],
  ],
  [
    'wrong types in the fields of the file',
    '{ "id": 5,\n"env": { "A": 1 },\n"envFile": 7,\n"timezone": null }',
    [
      '1:9 "id" must be a string of 1 to 64 letters, digits, ".", "_" and "-", not a number.',
      '2:15 "A" in "env" must be a string, or null to unset it, not a number. Write it in quotes: "1".',
      '3:12 "envFile" must be a string that is not empty, the path of a file, or an array of such strings, not a number.',
      '4:13 "timezone" must be a string with the name of a time zone, such as "Europe/Berlin", not null.',
    ],
  ],
  [
    'an unknown time zone of the file',
    '{ "timezone": "Europe/Berln" }',
    ['1:15 "Europe/Berln" is not a time zone. Did you mean "Europe/Berlin"?'],
  ],

  // One task
  [
    'a task that is only a path',
    beside('"a": "a.sh"'),
    ['3:8 A task must be an object, such as { "script": "jobs/report.py" }.'],
    'good',
  ],
  [
    'wrong types in a task',
    beside('"a": { "script": 5, "args": "--x 1", "restart": true, "timeout": 60, "notify": 1, "watch": "src/*" }'),
    [
      '3:20 "script" must be a string that is not empty: the path of a script, not a number.',
      '3:31 "args" must be an array of strings, not a string. Write ["--x", "1"].',
      '3:51 "restart" must be "never", "on-failure" or "always", not a boolean. Write "always".',
      '3:68 "timeout" must be a string with a duration, such as "10 sec", not a number. Write it with a unit: "60 sec".',
      '3:82 "notify" must be "failure", "always" or "never", not a number.',
      '3:94 "watch" must be an array of strings: globs such as "src/**/*.py", not a string. Write ["src/*"].',
    ],
    'good',
  ],
  [
    'unknown fields of a task',
    beside('"a": { "script": "a", "evry": "1 day", "envfile": ".env", "period": "1 day", "shell": "/bin/sh -c" }'),
    [
      '3:25 Unknown field "evry". Did you mean "every"?',
      '3:42 Unknown field "envfile". Did you mean "envFile"?',
      '3:61 Unknown field "period". A task has the fields description, script, command, shell, args, interpreter, cwd, env, envFile, secrets, every, cron, start, end, timezone, randomDelay, catchUp, overlap, schedules, retries, retryDelay, restart, backoff, successExitCodes, noRestartExitCodes, watch, after, ready, onSuccess, onFailure, timeout, stopCommand, stopSignal, stopTimeout, autoStart, onClose, notify, group.',
      '3:89 "shell" must be true or false, not a string.',
    ],
    'good',
  ],
  [
    'a field of a task twice',
    beside('"a": { "script": "a", "env": { "A": "", "A": "" }, "script": "b" }'),
    ['3:43 "A" appears twice here. Remove one of the two.', '3:54 "script" appears twice here. Remove one of the two.'],
    'good',
  ],
  [
    'a task twice, in other letter case',
    beside('"Good": { "script": "b.sh" }, "good": {}'),
    [
      '3:3 There is already a task named "good" above (names are not case-sensitive), so this one does not run. Choose another name.',
      '3:33 There is already a task named "good" above, so this one does not run. Choose another name.',
    ],
    'good',
  ],
  ['nothing to run', beside('"a": {}'), ['3:3 "a" has nothing to run. Add a "script" or a "command".'], 'good'],
  [
    'a variable of another program',
    beside('"a": { "script": "${workspaceRoot}/a.sh", "envFile": "${HOME}/.env" }'),
    [
      '3:21 Unknown variable "${workspaceRoot}". For the shell to expand it, write $${workspaceRoot}; for an environment variable, write ${env:workspaceRoot}.',
      '3:57 Unknown variable "${HOME}". For the shell to expand it, write $${HOME}; for an environment variable, write ${env:HOME}.',
    ],
    'good',
  ],
  [
    'durations and periods that are none',
    beside(
      '"a": { "script": "a", "every": "5 m" }, "b": { "script": "b", "every": "0 min" },\n"c": { "script": "c", "every": "2 fortnights" }, "d": { "script": "d", "every": "1 day", "start": "tomorrow" }',
    ),
    [
      '3:37 "m" is not a unit of a period. Write "min" for minutes or "month" for months.',
      '3:75 A period cannot have the number 0. Write a whole number of 1 or more, as in "1 min".',
      '4:35 "fortnights" is not a unit of a period. A fortnight is 2 weeks. Write "4 weeks".',
      '4:100 "tomorrow" is not a time stamp. Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27".',
    ],
    'good',
  ],

  // Names
  ['an empty name', beside('"": { "script": "a" }'), [`3:3 ${badName} it is empty. Choose another name.`], 'good'],
  [
    'a name of spaces',
    beside('"  ": { "script": "a" }'),
    [`3:3 ${badName} it contains only spaces. Choose another name.`],
    'good',
  ],
  [
    'a name of 300 characters',
    beside(`"${'x'.repeat(300)}": { "script": "a" }`),
    [`3:3 ${badName} it has 300 characters; at most 100 are allowed. Choose another name.`],
    'good',
  ],
  [
    'a name with a line break',
    beside('"a\\nb": { "script": "a" }'),
    [`3:3 ${badName} it contains a line break. Choose another name.`],
    'good',
  ],
];

const cases = badInputs.map(([what, text, messages, defines]) => ({ what, text, messages, defines }));

test.each(cases)('$what: every message whole, the other task as good as before', ({ text, messages, defines }) => {
  expect(messagesOf(text)).toEqual(messages);
  expect(parseTaskFile(text).file?.tasks.map(({ name }) => name)).toEqual(defines && [defines]);
});

test.each(['CON', 'nul.txt', '../../x', '..', 'täglich 🦊', '👩‍👩‍👧', '__proto__', '-rf', '🦊'.repeat(100)])(
  'the name %j is as good as any, since no path is made of it unchanged',
  (name) => {
    const text = beside(`${JSON.stringify(name)}: { "script": "a" }`);
    expect(messagesOf(text)).toEqual([]);
    expect(parseTaskFile(text).names).toEqual(['good', name]);
    expect(checkTaskName(name, ['good'])).toBeUndefined();
  },
);

test('a byte order mark and line breaks of Windows are no errors, and every edit keeps them', () => {
  const text = `\uFEFF${beside('"a": { // c\n    "script": "a" }')}\n`.replaceAll('\n', '\r\n');
  expect(messagesOf(text)).toEqual([]);
  const path = 'executor.json';
  const edits = [
    addTasks(text, [{ name: 'b', script: 'b' }], path),
    addTasks('\uFEFF', [{ name: 'b', script: 'b' }], path),
    removeTask(text, 'a', path),
    renameTask(text, 'a', 'b', path),
    duplicateTask(text, 'a', 'b', path),
    duplicateTask(text, 'good', 'b', path),
  ];
  for (const edited of edits) {
    const after = edited.ok ? edited.value : '';
    expect(after.startsWith('\uFEFF')).toBe(true);
    expect(messagesOf(after)).toEqual([]);
  }
  for (const edited of edits.filter((_, index) => index !== 1)) {
    expect(edited.ok ? edited.value.replaceAll('\r\n', '') : '\n').not.toMatch(/[\r\n]/);
  }
});

test.each([
  ['', '"" is not a valid task name: it is empty. Choose another name.'],
  ['a\n', '"a\n" is not a valid task name: it contains a line break. Choose another name.'],
  [
    'x'.repeat(300),
    `"${'x'.repeat(50)}…" is not a valid task name: it has 300 characters; at most 100 are allowed. Choose another name.`,
  ],
  ['GOOD', 'A task named "good" already exists (names are not case-sensitive). Choose another name.'],
])('a person who types the name %j is told why not', (name, message) => {
  const failure = checkTaskName(name, ['good']);
  expect(failure && describeFailure(failure)).toBe(message);
});

test('an edit of a file that does not parse is refused, with the place of the error', () => {
  const refused = renameTask('{\n  "tasks": {\n    "a" {}\n  }\n}', 'a', 'b', '/w/.vscode/executor.json');
  expect(refused.ok ? '' : describeFailure(refused.error)).toBe(
    '/w/.vscode/executor.json:3:9 has an error: A colon is missing before this. Fix it first. Nothing was changed.',
  );
});

test('a file on disk that is too large says how large it is and may be', () => {
  const failure = { reason: 'task-file-too-large', path: '/w/.vscode/executor.json', bytes: 5 * 1024 * 1024 } as const;
  expect(describeFailure({ ...failure, limitBytes: 512 * 1024 })).toBe(
    '/w/.vscode/executor.json is not read: it has 5120 KB, and its tasks would have to wait while Executor reads more than 512 KB. Split it across folders.',
  );
});
