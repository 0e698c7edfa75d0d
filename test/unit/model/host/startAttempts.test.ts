import { expect, test } from 'vitest';
import {
  type AttemptNote,
  judgeAttempts,
  readAttempts,
  writeAttempt,
} from '../../../../src/model/host/startAttempts.ts';

/** Notes, as short as can be: `a+` begins, `a-` ends, `a!` blamed, `a~` pardoned, `a=1` is what was before. */
function notes(text: string): readonly AttemptNote[] {
  return text.split(' ').map((word): AttemptNote => {
    const [task = '', sign = '', count = ''] = word;
    if (sign === '=') return { note: 'before', deaths: { [task]: Number(count) } };
    const kinds = { '+': 'begins', '-': 'ends', '!': 'blamed', '~': 'pardoned' } as const;
    return { note: kinds[sign as '+'], task };
  });
}

test.each([
  ['a task that was being started when the host died', 'a+', { a: 1 }],
  ['one that had started', 'a+ a-', {}],
  ['of two runs of one task, one that had not started', 'a+ a+ a-', { a: 1 }],
  ['several at once', 'a+ b+ c+ b-', { a: 1, c: 1 }],
  ['a task in the second host in a row', 'a=1 a+', { a: 2 }],
  ['a task that the second host had no trouble with', 'a=1 b+', { b: 1 }],
  ['a task that the second host did not even start', 'a=1', {}],
  ['a task that is blamed, whatever else was being started', 'a+ a- b+ a!', { a: 1 }],
  ['a task that is blamed in the second host in a row', 'a=1 a+ a- a!', { a: 2 }],
  ['a task that a person has started, so that it begins anew', 'a=2 a~ a+', { a: 1 }],
  ['a task that was refused, and so not touched', 'a=2 b+', { a: 2, b: 1 }],
])('under suspicion is %s', (_, text, suspects) => {
  expect(Object.fromEntries(judgeAttempts(notes(text)))).toEqual(suspects);
});

test('reads what it writes, and passes over what is no note', () => {
  const written = notes('a=1 a+ b!');
  const text = written.map(writeAttempt).join('');
  expect(readAttempts(`${text}{"note":"begins","ta`)).toEqual(written);
  expect(readAttempts('null\n[]\n7\n{"note":"begins"}\n{"note":"before","deaths":{"a":"x"}}\n\n')).toEqual([]);
});
