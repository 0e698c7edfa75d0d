import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskTaskFile } from '../../../../src/model/taskFile/masked.ts';
import { maskDeep, maskText } from '../../../../src/model/words/maskedText.ts';

const masked = (file: object): unknown => structuredClone(maskTaskFile(JSON.stringify(file))?.file);

describe('a task file to hand on', () => {
  test('keeps keys, types, structure and what says when and how tasks run', () => {
    expect(
      masked({
        env: { PORT: '8080', GONE: null, 'odd key': 5 },
        tasks: {
          api: {
            command: ['/usr/bin/node', 'server.js', '--token=abcdef'],
            env: { API_KEY: 'k-123456' },
            secrets: ['API_KEY', 'not a name'],
            restart: 'always',
            backoff: { initial: '1 sec', giveUpAfter: 5 },
            ready: { log: '/ready with hunter2/', port: 8080, command: ['curl', 'http://u:p@h/'] },
            after: ['db', { task: 'cache', condition: 'ready' }],
            cwd: 'server',
          },
          db: {
            script: 'db.sh',
            interpreter: 'bash -c secret',
            args: ['one', 'two'],
            every: '1 day',
            unknown: [true, { x: 'y' }],
          },
        },
      }),
    ).toEqual({
      env: { PORT: '…', GONE: null, 'odd key': '… (number)' },
      tasks: {
        api: {
          command: ['/usr/bin/node', '…', '…'],
          env: { API_KEY: '…' },
          secrets: ['API_KEY', '…'],
          restart: 'always',
          backoff: { initial: '1 sec', giveUpAfter: 5 },
          ready: { log: '…', port: 8080, command: ['curl', '…'] },
          after: ['db', { task: 'cache', condition: 'ready' }],
          cwd: 'server',
        },
        db: {
          script: 'db.sh',
          interpreter: '…',
          args: ['…', '…'],
          every: '1 day',
          unknown: ['… (boolean)', { x: '…' }],
        },
      },
    });
  });

  test('hides the line of a shell, and its words wherever else they stand', () => {
    const tasks = {
      a: { command: "curl -H 'Token: hunter2' https://example.org | jq .name", shell: true },
      b: { command: 'make', shell: true },
    };
    const { file, hidden } = maskTaskFile(JSON.stringify({ tasks })) ?? {};
    expect(structuredClone(file)).toEqual({
      tasks: { a: { command: '…', shell: true }, b: { command: 'make', shell: true } },
    });
    expect(hidden).toEqual(expect.arrayContaining([tasks.a.command, 'hunter2', '.name']));
    expect(hidden).not.toContain('curl');
  });

  test('has no comments, shows a name twice that stands there twice, and is none where the file cannot be read', () => {
    const text = '{ /* hunter2 */ "tasks": { "a": { "env": { "X": "1" } }, "a": {} } } // hunter2';
    expect(structuredClone(maskTaskFile(text)?.file)).toEqual({ tasks: { a: { env: { X: '…' } }, 'a (again)': {} } });
    expect(maskTaskFile('{ "tasks": ')).toBeUndefined();
    expect(maskTaskFile('')).toBeUndefined();
    expect(masked(['hunter2'])).toEqual(['…']);
    expect(masked({ tasks: 'hunter2', env: ['hunter2'] })).toEqual({ tasks: '…', env: ['…'] });
    expect(JSON.stringify(maskTaskFile('{ "__proto__": { "a": "hunter2" } }')?.file)).not.toContain('hunter2');
  });

  test('says no value of a variable, a secret or an argument, nor a credential, whatever its form and wherever else it stands', () => {
    const secret = fc
      .oneof(
        fc.string({ minLength: 8, maxLength: 40 }),
        fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }),
        fc.stringMatching(/^[\w"\\%$&/ -]{8,30}$/),
      )
      .filter((text) => text.trim().length >= 8);
    fc.assert(
      fc.property(secret, secret, secret, (one, other, third) => {
        const address = `https://${encodeURIComponent(one)}:pw@example.org/x?token=${encodeURIComponent(other)}`;
        const tasks = {
          a: { command: ['node', other, `--key=${third}`], env: { A: one }, args: [one, address], cwd: `x/${one}` },
          b: { script: 'b.sh', secrets: [third], restart: { of: other }, stopCommand: [`-${one}`, other], [`x`]: one },
          c: { env: [one, { deep: [other] }], ready: { log: third, command: ['sh', '-c', one] }, group: other },
        };
        const file = maskTaskFile(JSON.stringify({ env: { B: third }, tasks }));
        const hidden = file?.hidden ?? [];
        const texts = [
          JSON.stringify(maskDeep(file?.file, { hidden })),
          ...[
            `Started ${one}: ${JSON.stringify({ said: other })} at ${address}`,
            `x${third}y ${encodeURIComponent(one)}`,
          ].map((text) => maskText(text, { hidden })),
        ];
        for (const value of [one, other, third]) {
          for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
            for (const text of texts) if (!isOurs(form)) expect(text).not.toContain(form);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** What the texts around say themselves is no secret. */
function isOurs(form: string): boolean {
  return '"command": "Started example.org "args": [\n'.includes(form);
}

describe('a text to hand on', () => {
  const masking = { homes: ['/home/ada'], user: 'ada', hidden: ['abcd', 'hunter2hunter2', 'x'] };

  test.each([
    ['/home/ada/work and /home/ada', '~/work and ~'],
    ['/home/adam/work', '/home/adam/work'],
    ['/mnt/ada/work of ada, not of adam', '/mnt/…/work of …, not of adam'],
    ['https://me:pw@host/path', 'https://…@host/path'],
    ['postgres://me:p@ss@host/db', 'postgres://…@host/db'],
    ['https://host/?token=12&page=2', 'https://host/?token=…&page=2'],
    ['PASSWORD="a b" api_key: q1 --auth-token=z', 'PASSWORD=… api_key: … --auth-token=…'],
    ['abcd abcde "abcd"', '… abcde "…"'],
    ['ahunter2hunter2b x', 'a…b x'],
  ])('%j is %j', (text, expected) => {
    expect(maskText(text, masking)).toBe(expected);
  });

  test('stays as it is where nothing is to be hidden', () => {
    expect(maskText('/root/x', { homes: ['/'], user: '', hidden: [] })).toBe('/root/x');
  });
});
