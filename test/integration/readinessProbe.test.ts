import { appendFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { PatternJudge } from '../../src/node/patterns/patternJudge.ts';
import { ReadinessProber } from '../../src/node/watch/readinessProbe.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const escape = '\u001B';
const colored = `${escape}[32m  ➜${escape}[39m  ${escape}[1mLocal${escape}[22m:   ${escape}[36mhttp://localhost:${escape}[1m5173${escape}[22m/${escape}[39m\n`;
const linked = `${escape}]8;;http://localhost/${escape}\\Open the app${escape}]8;;${escape}\\\n`;
const linkedWithBell = `${escape}]8;;http://localhost/\u0007Open the app${escape}]8;;\u0007\n`;
const progress = `Loading  10%\r${escape}[2KLoading 100%\r${escape}[2KReady in 3 s\n`;

test.each([
  [colored, 'Local:   http://localhost:5173/', false],
  [colored, '/http:.*:\\d+\\/$/', true],
  [linked, 'Open the app', false],
  [linkedWithBell, '/^Open the app$/', true],
  [progress, '/^Ready in \\d+ s$/', true],
  [progress, 'Loading 100%', false],
  ['listening\r\n', '/^listening$/', true],
  [`${escape}[1mlisten`, 'listen', false],
  ['plain\n', `${escape}[32mplain${escape}[39m`, false],
])('a log with %j shows the sign %j', async (text, sign, isPattern) => {
  using folder = temporaryFolder();
  const log = folder.join('a.log');
  writeFileSync(log, 'first line\n');
  const judge = new PatternJudge(systemClock);
  let onFound!: () => void;
  const found = new Promise<void>((resolve) => {
    onFound = resolve;
  });
  const listener = { onFound, onUnknown: () => undefined };
  const watch = new ReadinessProber(systemClock, judge).log(log, { kind: 'log', text: sign, isPattern }, listener);
  // A sequence may be divided between two writes.
  for (const half of [text.slice(0, 3), text.slice(3)]) appendFileSync(log, half);
  await expect(found).resolves.toBeUndefined();
  watch.dispose();
  judge.dispose();
});
