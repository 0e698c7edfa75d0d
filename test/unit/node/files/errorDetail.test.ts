import { expect, test } from 'vitest';
import { errorDetail, unreadableDetail } from '../../../../src/node/files/errorDetail.ts';

/** As Node words it. */
function systemError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code, syscall: 'open' });
}

const denied = systemError("EACCES: permission denied, open '/w/a.log'", 'EACCES');

test.each([
  ['a system error about the path that is named beside it: the words alone', denied, '/w/a.log', 'permission denied'],
  ['a system error about another path: all of it', denied, '/w', denied.message],
  ['a system error where no path is named: all of it', denied, undefined, denied.message],
  ['any other error: its message', new Error("no, open '/w'"), '/w', "no, open '/w'"],
  ['what is no error: as text', 'no', '/w', 'no'],
])('%s', (_, error, path, detail) => {
  expect(errorDetail(error, path)).toBe(detail);
  expect(unreadableDetail(error, path)).toBe(detail);
});

test('a folder in place of a file is called one', () => {
  const error = systemError('EISDIR: illegal operation on a directory, read', 'EISDIR');
  expect(unreadableDetail(error, '/w')).toBe('it is a folder');
});
