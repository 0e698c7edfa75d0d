import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { substitute, unknownVariables, unsetVariables } from '../../../../src/model/words/variables.ts';

/** The diagnostics of a text, each as "line:column code message", with what they mark. */
function problems(text: string): readonly string[] {
  return parseTaskFile(text).diagnostics.map(
    ({ line, column, code, message }) => `${String(line)}:${String(column)} ${code} ${word(message)}`,
  );
}

/** What a task with these fields is told, the places left out. */
function complaints(fields: string): readonly string[] {
  const { diagnostics, file } = parseTaskFile(`{ "tasks": { "t": ${fields} } }`);
  expect(file?.tasks).toEqual([]);
  expect(diagnostics.every(({ task }) => task === 't')).toBe(true);
  return diagnostics.map(({ code, message }) => `${code}: ${word(message)}`);
}

/** What the first diagnostic of a text marks. */
function marked(text: string): string | undefined {
  const [first] = parseTaskFile(text).diagnostics;
  return first && text.slice(first.offset, first.offset + first.length);
}

describe('a good file', () => {
  test('has every default filled in', () => {
    expect(parseTaskFile('{ "tasks": { "a": { "script": "a.R" } } }')).toEqual({
      file: {
        env: {},
        envFile: [],
        tasks: [
          {
            name: 'a',
            program: { kind: 'script', script: 'a.R' },
            args: [],
            env: {},
            envFile: [],
            secrets: [],
            restart: 'on-failure',
            backoff: { initialMs: 1_000, maxMs: 60_000, resetAfterMs: 60_000 },
            overlap: 'skip',
            retries: 0,
            retryDelayMs: 5_000,
            after: [],
            onSuccess: [],
            onFailure: [],
            successExitCodes: [0],
            noRestartExitCodes: [],
            watch: [],
            autoStart: false,
            catchUp: 'latest',
            onClose: 'keep',
            notify: 'failure',
            stopSignal: 'SIGTERM',
            stopTimeoutMs: 10_000,
          },
        ],
      },
      names: ['a'],
      diagnostics: [],
    });
  });

  test('may say everything, with comments, trailing commas, a byte order mark and line breaks of Windows', () => {
    const text = `\uFEFF// the tasks
{
  "$schema": "./x.json", /* for other editors */
  "id": "My.Tasks_1-x",
  "env": { "A": "\${workspaceFolder}", "B": null, }, "envFile": "\${userHome}/all.env",
  "tasks": {
    "api": { // a command
      "command": ["uvicorn", "app:app"], "args": ["--port", "", "1"], "cwd": "\${userHome}/x",
      "env": { "C": "\${env:HOME}/$C$" }, "restart": "always", "stopSignal": "SIGINT", "stopTimeout": "1 min 30 sec",
      "backoff": { "initial": "500 ms", "max": "1 hour", "resetAfter": "1 day", "giveUpAfter": 10, }, "group": "Täglich / Web",
      "envFile": [".env", "\${env:STAGE}.env"], "secrets": ["TOKEN", "_2"], "timeout": "365 days", "notify": "always", "autoStart": true, "onClose": "stop",
      "stopCommand": ["apachectl", "-k", "\${env:HOW}"], "successExitCodes": [0, 255], "noRestartExitCodes": [3],
      "watch": ["src/**/*.py", "./{a,b}.json", "..hidden/x..", "!(x)", "a b/\u0021"],
    },
    "../täglich 🦊": { "script": "a.py", "interpreter": "python3" },
    "__proto__": { "script": "a.py", "interpreter": ["python3", "-X", "dev"], "stopTimeout": "0 ms" },
  },
}
`.replaceAll('\n', '\r\n');
    expect(parseTaskFile(text)).toEqual({
      file: {
        id: 'My.Tasks_1-x',
        env: { A: '${workspaceFolder}', B: null },
        envFile: ['${userHome}/all.env'],
        tasks: [
          {
            name: 'api',
            program: { kind: 'command', command: ['uvicorn', 'app:app'] },
            args: ['--port', '', '1'],
            cwd: '${userHome}/x',
            env: { C: '${env:HOME}/$C$' },
            restart: 'always',
            envFile: ['.env', '${env:STAGE}.env'],
            secrets: ['TOKEN', '_2'],
            backoff: { initialMs: 500, maxMs: 3_600_000, resetAfterMs: 86_400_000, giveUpAfter: 10 },
            overlap: 'skip',
            retries: 0,
            retryDelayMs: 5_000,
            after: [],
            onSuccess: [],
            onFailure: [],
            successExitCodes: [0, 255],
            noRestartExitCodes: [3],
            watch: ['src/**/*.py', './{a,b}.json', '..hidden/x..', '!(x)', 'a b/!'],
            notify: 'always',
            autoStart: true,
            catchUp: 'latest',
            onClose: 'stop',
            timeoutMs: 365 * 86_400_000,
            group: 'Täglich / Web',
            stopCommand: ['apachectl', '-k', '${env:HOW}'],
            stopSignal: 'SIGINT',
            stopTimeoutMs: 90_000,
          },
          expect.objectContaining({
            name: '../täglich 🦊',
            program: { kind: 'script', script: 'a.py', interpreter: ['python3'] },
          }),
          expect.objectContaining({
            name: '__proto__',
            program: { kind: 'script', script: 'a.py', interpreter: ['python3', '-X', 'dev'] },
            stopTimeoutMs: 0,
          }),
        ],
      },
      names: ['api', '../täglich 🦊', '__proto__'],
      diagnostics: [],
    });
  });

  test.each([
    ['{}', { initialMs: 1_000, maxMs: 60_000, resetAfterMs: 60_000 }],
    ['{ "initial": "0 sec" }', { initialMs: 0, maxMs: 60_000, resetAfterMs: 60_000 }],
    ['{ "initial": "1 min" }', { initialMs: 60_000, maxMs: 60_000, resetAfterMs: 60_000 }],
    ['{ "max": "1 sec" }', { initialMs: 1_000, maxMs: 1_000, resetAfterMs: 60_000 }],
    ['{ "resetAfter": "10 min" }', { initialMs: 1_000, maxMs: 60_000, resetAfterMs: 600_000 }],
    ['{ "initial": "1 day", "max": "24 hours" }', { initialMs: 86_400_000, maxMs: 86_400_000, resetAfterMs: 60_000 }],
  ])('fills in what the backoff %s leaves out', (written, backoff) => {
    expect(parseTaskFile(`{ "tasks": { "a": { "script": "a", "backoff": ${written} } } }`)).toMatchObject({
      file: { tasks: [{ backoff }] },
      diagnostics: [],
    });
  });

  test.each(['never', 'on-failure', 'always'])('may say "restart": "%s", with a backoff or without', (restart) => {
    const { file, diagnostics } = parseTaskFile(
      `{ "tasks": { "a": { "script": "a", "restart": "${restart}" },
        "b": { "script": "b", "restart": "${restart}", "backoff": { "max": "2 min" } } } }`,
    );
    expect(file?.tasks.map((task) => task.restart)).toEqual([restart, restart]);
    expect(diagnostics).toEqual([]);
  });

  test('may group tasks under a name of up to 100 characters', () => {
    const { file, diagnostics } = parseTaskFile(
      `{ "tasks": { "a": { "script": "a", "group": "${'🦊'.repeat(100)}" },
        "b": { "script": "b", "group": "${'🦊'.repeat(101)}" } } }`,
    );
    expect(file?.tasks).toMatchObject([{ name: 'a', group: '🦊'.repeat(100) }]);
    expect(diagnostics).toMatchObject([{ code: 'invalid-name', task: 'b' }]);
  });

  test('may say what a task is for, in a line of up to 1000 characters', () => {
    const { file, diagnostics } = parseTaskFile(
      `{ "tasks": { "a": { "script": "a", "description": "${'🦊'.repeat(1_000)}" },
        "b": { "script": "b", "description": "${'🦊'.repeat(1_001)}" }, "c": { "script": "c", "description": "one\\ntwo" } } }`,
    );
    expect(file?.tasks).toMatchObject([{ name: 'a', description: '🦊'.repeat(1_000) }]);
    expect(diagnostics.map(({ code, message, task }) => [task, code, word(message)])).toEqual([
      ['b', 'invalid-value', expect.stringContaining('it has 1001 characters; at most 1000 are allowed')],
      ['c', 'invalid-value', 'This is not a valid description: it contains a line break. Write another one.'],
    ]);
  });

  test.each(['{}', '{ "tasks": {} }', '{ "env": {} }'])('may have no task: %s', (text) => {
    expect(parseTaskFile(text)).toEqual({ file: { env: {}, envFile: [], tasks: [] }, names: [], diagnostics: [] });
  });
});

describe('a file that cannot be used as a whole', () => {
  test.each([
    ['', '1:1 syntax The task file is empty. Write at least { "tasks": {} }.'],
    ['// nothing\n', '1:1 syntax The task file is empty. Write at least { "tasks": {} }.'],
    ['/* open', '1:1 syntax This comment is not closed. Close it with "*/".'],
    ['{\n  "tasks": {', '2:13 syntax A closing "}" is missing here.'],
    ['{\r\n\r\n  "tasks" {} }', '3:11 syntax A colon is missing before this.'],
    ['{ "id": "x" "tasks": {} }', '1:13 syntax A comma is missing before this.'],
    ['{ tasks: {} }', '1:3 syntax This is not valid JSON. Write text in double quotes.'],
    ['{ "id": "x }', '1:9 syntax This text is not closed. Close it with a double quote on the same line.'],
    ['{ "id": "a\\x" }', '1:9 syntax This escape is unknown. Write a backslash as "\\\\".'],
    ['{} }', '1:4 syntax Nothing may follow the end of the object. Remove this text or the extra closing brace.'],
    ['\uFEFF{ "id" }', '1:8 syntax A colon is missing before this.'],
    ['[]', '1:1 wrong-type The task file must be an object. Write at least { "tasks": {} }.'],
    ['{ "tasks": [] }', '1:12 wrong-type "tasks" must be an object of tasks by name, not an empty array.'],
    [
      '{ "id": "a b" }',
      '1:9 invalid-value "id" must be a string of 1 to 64 letters, digits, ".", "_" and "-", not "a b".',
    ],
    ['{ "id": 7 }', '1:9 wrong-type "id" must be a string of 1 to 64 letters, digits, ".", "_" and "-", not a number.'],
    [
      '{ "timezone": "Mars" }',
      '1:15 invalid-value "Mars" is not a time zone. Write an IANA name, such as "Europe/Berlin" or "UTC".',
    ],
    ['{ "task": {} }', '1:3 unknown-field Unknown field "task". Did you mean "tasks"?'],
    [
      '{ "x": 1 }',
      '1:3 unknown-field Unknown field "x". The task file has the fields id, timezone, env, envFile, tasks.',
    ],
    ['{ "tasks": {}, "tasks": {} }', '1:16 duplicate-key "tasks" appears twice here. Remove one of the two.'],
    [
      '{ "env": { "A": 1 } }',
      '1:17 wrong-type "A" in "env" must be a string, or null to unset it, not a number. Write it in quotes: "1".',
    ],
    [
      '{ "env": { "A": "${x}" } }',
      '1:18 invalid-value Unknown variable "${x}". For the shell to expand it, write $${x}; for an environment variable, write ${env:x}.',
    ],
  ])('%j', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
    expect(parseTaskFile(text).file).toBeUndefined();
  });

  test('that is too large or too deep is not read', () => {
    const tooLarge =
      '1:1 syntax The task file is larger than 512 KB. Executor does not read it, because reading it would hold up its tasks. Split it across folders.';
    for (const text of [' '.repeat(5 * 1024 * 1024), ' '.repeat(512 * 1024 + 1), `// ${'€'.repeat(175_000)}`]) {
      expect(problems(text)).toEqual([tooLarge]);
    }
    for (const deep of ['['.repeat(400_000), '{"a":'.repeat(80_000)]) {
      expect(problems(`{ "tasks": ${deep}`)).toEqual([expect.stringMatching(/^1:\d+ syntax Nested deeper than 100/)]);
    }
  });
});

describe('one bad task', () => {
  test('leaves the others alone', () => {
    const { file, names, diagnostics } = parseTaskFile(`{
  "tasks": {
    "a": { "script": "a.R" },
    "bad": { "script": 5 },
    "worse": 7,
    "c": { "command": ["c"] }
  }
}`);
    expect(file?.tasks.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(names).toEqual(['a', 'bad', 'worse', 'c']);
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'wrong-type',
        message: '"script" must be a string that is not empty: the path of a script, not a number.',
        offset: 68,
        length: 1,
        line: 4,
        column: 24,
        task: 'bad',
      },
      {
        severity: 'error',
        code: 'wrong-type',
        message: 'A task must be an object, such as { "script": "jobs/report.py" }.',
        offset: 86,
        length: 1,
        line: 5,
        column: 14,
        task: 'worse',
      },
    ]);
  });

  test.each(
    [
      ['{}', 'contradiction: "t" has nothing to run. Add a "script" or a "command".'],
      ['{ "script": "" }', 'wrong-value'],
      [
        '{ "script": "a", "command": ["b"] }',
        'contradiction: A task runs either a "script" or a "command", not both. Remove one of the two.',
      ],
      [
        '{ "command": ["a"], "interpreter": "b" }',
        'contradiction: A "command" needs no "interpreter" because its first element is the program. Remove one of the two.',
      ],
      [
        '{ "command": [] }',
        'invalid-value: "command" must be an array of strings: the program and its arguments, not an empty array.',
      ],
      ['{ "command": [""] }', 'invalid-value: The first element of "command" is empty. It must name a program.'],
      [
        '{ "command": "uvicorn app:app --x" }',
        'wrong-type: "command" must be an array of strings, the program and its arguments, not a single string. Write ["uvicorn", "app:app", "--x"], or add "shell": true to run it in a shell.',
      ],
      [
        '{ "command": "sh -c \'a b\'" }',
        'wrong-type: "command" must be an array of strings, the program and its arguments, not a single string. To run it in a shell, add "shell": true.',
      ],
      [
        '{ "command": "a", "shell": false }',
        'wrong-type: "command" must be an array of strings, the program and its arguments, not a single string. Write ["a"], or add "shell": true to run it in a shell.',
      ],
      [
        '{ "command": ["grep", "a b", "x"], "shell": true }',
        'wrong-type: With "shell", "command" is one line, not an array. Write "grep \'a b\' x", or remove "shell".',
      ],
      ['{ "command": " ", "shell": true }', 'invalid-value: "command" is blank. Write the command to run.'],
      [
        '{ "command": "", "shell": true }',
        'invalid-value: "command" must be an array of strings: the program and its arguments, not an empty string.',
      ],
      ['{ "command": "a", "shell": "yes" }', 'wrong-type: "shell" must be true or false, not a string.'],
      [
        '{ "command": "echo ${HOME}", "shell": true }',
        'invalid-value: Unknown variable "${HOME}". For the shell to expand it, write $${HOME}; for an environment variable, write ${env:HOME}.',
      ],
      [
        '{ "command": ["a", 1] }',
        'wrong-type: Each element of "command" must be a string, not a number. Write it in quotes: "1".',
      ],
      ['{ "script": "a", "args": { "x": 1 } }', 'wrong-type: "args" must be an array of strings, not an object.'],
      ['{ "script": "a", "args": [null] }', 'wrong-type: Each element of "args" must be a string, not null.'],
      [
        '{ "script": "a", "interpreter": 3 }',
        'wrong-type: "interpreter" must be a string, or an array of strings with its arguments, not a number.',
      ],
      [
        '{ "script": "a", "interpreter": ["a", true] }',
        'wrong-type: Each element of "interpreter" must be a string, not a boolean. Write it in quotes: "true".',
      ],
      [
        '{ "script": "a", "interpreter": [] }',
        'invalid-value: "interpreter" must be a string, or an array of strings with its arguments, not an empty array.',
      ],
      [
        '{ "script": "a", "interpreter": [""] }',
        'invalid-value: The first element of "interpreter" is empty. It must name a program.',
      ],
      [
        '{ "script": "a", "cwd": false }',
        'wrong-type: "cwd" must be a string that is not empty: the path of a folder, not a boolean.',
      ],
      ['{ "script": "a", "env": ["A=1"] }', 'wrong-type: "env" must be an object of strings by name, not an array.'],
      [
        '{ "script": "a", "env": { "A": true } }',
        'wrong-type: "A" in "env" must be a string, or null to unset it, not a boolean. Write it in quotes: "true".',
      ],
      [
        '{ "script": "a", "restart": true }',
        'wrong-type: "restart" must be "never", "on-failure" or "always", not a boolean. Write "always".',
      ],
      [
        '{ "script": "a", "restart": false }',
        'wrong-type: "restart" must be "never", "on-failure" or "always", not a boolean. Write "never".',
      ],
      [
        '{ "script": "a", "restart": null }',
        'wrong-type: "restart" must be "never", "on-failure" or "always", not null.',
      ],
      [
        '{ "script": "a", "restart": "sometimes" }',
        'invalid-value: "restart" must be "never", "on-failure" or "always", not "sometimes".',
      ],
      [
        '{ "script": "a", "restart": "on_failure" }',
        'invalid-value: "restart" must be "never", "on-failure" or "always", not "on_failure". Did you mean "on-failure"?',
      ],
      [
        '{ "script": "a", "restart": "Always" }',
        'invalid-value: "restart" must be "never", "on-failure" or "always", not "Always". Did you mean "always"?',
      ],
      [
        '{ "script": "a", "backoff": "1 sec" }',
        'wrong-type: "backoff" must be an object such as { "initial": "1 sec", "max": "1 min" }, not a string.',
      ],
      [
        '{ "script": "a", "backoff": [] }',
        'wrong-type: "backoff" must be an object such as { "initial": "1 sec", "max": "1 min" }, not an empty array.',
      ],
      [
        '{ "script": "a", "backoff": { "initial": 5 } }',
        'wrong-type: "initial" in "backoff" must be a string with a duration, such as "10 sec", not a number. Write it with a unit: "5 sec".',
      ],
      [
        '{ "script": "a", "backoff": { "max": null } }',
        'wrong-type: "max" in "backoff" must be a string with a duration, such as "10 sec", not null.',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "" } }',
        'invalid-value: A duration is missing. Write a number and a unit, such as "10 sec" or "500 ms".',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "5 m" } }',
        'invalid-value: "m" is not a unit of time. Write "min" for minutes or "ms" for milliseconds.',
      ],
      [
        '{ "script": "a", "backoff": { "max": "soon" } }',
        'invalid-value: "soon" is not a duration. Write a number and a unit, such as "10 sec" or "500 ms".',
      ],
      [
        '{ "script": "a", "backoff": { "max": "25 hours" } }',
        'invalid-value: "max" is longer than a day. Write at most "1 day".',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "25 hours" } }',
        'invalid-value: "initial" is longer than a day. Write at most "1 day".',
      ],
      [
        '{ "script": "a", "backoff": { "resetAfter": "2 days" } }',
        'invalid-value: "resetAfter" is longer than a day. Write at most "1 day".',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "0 ms", "max": "0 ms" } }',
        'invalid-value: "max" must be longer than zero. Write a duration such as "1 min".',
      ],
      [
        '{ "script": "a", "backoff": { "resetAfter": "0 sec" } }',
        'invalid-value: "resetAfter" must be longer than zero. Write a duration such as "1 min".',
      ],
      [
        '{ "script": "a", "backoff": { "giveupafter": 5 } }',
        'unknown-field: Unknown field "giveupafter". Did you mean "giveUpAfter"?',
      ],
      [
        '{ "script": "a", "backoff": { "maximum": "1 min" } }',
        'unknown-field: Unknown field "maximum". "backoff" has the fields initial, max, resetAfter, giveUpAfter.',
      ],
      [
        '{ "script": "a", "backoff": { "__proto__": {} } }',
        'unknown-field: Unknown field "__proto__". "backoff" has the fields initial, max, resetAfter, giveUpAfter.',
      ],
      [
        '{ "script": "a", "backoff": { "max": "1 min", "max": "1 min" } }',
        'duplicate-key: "max" appears twice here. Remove one of the two.',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "10 sec", "max": "5 sec" } }',
        'contradiction: "max" is shorter than "initial", which is "10 sec". Write a longer "max" or a shorter "initial".',
      ],
      [
        '{ "script": "a", "backoff": { "max": "500 ms" } }',
        'contradiction: "max" is shorter than "initial", which is "1 sec" by default. Write a longer "max" or a shorter "initial".',
      ],
      [
        '{ "script": "a", "backoff": { "initial": "5 min" } }',
        'contradiction: "initial" is longer than "max", which is "1 min" by default. Write a longer "max" or a shorter "initial".',
      ],
      [
        '{ "script": "a", "group": 5 }',
        'wrong-type: "group" must be a string: the name of a group, not a number. Write it in quotes: "5".',
      ],
      ['{ "script": "a", "group": null }', 'wrong-type: "group" must be a string: the name of a group, not null.'],
      [
        '{ "script": "a", "group": "" }',
        'invalid-name: This is not a valid group name: it is empty. Choose another name.',
      ],
      [
        '{ "script": "a", "group": " x" }',
        'invalid-name: This is not a valid group name: it begins or ends with a space. Choose another name.',
      ],
      [
        '{ "script": "a", "group": "a\\u0007b" }',
        'invalid-name: This is not a valid group name: it contains a control character. Choose another name.',
      ],
      [
        '{ "script": "a", "stopSignal": "int" }',
        'invalid-value: "stopSignal" must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, not "int". Write "SIGINT".',
      ],
      [
        '{ "script": "a", "stopSignal": "SIGKILL" }',
        'invalid-value: "stopSignal" must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, not "SIGKILL".',
      ],
      [
        '{ "script": "a", "stopSignal": 15 }',
        'wrong-type: "stopSignal" must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, not a number.',
      ],
      [
        '{ "script": "a", "stopTimeout": 10 }',
        'wrong-type: "stopTimeout" must be a string with a duration, such as "10 sec", not a number. Write it with a unit: "10 sec".',
      ],
      [
        '{ "script": "a", "stopTimeout": "25 hours" }',
        'invalid-value: "stopTimeout" is longer than a day. Write at most "1 day".',
      ],
      [
        '{ "script": "a", "stopTimeout": "5 m" }',
        'invalid-value: "m" is not a unit of time. Write "min" for minutes or "ms" for milliseconds.',
      ],
      [
        '{ "script": "a", "shell": true }',
        'contradiction: A "script" runs with its interpreter; "shell" belongs to a "command". Remove one of the two.',
      ],
      ['{ "script": "a", "evry": "1 day" }', 'unknown-field: Unknown field "evry". Did you mean "every"?'],
      ['{ "script": "a", "Args": [] }', 'unknown-field: Unknown field "Args". Did you mean "args"?'],
      ['{ "script": "a", "wd": "x" }', 'unknown-field: Unknown field "wd". Did you mean "cwd"?'],
      [
        '{ "script": "a", "colour": "x" }',
        'unknown-field: Unknown field "colour". A task has the fields description, script, command, shell, args, interpreter, cwd, env, envFile, secrets, every, cron, start, end, timezone, randomDelay, catchUp, overlap, schedules, retries, retryDelay, restart, backoff, successExitCodes, noRestartExitCodes, watch, after, ready, onSuccess, onFailure, timeout, stopCommand, stopSignal, stopTimeout, autoStart, onClose, notify, group.',
      ],
      [
        '{ "script": "a", "__proto__": {} }',
        'unknown-field: Unknown field "__proto__". A task has the fields description, script, command, shell, args, interpreter, cwd, env, envFile, secrets, every, cron, start, end, timezone, randomDelay, catchUp, overlap, schedules, retries, retryDelay, restart, backoff, successExitCodes, noRestartExitCodes, watch, after, ready, onSuccess, onFailure, timeout, stopCommand, stopSignal, stopTimeout, autoStart, onClose, notify, group.',
      ],
      ['{ "script": "a", "script": "b" }', 'duplicate-key: "script" appears twice here. Remove one of the two.'],
      [
        '{ "script": "a", "env": { "A": "1", "A": "2" } }',
        'duplicate-key: "A" appears twice here. Remove one of the two.',
      ],
      [
        '{ "script": "a", "envFile": { "path": ".env" } }',
        'wrong-type: "envFile" must be a string that is not empty, the path of a file, or an array of such strings, not an object.',
      ],
      [
        '{ "script": "a", "envFile": "" }',
        'invalid-value: "envFile" must be a string that is not empty, the path of a file, or an array of such strings, not an empty string.',
      ],
      [
        '{ "script": "a", "envFile": [".env", ""] }',
        'invalid-value: Each element of "envFile" must be a string that is not empty, not an empty string.',
      ],
      [
        '{ "script": "a", "envFile": [1] }',
        'wrong-type: Each element of "envFile" must be a string that is not empty, not a number. Write it in quotes: "1".',
      ],
      [
        '{ "script": "a", "envFile": ".${stage}" }',
        'invalid-value: Unknown variable "${stage}". For the shell to expand it, write $${stage}; for an environment variable, write ${env:stage}.',
      ],
      [
        '{ "script": "a", "secrets": "TOKEN" }',
        'wrong-type: "secrets" must be an array of strings: the names of environment variables, not a string. Write ["TOKEN"].',
      ],
      [
        '{ "script": "a", "secrets": { "TOKEN": "x" } }',
        'wrong-type: "secrets" must be an array of strings: the names of environment variables, not an object.',
      ],
      [
        '{ "script": "a", "secrets": ["A", null] }',
        'wrong-type: Each element of "secrets" must be a string, not null.',
      ],
      [
        '{ "script": "a", "secrets": ["A", "B", "A"] }',
        'duplicate-key: The secret "A" is listed twice. Remove one of the two.',
      ],
      [
        '{ "script": "a", "secrets": ["MY-TOKEN"] }',
        'invalid-name: This is not a valid name for an environment variable: shells ignore names that contain anything but letters, digits and "_", or that begin with a digit. Choose another name.',
      ],
      [
        '{ "script": "a", "timeout": 90 }',
        'wrong-type: "timeout" must be a string with a duration, such as "10 sec", not a number. Write it with a unit: "90 sec".',
      ],
      [
        '{ "script": "a", "timeout": "0 min" }',
        'invalid-value: "timeout" must be longer than zero. Write a duration such as "1 min".',
      ],
      [
        '{ "script": "a", "timeout": "5 m" }',
        'invalid-value: "m" is not a unit of time. Write "min" for minutes or "ms" for milliseconds.',
      ],
      [
        '{ "script": "a", "timeout": "366 days" }',
        'invalid-value: "timeout" is longer than a year. Write at most "365 days", or remove it for no limit.',
      ],
      [
        '{ "script": "a", "stopCommand": "pg_ctl stop" }',
        'wrong-type: "stopCommand" must be an array of strings: the program and its arguments, not a string. Write ["pg_ctl", "stop"].',
      ],
      [
        '{ "script": "a", "stopCommand": [] }',
        'invalid-value: "stopCommand" must be an array of strings: the program and its arguments, not an empty array.',
      ],
      [
        '{ "script": "a", "stopCommand": [""] }',
        'invalid-value: The first element of "stopCommand" is empty. It must name a program.',
      ],
      [
        '{ "script": "a", "stopCommand": ["a", "${b}"] }',
        'invalid-value: Unknown variable "${b}". For the shell to expand it, write $${b}; for an environment variable, write ${env:b}.',
      ],
      [
        '{ "script": "a", "successExitCodes": [] }',
        'invalid-value: "successExitCodes" must be an array of at least one whole number from 0 to 255, not an empty array.',
      ],
      [
        '{ "script": "a", "successExitCodes": 3 }',
        'wrong-type: "successExitCodes" must be an array of at least one whole number from 0 to 255, not a number. Write [3].',
      ],
      [
        '{ "script": "a", "successExitCodes": ["0"] }',
        'wrong-type: Each element of "successExitCodes" must be a whole number from 0 to 255, not a string.',
      ],
      [
        '{ "script": "a", "noRestartExitCodes": [256] }',
        'invalid-value: Each element of "noRestartExitCodes" must be a whole number from 0 to 255, not 256.',
      ],
      [
        '{ "script": "a", "noRestartExitCodes": [-1] }',
        'invalid-value: Each element of "noRestartExitCodes" must be a whole number from 0 to 255, not -1.',
      ],
      [
        '{ "script": "a", "noRestartExitCodes": [1.5] }',
        'invalid-value: Each element of "noRestartExitCodes" must be a whole number from 0 to 255, not 1.5.',
      ],
      [
        '{ "script": "a", "noRestartExitCodes": "2" }',
        'wrong-type: "noRestartExitCodes" must be an array of whole numbers from 0 to 255, not a string.',
      ],
      [
        '{ "script": "a", "backoff": { "giveUpAfter": 0 } }',
        'invalid-value: "giveUpAfter" in "backoff" must be a whole number of 1 or more, not 0.',
      ],
      [
        '{ "script": "a", "backoff": { "giveUpAfter": 2.5 } }',
        'invalid-value: "giveUpAfter" in "backoff" must be a whole number of 1 or more, not 2.5.',
      ],
      [
        '{ "script": "a", "backoff": { "giveUpAfter": "5" } }',
        'wrong-type: "giveUpAfter" in "backoff" must be a whole number of 1 or more, not a string.',
      ],
      [
        '{ "script": "a", "watch": "src/**" }',
        'wrong-type: "watch" must be an array of strings: globs such as "src/**/*.py", not a string. Write ["src/**"].',
      ],
      [
        '{ "script": "a", "watch": [""] }',
        'invalid-value: Each element of "watch" must be a string that is not empty, not an empty string.',
      ],
      [
        '{ "script": "a", "watch": ["/etc/hosts"] }',
        'invalid-value: A glob is relative to the workspace folder. Write it like "src/**".',
      ],
      [
        '{ "script": "a", "watch": ["C:/x/**"] }',
        'invalid-value: A glob is relative to the workspace folder. Write it like "src/**".',
      ],
      [
        '{ "script": "a", "watch": ["~/x"] }',
        'invalid-value: A glob is relative to the workspace folder. Write it like "src/**".',
      ],
      [
        '{ "script": "a", "watch": ["a/../../b"] }',
        'invalid-value: Only files inside the workspace folder are watched. Remove ".." and write a path like "src/**".',
      ],
      [
        '{ "script": "a", "watch": ["{a,..}/b"] }',
        'invalid-value: Only files inside the workspace folder are watched. Remove ".." and write a path like "src/**".',
      ],
      [
        '{ "script": "a", "watch": ["src\\\\*.py"] }',
        'invalid-value: A glob uses forward slashes, even on Windows. Write "/" instead of "\\".',
      ],
      [
        '{ "script": "a", "watch": ["${workspaceFolder}/a"] }',
        'invalid-value: A glob cannot contain variables. Write a path relative to the workspace folder, such as "src/**".',
      ],
      ['{ "script": "a", "watch": ["!a"] }', 'invalid-value: A glob cannot exclude files. Name the files to watch.'],
      [
        '{ "script": "a", "watch": ["a\\u0000"] }',
        'invalid-value: A glob cannot contain a control character. Remove it.',
      ],
      [
        '{ "script": "a", "notify": "failures" }',
        'invalid-value: "notify" must be "failure", "always" or "never", not "failures". Did you mean "failure"?',
      ],
      [
        '{ "script": "a", "notify": false }',
        'wrong-type: "notify" must be "failure", "always" or "never", not a boolean. Write "never".',
      ],
      ['{ "script": "a\\u0000b" }', 'invalid-value: A NUL character cannot be passed to a program. Remove it.'],
      [
        '{ "script": "a", "args": ["${file}"] }',
        'invalid-value: Unknown variable "${file}". For the shell to expand it, write $${file}; for an environment variable, write ${env:file}.',
      ],
      [
        '{ "script": "a", "args": ["${env:}"] }',
        'invalid-value: Unknown variable "${env:}". Use ${workspaceFolder}, ${userHome}, ${env:NAME} or ${env:NAME:-default}; if a shell is to expand it, write $${env:}.',
      ],
    ].map(([fields = '', problem = '']): [string, string] => [
      fields,
      problem === 'wrong-value'
        ? 'invalid-value: "script" must be a string that is not empty: the path of a script, not an empty string.'
        : problem,
    ]),
  )('%s', (fields, problem) => {
    expect(complaints(fields)).toEqual([problem]);
  });

  test('is told once what is wrong with its backoff, and nothing of a default that it did not write', () => {
    expect(complaints('{ "script": "a", "backoff": { "initial": "5 min", "max": "1 m" } }')).toHaveLength(1);
    expect(complaints('{ "script": "a", "backoff": { "initial": 5, "max": "1 ms" } }')).toHaveLength(1);
    expect(complaints('{ "script": "a", "backoff": { "initial": "5 min", "max": 600 } }')).toHaveLength(1);
  });

  test.each([
    ...[
      'description',
      'script',
      'command',
      'interpreter',
      'args',
      'cwd',
      'group',
      'restart',
      'backoff',
      'env',
      'envFile',
      'secrets',
    ],
    ...['timeout', 'stopCommand', 'successExitCodes', 'noRestartExitCodes', 'watch', 'notify', 'every', 'start'],
  ])('is told when its "%s" is an object that looks like something else', (field) => {
    const { file, diagnostics } = parseTaskFile(
      `{ "tasks": { "a": { "script": "a" }, "t": { "${field}": { "length": {}, "toString": {} } } } }`,
    );
    expect(file?.tasks.map(({ name }) => name)).toEqual(['a']);
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  test.each(['1A', 'A-B', 'Ä', '', 'A B', '__proto__'])('%j cannot be the name of a variable', (name) => {
    expect(complaints(`{ "script": "a", "env": { ${JSON.stringify(name)}: "x" } }`)).toEqual([
      expect.stringMatching(/^invalid-name: This is not a valid name for an environment variable: shells ignore/),
    ]);
  });

  test('is told everything that is wrong with it at once', () => {
    expect(complaints('{ "script": "a", "every": 1, "env": { "A-B": 1, "C": "${x}" }, "cwd": 3 }')).toHaveLength(5);
    expect(
      complaints(
        '{ "stopTimeout": "x", "group": "", "backoff": { "initial": 5, "max": "x", "resetAfter": "y", "z": 1 } }',
      ),
    ).toHaveLength(7);
  });

  test.each([
    ['{ "tasks": { "t": { "script": "a", "command": ["b"] } } }', '"command"'],
    ['{ "tasks": { "t": { "command": ["b"], "script": "a" } } }', '"script"'],
    ['{ "tasks": { "t": {} } }', '"t"'],
    ['{ "tasks": { "t": { "script": "a", "args": ["x", 12] } } }', '12'],
    ['{ "tasks": { "t": { "script": "a", "cwd": "x/${y}/z" } } }', '${y}'],
    ['{ "tasks": { "t": { "script": "a", "cwd": "\\u0041/${y}" } } }', '"\\u0041/${y}"'],
    ['{ "tasks": { "t": { "script": "a", "stopTimeout": "10 secc" } } }', 'secc'],
    ['{ "tasks": { "t": { "script": "a", "evry": 1 } } }', '"evry"'],
    ['{ "tasks": { "t": { "script": "a", "max": 1, "backoff": { "maxi": 1 } } } }', '"max"'],
    ['{ "tasks": { "t": { "script": "a", "backoff": { "maxi": 1 } } } }', '"maxi"'],
    ['{ "tasks": { "t": { "script": "a", "backoff": { "giveUpAfter": -1 } } } }', '-1'],
    ['{ "tasks": { "t": { "script": "a", "envFile": ["a", "${x}.env"] } } }', '${x}'],
    ['{ "tasks": { "t": { "script": "a", "secrets": ["A", "B-C"] } } }', '"B-C"'],
    ['{ "tasks": { "t": { "script": "a", "timeout": "1 hr" } } }', 'hr'],
    ['{ "tasks": { "t": { "script": "a", "stopCommand": ["", "x"] } } }', '""'],
    ['{ "tasks": { "t": { "script": "a", "successExitCodes": [0, 256] } } }', '256'],
    ['{ "tasks": { "t": { "script": "a", "watch": ["a", "b/../c"] } } }', '..'],
    ['{ "tasks": { "t": { "script": "a", "notify": "fail" } } }', '"fail"'],
    ['{ "tasks": { "t": { "script": "a", "backoff": { "max": "5 sec", "initial": "1 min" } } } }', '"5 sec"'],
    ['{ "tasks": { "t": { "script": "a", "backoff": { "initial": "61 sec", "resetAfter": "9 sec" } } } }', '"61 sec"'],
    ['{ "tasks": { "t": { "script": "a", "backoff": { "initial": "1 secc" } } } }', 'secc'],
    ['{ "tasks": { "t": { "script": "a", "group": " x" } } }', '" x"'],
  ])('%s is marked where it is wrong', (text, place) => {
    expect(marked(text)).toBe(place);
  });
});

describe('names', () => {
  test('of two tasks with the same name the first stays', () => {
    const { file, names, diagnostics } = parseTaskFile(
      '{ "tasks": {\n"Été": { "script": "1" },\n"e\u0301te\u0301": { "script": "2" },\n"Été": { "script": "3" } } }',
    );
    expect(file?.tasks).toMatchObject([{ name: 'Été', program: { script: '1' } }]);
    expect(names).toEqual(['Été']);
    expect(diagnostics.every(({ task }) => task === undefined)).toBe(true);
    expect(diagnostics).toMatchObject([
      { code: 'duplicate-key', line: 3, column: 1 },
      { code: 'duplicate-key', line: 4, column: 1 },
    ]);
    expect(diagnostics[0]?.message).toEqual(
      'There is already a task named "Été" above (names are not case-sensitive), so this one does not run. Choose another name.',
    );
  });

  test('that people could not tell or type are refused', () => {
    expect(problems('{ "tasks": { "": { "script": "a" }, "b": { "script": "b" } } }')).toEqual([
      '1:14 invalid-name This is not a valid task name: it is empty. Choose another name.',
    ]);
  });
});

test('a file of nearly 512 KB is read', () => {
  const tasks = Array.from(
    { length: 5_000 },
    (_, index) => `"task ${String(index)}": { "script": "jobs/${'é'.repeat(33)}.R" }`,
  );
  const text = `{ "tasks": {\n${tasks.join(',\n')}\n} }`;
  expect(Buffer.byteLength(text)).toBeGreaterThan(500_000);
  expect(parseTaskFile(text).file?.tasks).toHaveLength(5_000);
});

test('no text makes the parser throw', () => {
  const piece = fc.constantFrom(
    ...['{', '}', '[', ']', ':', ',', '"tasks"', '"a"', '"script"', '"env"', '"command"', '"x.R"', '"${x}"'],
    ...['1', 'null', 'true', '// c\n', '/* c */', ' ', '\n', '"', '\\', '\0', '\uFEFF'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.json().map((json) => `{ "tasks": { "t": ${json} }, "env": ${json} }`),
    fc
      .dictionary(
        fc.constantFrom(
          'script',
          'command',
          'args',
          'env',
          'cwd',
          'interpreter',
          'stopTimeout',
          'backoff',
          'group',
          'description',
          'id',
          'envFile',
          'secrets',
          'timeout',
          'stopCommand',
          'successExitCodes',
          'watch',
          'notify',
        ),
        fc.jsonValue(),
      )
      .map((task) => JSON.stringify({ tasks: { t: task }, ...task })),
  );
  fc.assert(
    fc.property(text, (any) => {
      const { file, diagnostics } = parseTaskFile(any);
      if (!file) expect(diagnostics.length).toBeGreaterThan(0);
      for (const { offset, length } of diagnostics) expect(offset + length).toBeLessThanOrEqual(any.length);
    }),
    { numRuns: 400 },
  );
});

test('values take the place of variables once, and nothing else changes', () => {
  const variables = { workspaceFolder: '/w/$&', userHome: '${userHome}', env: { A: '1' }, platform: 'linux' };
  expect(substitute('${workspaceFolder}|${userHome}|${env:A}|${env:a}|${env:toString}|$A|${|$$|${x}', variables)).toBe(
    '/w/$&|${userHome}|1|||$A|${|$$|${x}',
  );
  expect(substitute('${env:a}', { ...variables, platform: 'win32' })).toBe('1');
});

test.each([
  ['$${PORT:-5000}', '${PORT:-5000}', []],
  ['$$${env:A} $$$${x}', '$1 $${x}', []],
  ['echo $$ $A $$A {$}', 'echo $$ $A $$A {$}', []],
  ['${env:NONE:-5000}${env:EMPTY:-x}${env:A:-2}${env:NONE:-}', '5000x1', []],
  ['${env:NONE:-${userHome}/data}', '/h/data', []],
  ['${env:NONE:-${env:OTHER}}${env:NONE}${env:EMPTY}', '', ['OTHER', 'NONE']],
  ['$${', '${', []],
])('%j is %j', (text, expected, unset) => {
  const variables = { workspaceFolder: '/w', userHome: '/h', env: { A: '1', EMPTY: '' }, platform: 'linux' };
  expect([unknownVariables(text), substitute(text, variables), unsetVariables(text, variables)]).toEqual([
    [],
    expected,
    unset,
  ]);
});

test.each([
  [
    'a${PORT:-5000}',
    1,
    'For the shell to expand it, write $${PORT:-5000}; for an environment variable, write ${env:PORT:-5000}.',
  ],
  [
    '${PORT-5000}',
    0,
    'For the shell to expand it, write $${PORT-5000}; for an environment variable, write ${env:PORT:-5000}.',
  ],
  ['${env:PORT:5000}', 0, 'Write a default as ${env:PORT:-5000}.'],
  ['${env:PORT:=5000}', 0, 'Write a default as ${env:PORT:-5000}.'],
  ['${env:A:-b${c}}', 10, 'For the shell to expand it, write $${c}; for an environment variable, write ${env:c}.'],
  [
    '${#list}',
    0,
    'Use ${workspaceFolder}, ${userHome}, ${env:NAME} or ${env:NAME:-default}; if a shell is to expand it, write $${#list}.',
  ],
])('what is advised for %j is taken', (text, offset, advice) => {
  const [problem] = unknownVariables(text);
  expect([problem?.offset, word(problem?.message ?? '')]).toEqual([
    offset,
    expect.stringMatching(/^Unknown variable /),
  ]);
  expect(word(problem?.message ?? '').endsWith(advice)).toBe(true);
  for (const [written] of advice.matchAll(/\$+\{[^,; ]*\}/g)) expect(unknownVariables(written)).toEqual([]);
});

test('long rows of dollar signs and braces do not take forever', () => {
  for (const text of ['$'.repeat(200_000), '${'.repeat(100_000), `\${${'${a}'.repeat(50_000)}`])
    expect(unknownVariables(text).length).toBeLessThanOrEqual(50_000);
});
