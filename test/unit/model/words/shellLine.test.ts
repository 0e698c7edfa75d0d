import { expect, test } from 'vitest';
import { hasLineBreak, posixShellArgv, windowsShellArgv } from '../../../../src/model/words/shellLine.ts';
import { programLine } from '../../../../src/model/task.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';

test('a POSIX shell is given the line as it is, the name of the task and its arguments', () => {
  expect(posixShellArgv('/bin/sh', 'a "$1" | b', 'my task', ['x y', ''])).toEqual([
    ...['/bin/sh', '-c', 'a "$1" | b', 'my task', 'x y', ''],
  ]);
});

test('a line is never taken for an option of the shell', () => {
  expect(posixShellArgv('sh', '-e', 'rm x', [])).toEqual(['sh', '-c', ' -e', 'rm x']);
  expect(posixShellArgv('sh', '+e', 'rm x', [])[2]).toBe(' +e');
});

test.each<[line: string, args: readonly string[], last: string]>([
  ['dir "a b" | more', [], '"dir "a b" | more"'],
  ['build', ['--fast', 'C:\\out'], '"build --fast C:\\out"'],
  ['build', ['', 'a b', 'C:\\my dir\\'], '"build "" "a b" "C:\\my dir\\\\""'],
  ['echo', ['a&b', '50%', 'say "hi"', 'x\\"y'], '"echo "a&b" "50%%cd:~,%" "say ""hi""" "x\\\\""y""'],
])('cmd.exe is given %j with %j', (line, args, last) => {
  expect(windowsShellArgv('C:\\cmd.exe', line, args)).toEqual(['C:\\cmd.exe', '/d', '/s', '/c', last]);
});

test('a line break is what cmd.exe cannot be given', () => {
  expect(['a & b', 'a\nb', 'a\rb'].map(hasLineBreak)).toEqual([false, true, true]);
});

test('people see the line, and with arguments what a shell is given', () => {
  const lineOf = (fields: object): string | undefined => {
    const [task] = parseTaskFile(JSON.stringify({ tasks: { t: fields } })).file?.tasks ?? [];
    return task && programLine(task);
  };
  expect(lineOf({ command: 'a | b', shell: true })).toBe('a | b');
  expect(lineOf({ command: 'a "$@" | b', shell: true, args: ['x y'] })).toBe(`sh -c 'a "$@" | b' t 'x y'`);
  expect(lineOf({ command: ['a', '| b'], shell: false })).toBe("a '| b'");
});

test('a line for a shell keeps what is the shell’s, dollars included', () => {
  const text = JSON.stringify({ tasks: { t: { command: 'echo $HOME $(date) >x 2>&1', shell: true } } });
  expect(parseTaskFile(text)).toMatchObject({
    diagnostics: [],
    file: { tasks: [{ program: { kind: 'shell', line: 'echo $HOME $(date) >x 2>&1' } }] },
  });
});
