import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { say, word } from '../../../../src/model/words/clause.ts';
import { describeFailure } from '../../../../src/model/describeFailure.ts';
import { clockTime, describeSpan, speakSpan } from '../../../../src/model/words/humanTime.ts';
import { inEnglish, type Language, speak, spokenLanguage } from '../../../../src/model/words/language.ts';
import { renderLogFooter } from '../../../../src/model/log/logText.ts';
import { parseCron } from '../../../../src/model/cron/cron.ts';
import { describeCron } from '../../../../src/model/cron/cronWords.ts';
import { describeSchedule } from '../../../../src/model/schedule/scheduleWords.ts';
import { skippedLine } from '../../../../src/model/schedule/skipped.ts';
import { taskDescription } from '../../../../src/model/view/taskAppearance.ts';
import { aTask, aTaskThat, rulesOf } from '../../../support/aTask.ts';

const bundle = JSON.parse(
  readFileSync(new URL('../../../../l10n/bundle.l10n.de.json', import.meta.url), 'utf8'),
) as Language['bundle'];
const now = new Date(2026, 0, 2, 14, 0).getTime();
const english = spokenLanguage();

beforeEach(() => {
  speak({ tag: 'de', bundle });
});

afterEach(() => {
  speak(english);
});

test('a failure is worded here, with the clauses that it came with', () => {
  const why = say(
    'cannot start: {0}',
    say('The script "{0}" was not found at {1}. Create it, or fix "script" in the task file.', 'a.sh', '/w/a.sh'),
  );
  expect(describeFailure({ reason: 'dependency-failed', task: 'api', dependency: 'db', why })).toBe(
    '„api“ wartet auf „db“: kann nicht starten: Das Skript „a.sh“ wurde unter /w/a.sh nicht gefunden. Erstellen Sie es, oder korrigieren Sie "script" in der Aufgabendatei. Beheben Sie das, und starten Sie die Aufgabe dann erneut.',
  );
});

test('a clause that no translation has is told in English, and a text alone as it is', () => {
  expect([word(say('never heard of {0}', 3)), word('ENOENT')]).toEqual(['never heard of 3', 'ENOENT']);
});

test.each([
  ['*/5 9-17 * * MON-FRI', 'Alle 5 Minuten, von 09:00 bis 17:59, Montag bis Freitag'],
  ['0 9 * * *', 'Um 09:00, jeden Tag'],
  ['0 9 1,15 * *', 'Um 09:00, am 1. und 15. des Monats'],
  ['0 9 * 3,5 FRI#2', 'Um 09:00, am zweiten Freitag des Monats, im März und Mai'],
])('the cron expression %s is "%s"', (text, words) => {
  const expression = parseCron(text);
  expect(expression.ok && describeCron(expression.value)).toBe(words);
});

test.each([
  ['1 day', 'Jeden Tag'],
  ['2 weeks', 'Alle 2 Wochen'],
  ['1 hour and 30 min', 'Alle 90 Minuten'],
])('the period %s is "%s"', (every, words) => {
  expect(describeSchedule({ rules: rulesOf(every) })).toBe(words);
});

test('times and spans have the names of the language', () => {
  expect([clockTime(now + 86_400_000, now), clockTime(now + 40 * 86_400_000, now)]).toEqual([
    'Sa 14:00',
    '11. Feb 14:00',
  ]);
  expect([describeSpan(7_500_000), speakSpan(86_400_000), speakSpan(180_000)]).toEqual([
    '2 h 5 min',
    'einem Tag',
    '3 Minuten',
  ]);
});

test('a row', () => {
  expect(taskDescription({ ...aTask(), isMuted: true }, now)).toBe('nie gelaufen · stumm');
  expect(
    taskDescription(
      aTaskThat({ kind: 'backing-off', until: now + 32_000 }, now, { kind: 'failed', exit: { code: 1 } }),
      now,
    ),
  ).toBe('Neustart in 32 s · Exit 1');
});

test('logs stay English, and the language is the same afterwards', () => {
  const footer = renderLogFooter({ at: now, outcome: { kind: 'failed', exit: { code: 1 } }, zone: 'UTC' });
  expect(footer).toContain('── executor: failed · exit 1');
  expect(skippedLine({ task: 'a', from: 0, to: 0, count: 1, why: 'limit' })).toContain('1 run missed');
  expect(inEnglish(() => word(say('never run')))).toBe('never run');
  expect(word(say('never run'))).toBe('nie gelaufen');
});
