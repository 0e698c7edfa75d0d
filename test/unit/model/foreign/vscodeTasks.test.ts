import { describe, expect, test } from 'vitest';
import { type ForeignPlace, nameTasks, newTasksOf } from '../../../../src/model/foreign/foreignTasks.ts';
import { vscodeTasks } from '../../../../src/model/foreign/vscodeTasks.ts';

const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };
const shell = ['/bin/sh', '-c'];
const byShell = '/bin/sh runs its command line; VS Code uses your terminal’s shell.';

/** The only task that a tasks.json with this one leads to. */
function imported(task: object, platform: NodeJS.Platform = 'linux', rest: object = {}): unknown {
  const text = JSON.stringify({ version: '2.0.0', ...rest, tasks: [{ label: 'a', ...task }] });
  const found = vscodeTasks(text, { ...place, platform });
  return found?.tasks[0] ?? found?.problems[0]?.message;
}

describe('a tasks.json', () => {
  test('has its shell and process tasks run once, with folder, variables and arguments', () => {
    const text = `{
  // comments are fine
  "version": "2.0.0",
  "tasks": [
    { "label": "build", "type": "shell", "command": "make", "args": ["all", "-j", "my file"], "group": "build", "problemMatcher": [] },
    { "label": "run", "type": "process", "command": "\${workspaceFolder}/bin/run", "args": ["--a b"],
      "options": { "cwd": "\${workspaceFolder}/srv", "env": { "PORT": 80, "HOMES": "\${env:HOME}" } } },
  ]
}`;
    expect(vscodeTasks(text, place)).toEqual({
      tasks: [
        {
          stem: 'build',
          fields: { command: ['make', 'all', '-j', 'my file'], restart: 'never' },
          commandText: "make all -j 'my file'",
          remarks: ['Left out because only VS Code knows it: problemMatcher, group.'],
        },
        {
          stem: 'run',
          fields: {
            command: ['${workspaceFolder}/bin/run', '--a b'],
            cwd: '${workspaceFolder}/srv',
            env: { PORT: '80', HOMES: '${env:HOME}' },
            restart: 'never',
          },
          commandText: '${workspaceFolder}/bin/run --a b',
          remarks: [],
        },
      ],
      problems: [],
      notes: [],
    });
  });

  test.each([
    ['Builds all.', 'Builds all.'],
    [' one\n two ', 'one  two'],
    ['🦊'.repeat(1_001), '🦊'.repeat(1_000)],
  ])('keeps what a task is for: %j', (detail, description) => {
    expect(imported({ type: 'process', command: 'x', detail })).toMatchObject({ fields: { description } });
    expect(imported({ type: 'process', command: 'x', detail: '\n' })).not.toHaveProperty('fields.description');
  });

  test.each([
    [{ command: 'make && make install' }, [...shell, 'make && make install']],
    [{ command: 'echo', args: ['$HOME'] }, [...shell, 'echo $HOME']],
    [{ command: 'echo ${HOME}' }, [...shell, 'echo $${HOME}']],
    [{ command: 'x $${userHome}', type: 'process' }, ['x $$${userHome}']],
    [{ type: 'process', command: '${HOME}/x' }, ['$${HOME}/x']],
    [{ command: '${workspaceRoot}/x', args: ['${userHome}'] }, ['${workspaceFolder}/x', '${userHome}']],
    [{ command: 'x ${cwd} | y' }, [...shell, 'x ${workspaceFolder} | y']],
    [{ command: 'x', args: [{ value: 'a b', quoting: 'escape' }] }, ['x', 'a b']],
    [{ command: 'x', args: [{ value: 'a b', quoting: 'weak' }] }, ['x', 'a b']],
    [{ command: 'x', args: [{ value: '$A', quoting: 'strong' }] }, [...shell, "x '$A'"]],
    [{ command: 'x', args: ["'a b'"] }, ['x', 'a b']],
    [{ command: { value: 'my prog', quoting: 'strong' }, args: ['a'] }, ['my prog', 'a']],
    [{ command: 'x', options: { shell: { executable: 'bash', args: ['-lc'] } } }, ['x']],
    [{ command: 'x | y', options: { shell: { executable: 'bash', args: ['-lc'] } } }, ['bash', '-lc', 'x | y']],
    [{ command: 'x', windows: { command: 'y' }, linux: { args: ['z'] } }, ['x', 'z']],
    [{ type: 'npm', script: 'build' }, ['npm', 'run', 'build']],
  ])('%j is run as %j', (task, command) => {
    expect(imported(task)).toMatchObject({ fields: { command } });
  });

  test('counts what the file says for all, and for this system, which wins', () => {
    const rest = { type: 'process', options: { env: { A: '1', B: '1' } }, osx: { options: { env: { B: '2' } } } };
    const task = { command: 'x', options: { cwd: 'sub' }, osx: { command: 'y' }, windows: { command: 'z' } };
    expect(imported(task, 'darwin', rest)).toMatchObject({
      fields: { command: ['y'], cwd: 'sub', env: { A: '1', B: '2' } },
      remarks: ['Left out because it is for other systems: windows.'],
    });
  });

  test('says which shell reads a line that needs one', () => {
    expect(imported({ command: 'a | b' })).toMatchObject({ remarks: [byShell] });
    expect(imported({ command: 'a | b', options: { shell: { executable: 'bash' } } })).toMatchObject({ remarks: [] });
  });

  test.each([
    [{ command: 'x', args: ['${file}'] }, 'Only a VS Code window knows what “${file}” is.'],
    [{ command: '${input:which}' }, 'Only a VS Code window knows what “${input:which}” is.'],
    [{ command: 'x', options: { cwd: '${fileDirname}' } }, 'Only a VS Code window knows what “${fileDirname}” is.'],
    [{ type: 'gulp', task: 'x' }, 'Another extension runs tasks of the type “gulp”. Write its command yourself.'],
    [{ type: 'executor', task: 'x' }, 'It is already a task of Executor.'],
    [{}, 'It has no command.'],
  ])('leaves out %j and says why', (task, message) => {
    expect(imported(task)).toBe(message);
  });

  test('starts with the folder what does so there', () => {
    expect(imported({ command: 'x', runOptions: { runOn: 'folderOpen' } })).toMatchObject({
      fields: { autoStart: true },
    });
  });

  test('has tasks wait for those that they depend on, by the names that these get', () => {
    const text = JSON.stringify({
      tasks: [
        { label: 'all', dependsOn: ['build', 'watch'], dependsOrder: 'sequence' },
        { label: 'build', command: 'make' },
        { label: 'watch', command: 'tsc -w', isBackground: true },
      ],
    });
    const tasks = vscodeTasks(text, place)?.tasks ?? [];
    expect(tasks[0]).toMatchObject({
      fields: { command: ['true'] },
      remarks: [
        'A dependency whose latest run succeeded is not run again.',
        'Its dependencies start at the same time, not one after another.',
      ],
    });
    const named = nameTasks(tasks, ['Build']);
    expect(newTasksOf(named).newTasks[0]).toMatchObject({
      name: 'all',
      after: [
        { task: 'build-2', condition: 'succeeded' },
        { task: 'watch', condition: 'started' },
      ],
    });
    expect(newTasksOf(named.slice(0, 2))).toMatchObject({
      newTasks: [{ after: [{ task: 'build-2' }] }, { name: 'build-2' }],
      remarks: ['all does not wait for watch, which is not imported with it.'],
    });
  });

  test('has no task wait for one that waits for it, nor twice for one', () => {
    const text = JSON.stringify({
      tasks: [
        { label: 'a', command: 'x', dependsOn: ['b', 'b', 'a'] },
        { label: 'b', command: 'y', dependsOn: 'c' },
        { label: 'c', command: 'z', dependsOn: 'a' },
      ],
    });
    const { newTasks, remarks } = newTasksOf(nameTasks(vscodeTasks(text, place)?.tasks ?? [], []));
    expect(newTasks.map(({ after }) => after)).toEqual([
      [{ task: 'b', condition: 'succeeded' }],
      [{ task: 'c', condition: 'succeeded' }],
      undefined,
    ]);
    expect(remarks).toEqual([
      'a does not wait for a, which waits for it.',
      'c does not wait for a, which waits for it.',
    ]);
  });

  test('may be part of a workspace file', () => {
    const text = '{ "folders": [], "tasks": { "tasks": [{ "label": "a", "command": "x" }] } }';
    expect(vscodeTasks(text, place)?.tasks).toMatchObject([{ stem: 'a' }]);
  });

  test.each(['', '[]', '{}', '{ "tasks": {} }', '{ "tasks": 3 }'])('that reads %j is none', (text) => {
    expect(vscodeTasks(text, place)).toBeUndefined();
  });
});
