import { describe, expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';

interface Judged {
  readonly messages: readonly string[];
  readonly good: readonly string[];
}

function judge(tasks: Readonly<Record<string, object>>): Judged {
  const defined = Object.entries(tasks).map(([name, fields]) => [name, { script: 's.sh', ...fields }]);
  const { diagnostics, file } = parseTaskFile(JSON.stringify({ tasks: Object.fromEntries(defined) as object }));
  return {
    messages: diagnostics.map(({ message, task }) => `${task ?? '-'}: ${word(message)}`),
    good: (file?.tasks ?? []).map(({ name }) => name),
  };
}

describe('what tasks say about each other', () => {
  test('may be names, objects, one or several, in any letter case', () => {
    const { diagnostics, file } = parseTaskFile(
      `{ "tasks": {
        "a": { "script": "a", "after": ["B", { "task": "c", "condition": "ready" }, { "task": "d" }], "onSuccess": "E", "onFailure": ["e"],
               "overlap": "queue", "retries": 3, "retryDelay": "0 sec" },
        "b": { "script": "b", "ready": { "command": ["true"], "timeout": "5 min" } },
        "c": { "script": "c", "ready": { "port": 5432 } },
        "d": { "script": "d", "ready": { "log": "/up on \\\\d+/i" } }, "e": { "script": "e", "ready": { "log": "a/b" } } } }`,
    );
    expect(diagnostics).toEqual([]);
    expect(file?.tasks).toMatchObject([
      {
        after: [
          { task: 'B', condition: 'started' },
          { task: 'c', condition: 'ready' },
          { task: 'd', condition: 'started' },
        ],
        onSuccess: ['E'],
        onFailure: ['e'],
        overlap: 'queue',
        retries: 3,
        retryDelayMs: 0,
      },
      { ready: { sign: { kind: 'command', command: ['true'] }, timeoutMs: 300_000 } },
      { ready: { sign: { kind: 'port', port: 5432 }, timeoutMs: 60_000 } },
      { ready: { sign: { kind: 'log', text: '/up on \\d+/i', isPattern: true } } },
      { ready: { sign: { kind: 'log', text: 'a/b', isPattern: false } } },
    ]);
  });

  test('names tasks that there are', () => {
    expect(judge({ api: { after: ['bd', 'database'] }, db: { onFailure: 'apy' }, other: {} })).toEqual({
      messages: [
        'api: "after" names "bd", but there is no such task. Did you mean "db"?',
        'api: "after" names "database", but there is no such task. Name a task of this file.',
        'db: "onFailure" names "apy", but there is no such task. Did you mean "api"?',
      ],
      good: ['other'],
    });
    expect(judge({ a: { onSuccess: ['b', 'B'] }, b: {} }).messages).toEqual([
      'a: "onSuccess" names "B" twice. Remove one of the two.',
    ]);
  });

  test('is no cycle of waiting, told at every task of it and nowhere else', () => {
    expect(judge({ a: { after: ['b'] }, b: { after: ['C'] }, C: { after: ['a'] }, d: { after: ['a'] } })).toEqual({
      messages: [
        'a: Tasks cannot wait for each other: a → b → C → a. Remove one of these steps.',
        'b: Tasks cannot wait for each other: b → C → a → b. Remove one of these steps.',
        'C: Tasks cannot wait for each other: C → a → b → C. Remove one of these steps.',
      ],
      good: ['d'],
    });
    expect(judge({ a: { after: ['a'] } }).messages).toEqual([
      'a: Tasks cannot wait for each other: a → a. Remove one of these steps.',
    ]);
  });

  test('is no endless chain, be it through what a task starts after', () => {
    expect(judge({ a: { onSuccess: 'b' }, b: { onFailure: 'a' }, c: {} })).toEqual({
      messages: [
        'a: Tasks cannot start each other in an endless loop: a → b → a. Remove one of these steps.',
        'b: Tasks cannot start each other in an endless loop: b → a → b. Remove one of these steps.',
      ],
      good: ['c'],
    });
    expect(judge({ a: { onSuccess: 'b' }, b: { after: ['a'] } }).messages).toHaveLength(2);
    // What has succeeded is not started again for that.
    expect(judge({ a: { onSuccess: 'b' }, b: { after: [{ task: 'a', condition: 'succeeded' }] } }).good).toEqual([
      'a',
      'b',
    ]);
  });

  test('is no endless chain through a success that one waits for, unless that success is what made it run', () => {
    const after = [{ task: 'build', condition: 'succeeded' }];
    const deploy = { after };
    expect(
      judge({ build: { onSuccess: 'test' }, test: { after, onFailure: 'notify' }, notify: { after } }).messages,
    ).toEqual([]);
    expect(judge({ build: { onFailure: 'repair' }, repair: { onSuccess: 'deploy' }, deploy })).toEqual({
      messages: [
        'build: Tasks cannot start each other in an endless loop: build → repair → deploy → build. Remove one of these steps.',
        'repair: Tasks cannot start each other in an endless loop: repair → deploy → build → repair. Remove one of these steps.',
        'deploy: Tasks cannot start each other in an endless loop: deploy → build → repair → deploy. Remove one of these steps.',
      ],
      good: [],
    });
    expect(judge({ build: { after: ['db'] }, db: { onSuccess: 'deploy' }, deploy }).messages).toHaveLength(3);
  });

  test('waits for no sign that never comes', () => {
    expect(judge({ a: { after: [{ task: 'b', condition: 'ready' }] }, b: {} })).toEqual({
      messages: [
        'a: "b" never reports that it is ready. Give it a "ready", such as { "port": 8080 }, or wait for "started".',
      ],
      good: ['b'],
    });
  });
});

test.each([
  [{ ready: {} }, '"ready" needs one of "log", "port" and "command", as in { "port": 8080 }. Add one.'],
  [{ ready: { port: 1, log: 'x' } }, '"ready" takes only one of "log", "port" and "command". Remove the others.'],
  [{ ready: { port: 0 } }, '"port" in "ready" must be a whole number from 1 to 65535, not 0.'],
  [{ ready: { log: '/(/' } }, '/(/ is not a regular expression. Fix it, or leave out the slashes for plain text.'],
  [
    { ready: { log: `/${'x'.repeat(1_000)}/` } },
    'A regular expression can have at most 1000 characters. Write a shorter one.',
  ],
  [{ ready: { port: 1, timeout: '0 sec' } }, '"timeout" must be longer than zero. Write a duration such as "1 min".'],
  [{ ready: { prot: 1, port: 1 } }, 'Unknown field "prot". Did you mean "port"?'],
  [{ overlap: 'skipp' }, '"overlap" must be "skip", "queue" or "replace", not "skipp". Did you mean "skip"?'],
  [{ retries: -1 }, '"retries" must be a whole number of 0 or more, not -1.'],
  [
    { retryDelay: 5 },
    '"retryDelay" must be a string with a duration, such as "10 sec", not a number. Write it with a unit: "5 sec".',
  ],
  [
    { after: [{ task: 'a', condition: 'redy' }] },
    '"condition" in "after" must be "started", "succeeded" or "ready", not "redy". Did you mean "ready"?',
  ],
  [
    { after: 'a' },
    '"after" must be an array of names, or of objects such as { "task": "db", "condition": "ready" }, not a string. Write ["a"].',
  ],
])('%j is told in words', (fields, message) => {
  expect(judge({ b: fields, a: {} }).messages).toContain(`b: ${message}`);
});
