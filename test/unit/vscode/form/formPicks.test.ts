import { expect, test } from 'vitest';
import type { TaskForm } from '../../../../src/model/form/messages.ts';
import { emptyForm } from '../../../../src/model/form/taskForm.ts';
import { FormPicks } from '../../../../src/vscode/form/formPicks.ts';
import { SessionDouble } from '../../../support/sessionsDouble.ts';
import { enterWindow, TheWindow, WindowMemory } from '../../../support/vscode/theWindow.ts';

/** Dialogs for a form in which `form` stands; the next one is answered with `chosen`, or closed. */
function picking(form: Partial<TaskForm>, chosen: string | undefined): FormPicks {
  const window = new TheWindow({ folders: ['/srv/shop'], isTrusted: true, settings: {}, memory: new WindowMemory() });
  enterWindow(window);
  window.chosenFiles.push(chosen === undefined ? undefined : [chosen]);
  return new FormPicks(
    new SessionDouble('shop').session,
    () => ({ ...emptyForm, ...form }),
    () => ({}),
  );
}

test.each<[string, string, string, Partial<TaskForm>, Partial<TaskForm>]>([
  [
    'a script names a task that has no name yet',
    'script',
    '/srv/shop/in/report.py',
    {},
    { name: 'report', values: { script: 'in/report.py' } },
  ],
  [
    'a script leaves a name as it is',
    'script',
    '/srv/shop/report.py',
    { name: 'daily' },
    { name: 'daily', values: { script: 'report.py' } },
  ],
  [
    'a file elsewhere keeps its path',
    'script',
    '/elsewhere/report.py',
    { name: 'daily' },
    { name: 'daily', values: { script: '/elsewhere/report.py' } },
  ],
  ['the workspace folder itself is a period', 'cwd', '/srv/shop', {}, { values: { cwd: '.' } }],
  [
    'a further file of variables stands below the others',
    'envFile',
    '/srv/shop/b.env',
    { values: { envFile: 'a.env\n' } },
    { values: { envFile: 'a.env\nb.env' } },
  ],
  [
    'other fields stay',
    'cwd',
    '/srv/shop/in',
    { values: { script: 'a.py' } },
    { values: { script: 'a.py', cwd: 'in' } },
  ],
])('picked: %s', async (_title, field, chosen, before, after) => {
  expect(await picking(before, chosen).value(field)).toEqual({ ...emptyForm, ...before, ...after });
});

test.each([
  ['the dialog is closed', 'script', undefined],
  ['nothing can be picked for the field', 'description', '/srv/shop/a.py'],
  ['there is no such field', 'nonsense', '/srv/shop/a.py'],
])('nothing is picked where %s', async (_title, field, chosen) => {
  expect(await picking({}, chosen).value(field)).toBeUndefined();
});
