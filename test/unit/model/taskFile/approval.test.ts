import { describe, expect, test } from 'vitest';
import {
  type ApprovalRecord,
  approvalChangeLine,
  approvalChanges,
  approvalState,
  contentText,
  WrittenTaskFile,
} from '../../../../src/model/taskFile/approval.ts';

type Tasks = Readonly<Record<string, object>>;

function contentOf(name: string, tasks: Tasks, file: object = {}) {
  const content = new WrittenTaskFile(JSON.stringify({ ...file, tasks })).contentOf(name);
  if (!content) throw new Error(`no task ${name}`);
  return content;
}

const api = { script: 'a.sh', autoStart: true };

describe('an approval', () => {
  const approved = contentOf('api', { api });
  const record: ApprovalRecord = { approved };

  test.each<[what: string, tasks: Tasks, file: object]>([
    ['another order of the fields', { api: { autoStart: true, script: 'a.sh' } }, {}],
    ['other tasks, which it does not start', { other: { script: 'b.sh' }, api }, {}],
    ['the id of the file', { api }, { id: 'x' }],
  ])('survives %s', (_, tasks, file) => {
    expect(approvalState(contentOf('api', tasks, file), record)).toBe('approved');
  });

  test.each<[what: string, name: string, tasks: Tasks, file: object, lines: readonly string[]]>([
    ['another script', 'api', { api: { ...api, script: 'b.sh' } }, {}, ['script: "b.sh", previously "a.sh"']],
    ['a further field', 'api', { api: { ...api, cwd: 'x' } }, {}, ['cwd: "x"']],
    [
      'a field less',
      'api',
      { api: { autoStart: true, command: ['x'] } },
      {},
      ['script: no longer "a.sh"', 'command: ["x"]'],
    ],
    [
      'a line for a shell',
      'api',
      { api: { autoStart: true, command: 'a | b', shell: true } },
      {},
      ['script: no longer "a.sh"', 'command: "a | b"', 'shell: true'],
    ],
    ['a variable of its own', 'api', { api: { ...api, env: { A: '1' } } }, {}, ['env.A: "1"']],
    [
      'a variable of all tasks',
      'api',
      { api },
      { env: { LD_PRELOAD: 'x.so' } },
      ['env.LD_PRELOAD, of all tasks: "x.so"'],
    ],
    ['an env file of all tasks', 'api', { api }, { envFile: '.env' }, ['envFile, of all tasks: ".env"']],
    ['the zone of the file', 'api', { api }, { timezone: 'UTC' }, ['timezone, of all tasks: "UTC"']],
    ['another spelling of its name', 'API', { API: api }, {}, ['name: "API", previously "api"']],
    [
      'a task that it starts',
      'api',
      { api: { ...api, after: [{ task: 'DB' }] }, db: { script: 'd.sh', onSuccess: 'seed' }, seed: { script: 's.sh' } },
      {},
      [
        'after: [{"task":"DB"}]',
        'script of db, which it starts: "d.sh"',
        'onSuccess of db, which it starts: "seed"',
        'script of seed, which it starts: "s.sh"',
      ],
    ],
  ])('ends with %s', (_, name, tasks, file, lines) => {
    const now = contentOf(name, tasks, file);
    expect(approvalState(now, record)).toBe('changed');
    expect(approvalChanges(now, approved).map(approvalChangeLine)).toEqual(lines);
  });

  test('ends where a task that it starts is another one', () => {
    const tasks = { api: { ...api, onFailure: ['mail'] }, mail: { script: 'm.sh' } };
    const before = contentOf('api', tasks);
    const now = contentOf('api', { ...tasks, mail: { script: 'evil.sh' } });
    expect(approvalState(now, { approved: before })).toBe('changed');
    expect(approvalChanges(now, before).map(approvalChangeLine)).toEqual([
      'script of mail, which it starts: "evil.sh", previously "m.sh"',
    ]);
  });

  test('is asked for with everything where nobody has answered', () => {
    expect(approvalState(approved, undefined)).toBe('missing');
    expect(approvalChanges(approved, undefined).map(approvalChangeLine)).toEqual(['script: "a.sh"', 'autoStart: true']);
  });

  test('that was refused is asked for again when there is something else to agree to', () => {
    const refused: ApprovalRecord = { refused: approved };
    expect(approvalState(approved, refused)).toBe('refused');
    expect(approvalState(contentOf('api', { api: { ...api, script: 'b.sh' } }), refused)).toBe('missing');
    expect(approvalState(approved, { approved, refused: approved })).toBe('refused');
  });

  test('of tasks that start each other is found all the same', () => {
    const tasks = { api: { ...api, onSuccess: 'b' }, b: { script: 'b.sh', onSuccess: 'api' } };
    expect(contentOf('api', tasks).starts.map(({ name }) => name)).toEqual(['b']);
  });

  test.each([
    [
      'a second one of its name',
      '{ "tasks": { "api": { "script": "a.sh" }, "api": { "script": "evil.sh" } } }',
      'a.sh',
    ],
    ['the name of a prototype', '{ "tasks": { "__proto__": { "script": "a.sh" } } }', 'a.sh'],
  ])('is about what runs, in a file with %s', (_, text, script) => {
    const file = new WrittenTaskFile(text);
    expect((file.contentOf('api') ?? file.contentOf('__proto__'))?.task['script']).toBe(script);
  });

  test('says nothing of a text that is no task file', () => {
    for (const text of ['', '[]', '{ "tasks": [] }', '{ "tasks": { "a": 1 } }', '{'])
      expect(new WrittenTaskFile(text).startingByThemselves).toEqual([]);
  });

  test('has one text for one content', () => {
    const other = contentOf('api', { api: { autoStart: true, script: 'a.sh' } });
    expect(contentText(other)).toBe(contentText(approved));
  });
});
