import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readLastLines } from '../../src/node/log/logReader.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** The last lines of a file that says `content`. */
async function tailOf(content: string | Uint8Array, lines: number) {
  using folder = temporaryFolder();
  writeFileSync(folder.join('run.log'), content);
  return await readLastLines(folder.join('run.log'), lines);
}

describe('the last lines of a log', () => {
  test.each([
    ['', 5, '', 0],
    ['\n', 1, '\n', 0],
    ['one', 1, 'one', 0],
    ['one\n', 1, 'one\n', 0],
    ['one\ntwo\n', 1, 'two\n', 4],
    ['one\ntwo', 1, 'two', 4],
    ['one\ntwo\nthree', 2, 'two\nthree', 4],
    ['one\ntwo\n', 2, 'one\ntwo\n', 0],
    ['one\ntwo\n', 9, 'one\ntwo\n', 0],
    ['one\n\n\n', 2, '\n\n', 4],
    ['one\r\ntwo\r\n', 1, 'two\r\n', 5],
    ['one\ntwo\n', 0, '', 8],
  ])('of %j, %d of them, are %j', async (content, lines, text, start) => {
    expect(await tailOf(content, lines)).toEqual({
      ok: true,
      value: { text, bytes: Buffer.from(text), start, end: content.length },
    });
  });

  test('are the same wherever the blocks that are read meet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('x'.repeat(65_535), 'y'.repeat(65_536), '☂'.repeat(30_000), '', 'short', '𝄞'), {
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (all, count, isOpen) => {
          const content = all.map((line) => `${line}\n`).join('') + (isOpen ? 'open ☂' : '');
          const lines = content.split(/(?<=\n)/);
          const tail = await tailOf(content, count);
          expect(tail.ok && tail.value.text).toBe(lines.slice(-count).join(''));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('show bytes that are no text as U+FFFD', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a\n☂'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('b'),
      Buffer.from([0xe2]),
    ]);
    const value = { text: '☂\uFFFD\uFFFDb\uFFFD', bytes: bytes.subarray(2), start: 2, end: 9 };
    expect(await tailOf(bytes, 1)).toEqual({ ok: true, value });
  });

  test('of one endless line are its end, beginning with a whole character', async () => {
    const tail = await tailOf(`a${'☂'.repeat(6_000_000)}`, 3);
    if (!tail.ok) throw new Error('not read');
    const { text, start, end } = tail.value;
    expect([text.length, text[0], end - start]).toEqual([5_592_405, '☂', 16_777_215]);
  });

  test('of a file of 1 GB are found without reading it', async () => {
    using folder = temporaryFolder();
    const path = folder.join('run.log');
    writeFileSync(path, 'first line\n');
    truncateSync(path, 1_000_000_000);
    const lines = Array.from({ length: 60 }, (_, index) => `line ${String(index)}\n`);
    appendFileSync(path, `\n${lines.join('')}`);
    const tail = await readLastLines(path, 50);
    expect(tail.ok && tail.value.text).toBe(lines.slice(-50).join(''));
  });

  test('of a log that is not there are a failure and no exception', async () => {
    using folder = temporaryFolder();
    const path = folder.join('run.log');
    expect(await readLastLines(path, 5)).toMatchObject({ ok: false, error: { reason: 'log-unreadable', path } });
  });
});
