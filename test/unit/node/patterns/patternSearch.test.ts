import { expect, test } from 'vitest';
import { err, ok } from '../../../../src/base/result.ts';
import { logMark } from '../../../../src/model/log/logText.ts';
import type { Judging } from '../../../../src/node/patterns/patternJudge.ts';
import { PatternSearch } from '../../../../src/node/patterns/patternSearch.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A search for a text that ends in "ready", whose judge takes "slow" for too slow. */
function search(): {
  clock: FakeClock;
  judged: string[];
  told: unknown[];
  say: (text: string, isRestart?: boolean) => Promise<void>;
  pass: (ms: number) => Promise<void>;
  end: () => void;
} {
  const clock = new FakeClock();
  const judged: string[] = [];
  const told: unknown[] = [];
  const judge = ({ texts }: Judging): ReturnType<ConstructorParameters<typeof PatternSearch>[0]['judge']['judge']> => {
    judged.push(...texts);
    if (texts.includes('slow')) return Promise.resolve(err({ kind: 'too-slow' }));
    return Promise.resolve(ok(texts.flatMap((text, index) => (text.endsWith('ready') ? [index] : []))));
  };
  const it = new PatternSearch({
    clock,
    judge: { judge },
    pattern: { source: 'ready$', flags: '' },
    text: '/ready$/',
    onFound: () => told.push('found'),
    onUnknown: (why) => told.push(why),
  });
  return {
    clock,
    judged,
    told,
    say: (text, isRestart = false) => it.onPiece({ text, bytes: Buffer.from(text), end: 0, isRestart }),
    pass: async (ms) => {
      clock.advance(ms);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
    end: () => {
      it.dispose();
    },
  };
}

test('judges each line once, but those of Executor', async () => {
  const { end, judged, say } = search();
  await say(`${logMark}ready\none\ntwo\n`);
  await say('three\n');
  expect(judged).toEqual(['one', 'two', 'three']);
  end();
});

test('judges a line without an end as it stands, four times a second while it grows, and once more at its end', async () => {
  const { end, judged, pass, say } = search();
  for (const letter of 'abcdef') await say(letter);
  expect(judged).toEqual(['a']);
  await pass(250);
  expect(judged).toEqual(['a', 'abcdef']);
  await pass(250);
  await say('g\n');
  expect(judged).toEqual(['a', 'abcdef', 'abcdefg']);
  await say('h');
  await pass(250);
  await say('\n');
  expect(judged).toEqual(['a', 'abcdef', 'abcdefg', 'h']);
  end();
});

test('finds a prompt that comes in pieces', async () => {
  const { clock, pass, say, told } = search();
  await say('re');
  await say('ady');
  await pass(250);
  expect(told).toEqual(['found']);
  await say('ready');
  expect(told).toEqual(['found']);
  expect(clock.pendingTimers).toBe(0);
});

test('judges the first 4 KB of a line, and nothing of it again', async () => {
  const { end, judged, pass, say } = search();
  await say('x'.repeat(60_000));
  await say('x'.repeat(60_000));
  await pass(250);
  await say('ready\n');
  expect(judged).toEqual(['x'.repeat(4_096)]);
  end();
});

test('begins a line anew where the log was cut', async () => {
  const { end, judged, say } = search();
  await say('one');
  await say('two\n', true);
  expect(judged).toEqual(['one', 'two']);
  end();
});

test('tells once of a pattern that is too slow, and judges nothing after it', async () => {
  const { clock, judged, say, told } = search();
  await say('slow\n');
  await say('ready\n');
  expect(judged).toEqual(['slow']);
  expect(told).toMatchObject([{ with: ['/ready$/', '0.5'] }]);
  expect(clock.pendingTimers).toBe(0);
});
