import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideTask } from '../../../../src/model/taskFile/fieldChange.ts';
import { saveTask, writtenTask } from '../../../../src/model/taskFile/edit.ts';
import { taskShape } from '../../../../src/model/taskFile/fields/taskFields.ts';
import { formFields } from '../../../../src/model/form/fields.ts';
import { emptyForm, readForm, toForm } from '../../../../src/model/form/taskForm.ts';
import {
  currentFields,
  type FormInWork,
  judgeForm,
  rebaseForm,
  settleConflict,
} from '../../../../src/model/form/judgement.ts';
import { pageMessage, pageState, type TaskForm } from '../../../../src/model/form/messages.ts';

const now = Date.UTC(2026, 10, 24, 12);
const file = `{
  "tasks": {
    // Why it is there.
    "report": {
      "script": "report.py", // the new one
      "env": { "A": "1", "B": "2" },
      "timeout": "1 hour"
    }
  }
}
`;

function edit(change: (form: TaskForm) => TaskForm, text = file): FormInWork {
  const before = currentFields(text, 'report') ?? new Map<string, unknown>();
  return { task: 'report', before, form: change(toForm('report', before)) };
}

function judge(inWork: FormInWork, text: string | undefined = file) {
  return judgeForm(inWork, { text, path: '/f/executor.json', defaultZone: 'UTC', now });
}

function withValues(values: TaskForm['values']): (form: TaskForm) => TaskForm {
  return (form) => ({ ...form, values: { ...form.values, ...values } });
}

test('every field of a task has a control in the form', () => {
  const own = ['env', 'secrets', 'every', 'cron'];
  const inForm = new Set(formFields.map(({ key }) => key.split('.')[0]));
  expect(Object.keys(taskShape.shape).filter((field) => !inForm.has(field) && !own.includes(field))).toEqual([]);
});

test('a form that nobody touched changes nothing, whatever the task says', () => {
  const odd: readonly unknown[] = [
    { script: 'a.sh' },
    { script: 'a.sh', restart: 'sometimes', args: 7, env: { A: 1 }, unknown: [1] },
    { command: ['a b', 'c'], every: '1 day', start: '2021-02-27', schedules: 3 },
    { script: 'a.sh', interpreter: ['python3', '-X', 'dev'], envFile: ['.env', 'b.env'], autoStart: false },
    { command: "grep 'a b' x | wc -l", shell: true, args: ['$1'] },
    { command: "grep 'a b' x | wc -l" },
    { command: ['grep', 'a b'], shell: true },
    { script: 'a.sh', shell: true },
    { script: 'a.sh', env: {}, backoff: { max: '1 min', giveUpAfter: 3 }, successExitCodes: [0, 3] },
  ];
  for (const task of odd) {
    const before = divideTask(task);
    expect(readForm(toForm('x', before), before).fields).toEqual(before);
  }
});

test('what is filled in is written as the task file has it', () => {
  const form: TaskForm = {
    ...emptyForm,
    name: 'api',
    program: 'command',
    mode: 'keep',
    values: {
      description: ' Serves the app. ',
      command: 'uvicorn "my app" --port 8000',
      script: 'left.over',
      restart: 'always',
      envFile: '.env',
      watch: 'src/**\n\n*.py',
      noRestartExitCodes: '2, 64',
      'backoff.max': '5 min',
      autoStart: 'true',
    },
    variables: [
      { name: 'A', value: '1', isUnset: false },
      { name: 'B', value: '', isUnset: true },
    ],
    secrets: ['TOKEN'],
  };
  const judged = judge({ form, before: new Map() }, undefined);
  expect(judged.problems).toEqual([]);
  expect(writtenTask(judged.text ?? '', 'api')).toEqual(
    divideTask({
      description: 'Serves the app.',
      command: ['uvicorn', 'my app', '--port', '8000'],
      restart: 'always',
      backoff: { max: '5 min' },
      noRestartExitCodes: [2, 64],
      watch: ['src/**', '*.py'],
      envFile: '.env',
      autoStart: true,
      env: { A: '1', B: null },
      secrets: ['TOKEN'],
    }),
  );
});

describe('a command for a shell', () => {
  const line = "grep 'a b' names.txt | wc -l";
  const filled = (values: TaskForm['values']): TaskForm => ({
    ...emptyForm,
    name: 'report',
    program: 'command',
    mode: 'manual',
    values,
  });
  const written = (inWork: FormInWork, text?: string) => writtenTask(judge(inWork, text).text ?? '', 'report');

  test('is written as the line that stands in the form', () => {
    const form = filled({ command: line, shell: 'true', args: 'x' });
    expect(written({ form, before: new Map() }, '{}')).toEqual(
      divideTask({ command: line, shell: true, args: ['x'], restart: 'never' }),
    );
    expect(judge({ form: filled({ command: line, shell: 'true' }), before: new Map() }, '{}')).toMatchObject({
      problems: [],
      commandLine: line,
    });
  });

  test('becomes one where the box is ticked, and words again where it is not', () => {
    const words = JSON.stringify({ tasks: { report: { command: ['grep', 'a b', 'x'], restart: 'never' } } });
    const inShell = JSON.stringify({ tasks: { report: { command: "grep 'a b' x", shell: true, restart: 'never' } } });
    const fieldsOf = (text: string) => writtenTask(text, 'report');
    expect(written(edit(withValues({ shell: 'true' }), words), words)).toEqual(fieldsOf(inShell));
    expect(written(edit(withValues({ shell: '' }), inShell), inShell)).toEqual(fieldsOf(words));
  });

  test('is no longer one when a script takes its place', () => {
    const inShell = JSON.stringify({ tasks: { report: { command: line, shell: true, restart: 'never' } } });
    const next = edit((form) => ({ ...form, program: 'script', values: { ...form.values, script: 'a.sh' } }), inShell);
    expect(written(next, inShell)).toEqual(divideTask({ script: 'a.sh', restart: 'never' }));
  });

  test('without the box says at the command how to get one', () => {
    const text = JSON.stringify({ tasks: { report: { command: line, restart: 'never' } } });
    expect(
      judge(
        edit((form) => form, text),
        text,
      ).problems,
    ).toEqual([
      expect.objectContaining({ field: 'command', message: expect.stringContaining('"shell": true') as string }),
    ]);
  });
});

describe('saving', () => {
  test('writes the changed fields alone and keeps every comment', () => {
    const { text } = judge(
      edit((form) => ({
        ...form,
        values: { script: 'other.py', group: 'daily' },
        variables: [{ name: 'A', value: '9', isUnset: false }],
      })),
    );
    expect(text).toBe(`{
  "tasks": {
    // Why it is there.
    "report": {
      "script": "other.py", // the new one
      "env": { "A": "9" },
      "group": "daily"
    }
  }
}
`);
  });

  test('takes out an object with its last field', () => {
    const { text } = judge(edit((form) => ({ ...form, variables: [] })));
    expect(text).not.toContain('env');
  });

  test('is refused where somebody else wrote the same field', () => {
    const { changes } = judge(edit(withValues({ timeout: '2 hours' })));
    const theirs = file.replace('1 hour', '3 hours');
    expect(saveTask(theirs, { name: 'report', isNew: false, changes }, '/f')).toEqual({
      ok: false,
      error: { reason: 'fields-changed', task: 'report', fields: ['timeout'] },
    });
    const both = file.replace('1 hour', '2 hours').replace('"B": "2"', '"B": "3"');
    expect(saveTask(both, { name: 'report', isNew: false, changes }, '/f')).toEqual({ ok: true, value: both });
  });

  test('gives the task its new name', () => {
    const { definition, text } = judge(edit((form) => ({ ...form, name: 'weekly' })));
    expect(text).toContain('"weekly": {');
    expect(definition?.name).toBe('weekly');
  });
});

describe('judging', () => {
  test('shows what the task file’s rules say at the field that it stands in', () => {
    const inWork = edit((form) => ({
      ...form,
      mode: 'schedule',
      values: { ...form.values, recurrence: '1 dya', timeout: 'long', args: '"open' },
      variables: [{ name: '1A', value: '${nothing}', isUnset: false }],
      secrets: ['not a name'],
    }));
    expect(new Set(judge(inWork).problems.map(({ field }) => field))).toEqual(
      new Set(['recurrence', 'timeout', 'args', 'env.1A', 'secrets']),
    );
  });

  test('says what a task lacks at the field that is to be filled in', () => {
    const fresh = judge({ form: emptyForm, before: new Map() }, undefined);
    expect(fresh.problems.map(({ field }) => field)).toEqual(['name', 'script']);
    const command = judge({ form: { ...emptyForm, name: 'x', program: 'command' }, before: new Map() }, undefined);
    expect(command.problems.map(({ field }) => field)).toEqual(['command']);
  });

  test('refuses a name that another task has, whatever its letter case', () => {
    const problems = (name: string) => judge({ form: { ...emptyForm, name }, before: new Map() }).problems;
    expect(problems('REPORT')[0]).toMatchObject({ field: 'name' });
    expect(judge(edit((form) => ({ ...form, name: 'Report' }))).problems).toEqual([]);
  });

  test('tells a schedule in words and its next five runs', () => {
    const { schedule } = judge(
      edit((form) => ({ ...form, mode: 'schedule', values: { ...form.values, recurrence: '0 9 * * MON-FRI' } })),
    );
    expect(schedule?.words).toBe('At 09:00, Monday to Friday');
    expect(schedule?.next).toHaveLength(5);
    expect(schedule?.next[0]).toBe('Wed 25 Nov 2026 09:00:00 UTC');
  });

  test('says where the file as a whole cannot be used', () => {
    expect(
      judge(
        edit((form) => form),
        '{',
      ).notes,
    ).toHaveLength(1);
  });
});

describe('a task file that changes meanwhile', () => {
  test('gives its new values to the fields that the form left alone', () => {
    const inWork = edit(withValues({ timeout: '2 hours' }));
    const theirs = file.replace('report.py', 'newer.py').replace('"B": "2"', '"C": "3"');
    const { conflicts, inWork: rebased, taken } = rebaseForm(inWork, currentFields(theirs, 'report') ?? new Map());
    expect(conflicts).toEqual([]);
    expect(taken).toEqual(['script', 'env.B', 'env.C']);
    expect(rebased.form.values).toEqual({ script: 'newer.py', timeout: '2 hours' });
    expect(rebased.form.variables.map(({ name }) => name)).toEqual(['A', 'C']);
    expect(judge(rebased, theirs).text).toBe(theirs.replace('1 hour', '2 hours'));
  });

  test('is a conflict where both changed the same field, until one version is chosen', () => {
    const inWork = edit(withValues({ timeout: '2 hours' }));
    const theirs = file.replace('1 hour', '3 hours');
    const current = currentFields(theirs, 'report') ?? new Map<string, unknown>();
    const rebased = rebaseForm(inWork, current);
    expect(rebased.conflicts).toEqual([{ field: 'timeout', mine: '"2 hours"', theirs: '"3 hours"' }]);
    expect(rebased.inWork).toEqual(inWork);
    // What is wrong elsewhere, and what would run, is told meanwhile as if the form's version were to hold.
    expect(judge(rebased.inWork, theirs)).toMatchObject({ notes: [], text: file.replace('1 hour', '2 hours') });

    const mine = settleConflict(rebased.inWork, current, 'timeout', 'mine');
    expect(rebaseForm(mine, current).conflicts).toEqual([]);
    expect(judge(mine, theirs).text).toBe(file.replace('1 hour', '2 hours'));
    const other = settleConflict(rebased.inWork, current, 'timeout', 'theirs');
    expect(other.form.values['timeout']).toBe('3 hours');
    expect(judge(other, theirs).text).toBe(theirs);
  });

  test('settles itself where both wrote the same', () => {
    const inWork = edit(withValues({ timeout: '2 hours' }));
    const theirs = file.replace('1 hour', '2 hours');
    const rebased = rebaseForm(inWork, currentFields(theirs, 'report') ?? new Map());
    expect(rebased.conflicts).toEqual([]);
    expect(judge(rebased.inWork, theirs).changes).toEqual([]);
  });
});

describe('what the page says', () => {
  test('is taken only where it fits to the letter', () => {
    expect(pageMessage.safeParse({ kind: 'save', starts: true }).success).toBe(true);
    for (const said of [
      null,
      'save',
      { kind: 'save' },
      { kind: 'save', starts: 'yes' },
      { kind: 'save', starts: true, path: '/etc/passwd' },
      { kind: 'edited', form: { ...emptyForm, mode: 'always' } },
      { kind: 'settle', field: 'x', takes: 'both' },
      { kind: '__proto__' },
    ]) {
      expect(pageMessage.safeParse(said).success).toBe(false);
    }
  });

  test('never throws, whatever it is', () => {
    const keys = fc.constantFrom(
      'kind',
      'form',
      'field',
      'name',
      'takes',
      'starts',
      'values',
      'variables',
      '__proto__',
    );
    const values = fc.oneof(
      fc.constantFrom('ready', 'edited', 'pick', 'import', 'set-secret', 'settle', 'save', 'mine'),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(keys, values)), (said) => {
        pageMessage.safeParse(said);
        pageState.safeParse(said);
      }),
    );
  });

  test('is judged without a throw and without a change to other tasks, whatever stands in the fields', () => {
    const key = fc.constantFrom(...formFields.map((field) => field.key), 'env', '__proto__', 'nothing');
    const form = fc.record({
      name: fc.string(),
      program: fc.constantFrom('script', 'command'),
      mode: fc.constantFrom('manual', 'keep', 'schedule'),
      values: fc.dictionary(key, fc.string()),
      variables: fc.array(fc.record({ name: fc.string(), value: fc.string(), isUnset: fc.boolean() }), {
        maxLength: 3,
      }),
      secrets: fc.array(fc.string(), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(form, (filled) => {
        const { text } = judge({ form: filled, before: new Map() });
        if (text !== undefined) expect(writtenTask(text, 'report')).toEqual(writtenTask(file, 'report'));
      }),
    );
  });
});
