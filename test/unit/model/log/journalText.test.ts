import { expect, test } from 'vitest';
import { renderJournalLine } from '../../../../src/model/log/journalText.ts';

test('an entry becomes local time, level and sentence', () => {
  const time = new Date(2026, 4, 24, 12, 25, 0, 7).toISOString();
  const line = JSON.stringify({ time, level: 'info', event: 'run-started', message: 'Started LOL (pid 94491)' });
  expect(renderJournalLine(line)).toBe('2026-05-24 12:25:00.007 [info] Started LOL (pid 94491)');
});

test.each(['', 'not json', '[]', '{"time":"?","level":"info","message":"x"}', '{"level":"info"}'])(
  'what is no entry stays as it is: %s',
  (line) => {
    expect(renderJournalLine(line)).toBe(line);
  },
);
