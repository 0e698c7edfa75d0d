import { expect, test } from 'vitest';
import { FormOfTask } from '../support/formOfTask.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const secret = 'swordfish-4712';

const taskFile = `{
  // What a day looks like.
  "tasks": {
    // The first one.
    "old": {
      "script": "jobs/hello.sh", // says hello
      "restart": "never",
      "timeout": "1 hour",
      "env": { "WHO": "old" }
    }
  }
}
`;

const options: WindowWorldOptions = {
  files: {
    'jobs/hello.sh': 'echo "hello, $WHO; the token has ${#API_TOKEN} characters"\n',
    'names.env': '# Who is meant.\nWHO=world\nexport GREETING="good day"\n',
    '.vscode/executor.json': taskFile,
  },
  settings: { 'executor.revealOutput': 'onStart' },
};

test('a task is added by the form, judged while one types, and runs', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  window.command('Executor: Add Task…');
  const form = await FormOfTask.of(window, 'Add Task');
  form.edit({}, { name: 'OLD' });
  await form.until(({ problems }) => problems.some(({ message }) => message.includes('already exists')), 'it is taken');
  form.edit(
    { script: 'jobs/hello.sh', args: "--to 'two words'", recurrence: 'every 2 dais' },
    { name: 'greet', mode: 'schedule' },
  );
  const wrong = await form.until(({ problems }) => problems.some(({ message }) => /day/.test(message)), 'no period');
  expect(wrong.canSave).toBe(false);
  form.edit({ script: 'jobs/hello.sh', recurrence: '0 9 * * MON-FRI' }, { name: 'greet', mode: 'schedule' });
  const scheduled = await form.until(({ schedule }) => schedule !== undefined, 'a schedule');
  expect([scheduled.schedule?.words, scheduled.schedule?.next.length]).toEqual(['At 09:00, Monday to Friday', 5]);
  form.edit(
    { description: 'Greets.', script: 'jobs/hello.sh', args: "--to 'two words'" },
    { name: 'greet', mode: 'manual' },
  );
  const right = await form.until(
    ({ canSave, commandLine }) => canSave && /^\/.*sh \/.*\/jobs\/hello\.sh --to 'two words'$/.test(commandLine ?? ''),
    'the exact command line',
  );
  expect(right.variables.map(({ name }) => name)).toContain('EXECUTOR_TASK');
  await form.save({ starts: true });
  await window.untilOutput('hello, ; the token has 0 characters');
  expect(world.taskFile).toBe(
    taskFile.replace(
      '    }\n  }\n}',
      `    },
    "greet": {
      "description": "Greets.",
      "script": "jobs/hello.sh",
      "args": [
        "--to",
        "two words"
      ],
      "restart": "never"
    }
  }
}`,
    ),
  );
});

test('a command for a shell is filled in, shown as it is, and runs', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  window.command('Executor: Add Task…');
  const form = await FormOfTask.of(window, 'Add Task');
  const line = 'echo "$EXECUTOR_TASK" | tr a-z A-Z';
  form.edit({ command: line }, { name: 'loud', program: 'command', mode: 'manual' });
  await form.until(({ commandLine }) => commandLine?.includes("'|'") === true, 'it is read as words');
  form.edit({ command: line, shell: 'true' }, { name: 'loud', program: 'command', mode: 'manual' });
  const right = await form.until(({ why }) => why?.includes('because the task asks for a shell') === true, 'a shell');
  expect([right.canSave, right.commandLine]).toEqual([true, expect.stringMatching(/^\/.*sh -c '.*' loud$/)]);
  await form.save({ starts: true });
  await window.untilOutput('LOUD');
  expect(JSON.parse(world.taskFile.replaceAll(/\/\/ .*/g, ''))).toMatchObject({
    tasks: { loud: { command: line, shell: true, restart: 'never' } },
  });
  window.menu('loud', 'Edit Task…');
  expect((await FormOfTask.of(window, 'Edit loud')).form).toMatchObject({
    program: 'command',
    values: { command: line, shell: 'true' },
  });
});

test('a task is edited while its file changes underneath, and what both changed is asked about', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  await window.commandOn('Executor: Edit Task…', 'old');
  const form = await FormOfTask.of(window, 'Edit old');
  expect(form.form).toMatchObject({ name: 'old', values: { script: 'jobs/hello.sh', timeout: '1 hour' } });
  form.edit({ args: 'mine' });
  await form.until(({ commandLine }) => commandLine?.endsWith('hello.sh mine') === true, 'the new command line');
  const theirs = taskFile.replace('// says hello', '// says hello\n      "args": ["theirs"], "group": "daily",');
  world.write('.vscode/executor.json', theirs);
  const { canSave, conflicts } = await form.until((view) => view.conflicts.length > 0, 'a conflict');
  expect([conflicts.map(({ field }) => field), canSave, form.form.values['group']]).toEqual([['args'], false, 'daily']);
  expect(form.said).toMatch(/^Updated from the task file: /);
  form.panel.say({ kind: 'settle', field: 'args', takes: 'mine' });
  await form.until((view) => view.canSave, 'it is settled');
  await form.save();
  expect(world.taskFile).toBe(theirs.replace('theirs', 'mine'));

  // Called again, there is one form of a task.
  window.menu('old', 'Edit Task…');
  const again = await FormOfTask.of(window, 'Edit old');
  window.menu('old', 'Edit Task…');
  await window.until(() => again.panel.revealed === 1, 'it is shown again');
  again.panel.say({ kind: 'open-file' });
  await window.untilShown('executor.json');
  again.panel.say({ kind: 'cancel' });
  await window.until(() => window.vscode.panels.length === 0, 'it is closed');
});

test('variables are imported, a secret is set and stands nowhere, and a reload brings back what was filled in', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  window.menu('old', 'Edit Task…');
  const form = await FormOfTask.of(window, 'Edit old');
  window.vscode.chosenFiles.push([world.path('names.env')]);
  form.panel.say({ kind: 'import' });
  await window.until(() => form.said === 'Imported from names.env: WHO, GREETING.', 'the file is imported');
  form.edit({ timeout: '2 hours' }, { secrets: ['API_TOKEN'] });
  form.panel.say({ kind: 'set-secret', name: 'API_TOKEN' });
  (await window.input('Set Secret API_TOKEN')).enter(secret);
  await form.until(({ setSecrets }) => setSecrets.includes('API_TOKEN'), 'it has a value');
  const kept = { ...form.state, form: form.edit({ timeout: '2 hours' }, { secrets: ['API_TOKEN'] }) };
  expect(JSON.stringify(form.panel.told)).not.toContain(secret);

  // The tab outlives the window, and its page is given back to the next one.
  await world.closeWindow();
  const later = await world.openWindow();
  const tab = later.vscode.createPanel('executor.taskForm', 'Edit old');
  await later.vscode.serializers.get('executor.taskForm')?.deserializeWebviewPanel(tab, kept);
  const restored = await FormOfTask.of(later, 'Edit old');
  expect(restored.form).toMatchObject({
    values: { timeout: '2 hours' },
    variables: [
      { name: 'WHO', value: 'world' },
      { name: 'GREETING', value: 'good day' },
    ],
  });
  const { variables } = await restored.until(
    (view) => view.canSave && view.variables.some(({ name }) => name === 'API_TOKEN'),
    'the environment of a run',
  );
  expect(variables.find(({ name }) => name === 'API_TOKEN')?.value).not.toContain(secret);
  await restored.save();
  expect(world.taskFile).toBe(
    taskFile
      .replace('1 hour', '2 hours')
      .replace(
        '"env": { "WHO": "old" }',
        '"env": { "WHO": "world", "GREETING": "good day" },\n      "secrets": ["API_TOKEN"]',
      ),
  );
  await later.untilRow('old', 'never run');
  later.menu('old', 'Start');
  await later.untilOutput(`hello, world; the token has ${String(secret.length)} characters`);

  const foreign = later.vscode.createPanel('executor.taskForm', 'Edit another');
  await later.vscode.serializers.get('executor.taskForm')?.deserializeWebviewPanel(foreign, { folder: 'elsewhere' });
  expect(later.vscode.panels).not.toContain(foreign);
});

test('script, interpreter, folder and files of variables are chosen in dialogs', async () => {
  await using world = new WindowWorld({
    ...options,
    files: {
      ...options.files,
      '.venv/bin/python': '#!/bin/sh\nexec echo "by the project: $1"\n',
      'jobs/report.py': '',
    },
  });
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  window.command('Executor: Add Task…');
  const form = await FormOfTask.of(window, 'Add Task');
  const choose = async (field: string, file: string, value: string): Promise<void> => {
    window.vscode.chosenFiles.push([world.path(file)]);
    form.panel.say({ kind: 'pick', field });
    await window.until(() => form.form.values[field] === value, `${field} is ${value}`);
  };
  form.panel.say({ kind: 'pick', field: 'interpreter' });
  (await window.question('Enter a script first')).hide();
  await choose('script', 'jobs/report.py', 'jobs/report.py');
  expect(form.form.name).toBe('report');
  form.panel.say({ kind: 'pick', field: 'interpreter' });
  const interpreters = await window.question('Found by Itself');
  expect(interpreters.texts[0]).toMatch(/^Found by Itself · .*\.venv\/bin\/python · .*, from \.venv$/);
  interpreters.accept(interpreters.rows.filter(({ label }) => label === '.venv/bin/python'));
  await window.until(() => form.form.values['interpreter'] === '.venv/bin/python', 'it is the one of the project');
  window.vscode.chosenFiles.push([world.path('.venv/bin/python')]);
  form.panel.say({ kind: 'pick', field: 'interpreter' });
  (await window.question('Browse…')).choose('Browse…');
  await form.until(({ commandLine }) => /\/\.venv\/bin\/python .*\/jobs\/report\.py$/.test(commandLine ?? ''), 'both');
  await choose('cwd', 'jobs', 'jobs');
  await choose('envFile', 'names.env', 'names.env');
  form.edit({ recurrence: '0 9 * * *', timezone: 'America/New_York' }, { mode: 'schedule' });
  const { schedule } = await form.until((view) => view.canSave && view.schedule !== undefined, 'a schedule');
  expect(schedule?.next[0]).toMatch(/ 09:00:00 E[SD]T$/);
  await form.save({ starts: true });
  await window.untilRow('report', /09:00/);

  // The task is no longer in the file; its schedule and its name are kept.
  const { parse } = await import('jsonc-parser');
  expect(parse(world.taskFile)).toMatchObject({
    tasks: {
      report: {
        ...{ script: 'jobs/report.py', cron: '0 9 * * *', timezone: 'America/New_York' },
        ...{ interpreter: '.venv/bin/python', cwd: 'jobs', envFile: 'names.env' },
      },
    },
  });
});

test('a name that is refused saves nothing, and the form goes on', async () => {
  await using world = new WindowWorld({
    ...options,
    tasks: { old: { script: 'jobs/hello.sh', restart: 'never' }, report: { script: 'jobs/hello.sh', every: '1 day' } },
    hasClock: true,
  });
  const window = await world.openWindow();
  await window.untilRow('report', 'paused · never run');
  window.menu('report', 'Start Schedule');
  await window.untilRow('report', /\(in /);
  world.define({ old: { script: 'jobs/hello.sh', restart: 'never' }, marker: { command: ['true'] } });
  await window.untilRow('marker', 'never run');
  world.setClock(Date.now() + 10_000);
  await window.untilRow('report', /not in the task file/);
  const before = world.taskFile;
  window.menu('old', 'Edit Task…');
  const form = await FormOfTask.of(window, 'Edit old');
  const refused = form.edit({ timeout: '2 hours' }, { name: 'Report' });
  await form.until(({ canSave }) => canSave, 'the form sees nothing wrong');
  form.panel.say({ kind: 'save', starts: false });
  await window.until(() => /^Nothing was saved\. .*report/.test(form.said ?? ''), 'nothing was saved');
  expect(world.taskFile).toBe(before);
  // What is typed while it is being saved is not lost.
  const typed = form.edit({ timeout: '2 dais' }, { name: 'older' }, refused);
  await form.until(({ problems }) => problems.some(({ field }) => field === 'timeout'), 'what was typed is judged');
  form.edit({ timeout: '2 hours' }, {}, typed);
  await form.until(({ canSave }) => canSave, 'all is well');
  await form.save();
  expect(await world.untilTaskFile('"older"')).toContain('"timeout": "2 hours"');
  await window.untilRow('older', 'never run');
});

test('what the page cannot have said changes nothing, and the form goes on', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('old', 'never run');
  window.menu('old', 'Edit Task…');
  const form = await FormOfTask.of(window, 'Edit old');
  const { html, options: may } = form.panel.webview;
  expect(html).toContain("default-src 'none'");
  expect(may).toMatchObject({ enableScripts: true });
  const { form: present } = form.state;
  for (const message of [
    undefined,
    null,
    7,
    { kind: 'save' },
    { kind: 'save', starts: 'no' },
    { kind: 'save', starts: false, name: 'old' },
    { kind: 'Cancel' },
    { kind: 'cancel', now: true },
    { kind: 'settle', field: 'timeout', takes: 'both' },
    { kind: 'pick', field: 'nothing' },
    { kind: 'pick', field: '__proto__' },
    { kind: 'set-secret', name: 'NOT_ITS_OWN' },
    { kind: 'open-file', path: '/etc/passwd' },
    { kind: 'import', path: '/etc/passwd' },
    { kind: 'edited', form: { ...present, mode: 'always' } },
    { kind: 'edited', form: { ...present, values: { script: 1 } } },
    { kind: 'edited', form: { ...present, more: '' } },
    { kind: 'edited', form: null },
    { kind: '__proto__' },
  ]) {
    form.panel.say(message);
  }
  form.edit({ timeout: '2 dais' });
  await form.until(({ problems }) => problems.some(({ field }) => field === 'timeout'), 'no period');
  expect([form.form.name, form.form.values['script'], world.taskFile]).toEqual(['old', 'jobs/hello.sh', taskFile]);
  form.edit({ timeout: '3 hours' });
  await form.until(({ canSave }) => canSave, 'all is well');
  await form.save();
  expect(world.taskFile).toBe(taskFile.replace('1 hour', '3 hours'));
});

test('of two folders the form edits the one that its task is in, and Add Task… asks which', async () => {
  const file = (task: string): string => `{ "tasks": { "${task}": { "script": "a.sh", "restart": "never" } } }\n`;
  await using world = new WindowWorld({
    files: {
      'one/a.sh': 'echo one\n',
      'one/.vscode/executor.json': file('first'),
      'two/a.sh': 'echo two\n',
      'two/.vscode/executor.json': file('second'),
    },
    folders: ['one', 'two'],
    settings: { 'executor.revealOutput': 'onStart' },
  });
  const window = await world.openWindow();
  await window.untilRow('second', 'never run');
  window.menu('second', 'Edit Task…');
  const edit = await FormOfTask.of(window, 'Edit second');
  expect(edit.place).toBe('two');
  edit.edit({ args: 'more' });
  await edit.until(({ canSave }) => canSave, 'all is well');
  await edit.save();
  expect(world.read('two/.vscode/executor.json')).toBe(file('second').replace('"never"', '"never", "args": ["more"]'));

  window.command('Executor: Add Task…');
  (await window.question('Which folder is the task for?')).choose('two');
  const add = await FormOfTask.of(window, 'Add Task');
  expect(add.place).toBe('two');
  add.edit({ script: 'a.sh' }, { name: 'third' });
  await add.until(({ canSave }) => canSave, 'all is well');
  await add.save({ starts: true });
  await window.untilOutput(/^two$/m);
  expect(world.read('two/.vscode/executor.json')).toContain('"third": { "script": "a.sh", "restart": "never" }');
  expect(world.read('one/.vscode/executor.json')).toBe(file('first'));
});
