import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLogFileName, logFileName, taskSlug } from '../../../../src/model/log/logNames.ts';
import { taskKey } from '../../../../src/model/words/taskKey.ts';

/** Names that people use, and names that file systems dislike. */
const taskName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 80, unit: fc.constantFrom('a', 'B', '.', '-', '_', '/', '\\', ' ', '0', 'é') }),
  fc.constantFrom('CON', 'nul.txt', 'com1', '..', '.', '...', '../../x', 'C:\\x', '-', ' ', '~', 'LPT9.a.b'),
);

describe('the slug of a task', () => {
  test.each([
    ['scrape', 'scrape'],
    ['Scrape_2.daily-run', 'Scrape_2.daily-run'],
    ['console', 'console'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), `${'x'.repeat(49)}-5d5ce00c46`],
    ['daily report', 'daily_report-83971c32df'],
    ['Données', 'Donnees-511d470e46'],
    ['备份', 'task-08b0b4fc8a'],
    ['../../etc/passwd', '_._etc_passwd-0bbbf512d6'],
    ['.hidden', 'hidden-a0cde34068'],
    ['a..b', 'a.b-827ac9b5e5'],
    ['CON', '_CON-190df760da'],
    ['con.txt', '_con.txt-c68dedf1ac'],
    ['end.', 'end-605d00084b'],
    ['-rf', 'rf-17de6b8341'],
    ['x-0123456789', 'x-0123456789-8c34297465'],
  ])('of %j is %j, today as ever, for it names folders that are there', (name, slug) => {
    expect(taskSlug(name)).toBe(slug);
  });

  test('is a plain name of at most 60 characters that no file system takes for anything else', () => {
    fc.assert(
      fc.property(taskName, (name) => {
        const slug = taskSlug(name);
        expect(slug).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,59}$/);
        expect(slug).not.toMatch(/\.\.|\.$/);
        expect(slug).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(taskSlug(name)).toBe(slug);
      }),
    );
  });

  test('differs for different tasks even where letter case makes no difference', () => {
    fc.assert(
      fc.property(taskName, taskName, (one, other) => {
        fc.pre(taskKey(one) !== taskKey(other));
        expect(taskSlug(one).toLowerCase()).not.toBe(taskSlug(other).toLowerCase());
      }),
    );
  });

  test('of one task is never the name of another', () => {
    fc.assert(
      fc.property(taskName, (name) => {
        const slug = taskSlug(name);
        fc.pre(taskKey(slug) !== taskKey(name));
        expect(taskSlug(slug).toLowerCase()).not.toBe(slug.toLowerCase());
      }),
    );
  });
});

describe('the file name of a log', () => {
  test('begins with the local time, so that names sort as runs did', () => {
    const name = logFileName(new Date(2026, 2, 5, 14, 2, 7).getTime(), '0123456789ab');
    expect(name).toBe('20260305-140207_0123456789ab.log');
    expect(isLogFileName(name)).toBe(true);
  });

  test.each(['notes.log', '20260305-140207_0123456789ab.log.bak', '../20260305-140207_0123456789ab.log'])(
    'is not %s',
    (name) => {
      expect(isLogFileName(name)).toBe(false);
    },
  );
});
