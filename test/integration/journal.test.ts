import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { JournalFile } from '../../src/node/state/journalFile.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const clock = { ...systemClock, now: () => Date.UTC(2026, 2, 5, 13, 2, 7, 890) };

describe('the journal', () => {
  test('has one JSON object a line, in the file when recording returns, for its owner alone', () => {
    using folder = temporaryFolder();
    const path = folder.join('executor.log');
    const journal = new JournalFile(path, clock);
    journal.record({ level: 'info', event: 'run-started', task: 'a "b"\n', run: '0123456789ab', message: 'Started ☂' });
    journal.record({ level: 'warning', event: 'state-replaced', message: 'Gone' });
    expect(readFileSync(path, 'utf8')).toBe(
      '{"time":"2026-03-05T13:02:07.890Z","level":"info","event":"run-started","task":"a \\"b\\"\\n","run":"0123456789ab","message":"Started ☂"}\n' +
        '{"time":"2026-03-05T13:02:07.890Z","level":"warning","event":"state-replaced","message":"Gone"}\n',
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('goes on where an earlier one ended', () => {
    using folder = temporaryFolder();
    const path = folder.join('executor.log');
    new JournalFile(path, clock).record({ level: 'info', event: 'first', message: '' });
    new JournalFile(path, clock).record({ level: 'info', event: 'second', message: '' });
    expect(events(path)).toEqual(['first', 'second']);
  });

  test('keeps the newest five files within their bound and loses none of their entries', () => {
    using folder = temporaryFolder();
    const path = folder.join('executor.log');
    const journal = new JournalFile(path, clock, { fileBytes: 1_000, files: 5 });
    for (let entry = 0; entry < 100; entry++) journal.record({ level: 'info', event: String(entry), message: '' });

    const names = ['executor.1.log', 'executor.2.log', 'executor.3.log', 'executor.4.log', 'executor.log'];
    expect(readdirSync(folder.path).sort()).toEqual(names);
    expect(names.filter((name) => statSync(folder.join(name)).size > 1_000)).toEqual([]);
    const oldestFirst = ['executor.4.log', 'executor.3.log', 'executor.2.log', 'executor.1.log', 'executor.log'];
    const kept = oldestFirst.flatMap((name) => events(folder.join(name)));
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => String(100 - kept.length + index)));
    expect(kept.length).toBeGreaterThan(40);
  });

  test('takes an entry that is larger than a whole file', () => {
    using folder = temporaryFolder();
    const path = folder.join('executor.log');
    const journal = new JournalFile(path, clock, { fileBytes: 100, files: 2 });
    journal.record({ level: 'info', event: 'small', message: '' });
    journal.record({ level: 'info', event: 'large', message: 'x'.repeat(500) });
    journal.record({ level: 'info', event: 'last', message: '' });
    expect([events(folder.join('executor.1.log')), events(path)]).toEqual([['large'], ['last']]);
  });

  test('that cannot be written stops nobody, and says afterwards how many entries are missing', () => {
    using folder = temporaryFolder();
    const path = folder.join('state', 'executor.log');
    const journal = new JournalFile(path, clock);
    journal.record({ level: 'info', event: 'lost-1', message: '' });
    writeFileSync(folder.join('state'), 'a file in the way');
    journal.record({ level: 'info', event: 'lost-2', message: '' });
    rmSync(folder.join('state'));
    mkdirSync(folder.join('state'));
    journal.record({ level: 'info', event: 'kept', message: '' });
    expect(events(path)).toEqual(['entries-lost', 'kept']);
    expect(readFileSync(path, 'utf8')).toContain('"message":"2 entries before this one could not be written"');
  });

  test('is begun anew where somebody deleted it', () => {
    using folder = temporaryFolder();
    const path = folder.join('executor.log');
    const journal = new JournalFile(path, clock);
    journal.record({ level: 'info', event: 'deleted', message: '' });
    rmSync(path);
    expect(existsSync(path)).toBe(false);
    journal.record({ level: 'info', event: 'kept', message: '' });
    expect(events(path)).toEqual(['kept']);
  });
});

function events(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly event: string }).event);
}
