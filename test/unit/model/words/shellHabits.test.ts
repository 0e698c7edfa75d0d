import { expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { describeFailure } from '../../../../src/model/describeFailure.ts';
import type { TaskDefinition } from '../../../../src/model/task.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { substitute } from '../../../../src/model/words/variables.ts';

/** The task that a person gets who writes this into the file. */
function taskOf(fields: string): TaskDefinition {
  const { diagnostics, file } = parseTaskFile(`{ "tasks": { "a": { ${fields} } } }`);
  expect(diagnostics.map(({ message }) => word(message))).toEqual([]);
  const [task] = file?.tasks ?? [];
  if (!task) throw new Error('no task');
  return task;
}

const variables = { workspaceFolder: '/w', userHome: '/h', env: { DATA: '/d', ProgramFiles: '/p' }, platform: 'linux' };
const fill = (text: string): string => substitute(text, variables);

/** What a sentence says to write. */
function writtenIn(sentence: string): string {
  return /; write (.*)\.$/.exec(sentence)?.[1] ?? `nothing: ${sentence}`;
}

test.each([
  ['~/a.sh', '~ is not supported here; write "${userHome}/a.sh".', '/h/a.sh'],
  ['$HOME/x.py', '$HOME is not supported here; write "${userHome}/x.py".', '/h/x.py'],
  ['$DATA/x.py', '$DATA is not supported here; write "${env:DATA}/x.py".', '/d/x.py'],
  ['%USERPROFILE%\\x.py', '%USERPROFILE% is not supported here; write "${userHome}/x.py".', '/h/x.py'],
  ['%ProgramFiles%/x.py', '%ProgramFiles% is not supported here; write "${env:ProgramFiles}/x.py".', '/p/x.py'],
  ['jobs\\a.py', 'Folders are separated by "/" here; write "jobs/a.py".', 'jobs/a.py'],
])('the script %j: %s', (script, advice, meant) => {
  const sentence = describeFailure({ reason: 'script-missing', script, path: `/w/${script}` });
  expect(sentence).toBe(`The script "${script}" was not found at /w/${script}. ${advice}`);
  const { program } = taskOf(`"script": ${writtenIn(sentence)}`);
  expect(program.kind === 'script' && fill(program.script)).toBe(meant);
});

test.each([
  ['report.py --all', { kind: 'script', script: 'report.py' }, ['--all']],
  ['jobs/report --all "two words"', { kind: 'script', script: 'jobs/report' }, ['--all', 'two words']],
  ['~/report.py -v', { kind: 'script', script: '${userHome}/report.py' }, ['-v']],
  ['python3 report.py', { kind: 'command', command: ['python3', 'report.py'] }, []],
  ['cd jobs && ./report.sh', { kind: 'shell', line: 'cd jobs && ./report.sh' }, []],
])('the script %j is advised to be what it means', (script, program, args) => {
  const sentence = describeFailure({ reason: 'script-missing', script, path: `/w/${script}` });
  expect(sentence).toContain(' A script is only a path; write ');
  expect(taskOf(writtenIn(sentence))).toMatchObject({ program, args });
});

test.each([
  [['npm start'], ['npm', 'start']],
  [
    ['npm run', 'build'],
    ['npm', 'run', 'build'],
  ],
  [['python3 "my report.py" --all'], ['python3', 'my report.py', '--all']],
  [['cd x && make'], 'cd x && make'],
  [['cd', 'x y', '&&', 'make'], "cd 'x y' && make"],
  [['source venv/bin/activate'], 'source venv/bin/activate'],
  [['PORT=1', 'npm', 'start'], 'PORT=1 npm start'],
  [['echo ${PORT:-5000}'], 'echo ${PORT:-5000}'],
  [['~/bin/serve'], ['/h/bin/serve']],
  [['$HOME/bin/serve'], ['/h/bin/serve']],
  [['bin\\serve'], ['bin/serve']],
])('the command %j is advised to be what it means', ([program = '', ...args], meant) => {
  const sentence = describeFailure({ reason: 'program-missing', program, args, places: ['/bin'] });
  expect(sentence.startsWith(`The program "${program}" was not found in /bin. `)).toBe(true);
  const written = writtenIn(sentence);
  const { program: understood } = taskOf(written.startsWith('"command": ') ? written : `"command": [${written}]`);
  if (understood.kind === 'shell') expect(fill(understood.line)).toBe(meant);
  else expect(understood.kind === 'command' && understood.command.map(fill)).toEqual(meant);
});

test.each(['~/logs', '$HOME/logs'])('the folder and the env file %j are advised to be below the home', (path) => {
  const cwd = describeFailure({ reason: 'cwd-missing', cwd: path, path: `/w/${path}` });
  const file = describeFailure({ reason: 'env-file-missing', file: path, path: `/w/${path}` });
  expect([cwd, file].map(writtenIn)).toEqual(['"${userHome}/logs"', '"${userHome}/logs"']);
});

test.each([
  ['my report.py', 'Create it, or fix "script" in the task file.'],
  ['jobs/$x y.py', undefined],
  ['C:\\jobs\\a.py', 'Create it, or fix "script" in the task file.'],
])('what may be a name is left alone: %j', (script, advice) => {
  const sentence = describeFailure({ reason: 'script-missing', script, path: '/w/x' });
  if (advice !== undefined) expect(sentence.endsWith(advice)).toBe(true);
  else expect(sentence).toContain('$x');
});

test('on Windows a backslash is a path', () => {
  const sentence = describeFailure({ reason: 'script-missing', script: 'jobs\\a.py', path: 'C:\\w\\jobs\\a.py' });
  expect(sentence).toContain('Create it');
});
