import { expect, test } from 'vitest';
import { commandLine } from '../../../../src/model/words/commandLine.ts';

test.each([
  [['Rscript', '/a/b-c.R', '--x=1', 'a:b', 'n%', '@1', '1,2', 'a+b'], 'Rscript /a/b-c.R --x=1 a:b n% @1 1,2 a+b'],
  [
    ['echo', '', 'two words', "it's", '"q"', '$HOME', '~', '*', 'é'],
    `echo '' 'two words' 'it'\\''s' '"q"' '$HOME' '~' '*' 'é'`,
  ],
  [['printf', 'a\nb\t\\', "it's\u0007", '\u2028'], String.raw`printf $'a\nb\t\\' $'it\'s\x07' $'\u2028'`],
  [[], ''],
])('shows %j as a shell would need it', (argv, text) => {
  expect(commandLine(argv)).toBe(text);
});
