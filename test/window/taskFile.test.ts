import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { OpenedWindow } from '../support/openedWindow.ts';
import type { TextDocument } from '../support/vscode/documents.ts';
import { Uri } from '../support/vscode/uri.ts';
import { type CompletionItem, Position, readMarkdown } from '../support/vscode/values.ts';
import { WindowWorld } from '../support/windowWorld.ts';

const examples = path.resolve(import.meta.dirname, '../../examples');

/** The task file in an editor. */
async function openFile(world: WindowWorld, window: OpenedWindow): Promise<TextDocument> {
  return window.vscode.documents.open(Uri.file(world.path('.vscode/executor.json')));
}

/** What is marked in the task file: its code, the marked text and what is said. */
function marks(window: OpenedWindow, document: TextDocument): readonly string[] {
  const found = window.vscode.diagnostics.get(document.uri.toString()) ?? [];
  return found.map(({ code, message, range }) => `${String(code)}: ${document.textIn(range)}: ${message}`);
}

/** Where a text stands. */
function placeOf(document: TextDocument, text: string): Position {
  return document.positionAt(document.getText().indexOf(text));
}

/** What is offered at the end of a text. */
function offeredAfter(window: OpenedWindow, document: TextDocument, text: string): readonly CompletionItem[] {
  const { character, line } = placeOf(document, text);
  const [provider] = window.vscode.completions;
  const list = provider?.provideCompletionItems(document, new Position(line, character + text.length));
  return list?.items.map((item) => provider?.resolveCompletionItem(item) ?? item) ?? [];
}

test('the examples have no problem', async () => {
  await using world = new WindowWorld({
    files: { '.vscode/executor.json': readFileSync(path.join(examples, '.vscode/executor.json'), 'utf8') },
  });
  const window = await world.openWindow();
  await window.untilRow('watch', /./);
  const document = await openFile(world, window);
  expect(marks(window, document)).toEqual([]);
  expect(window.vscode.diagnostics.has(document.uri.toString())).toBe(true);
});

test('a task file with errors marks each at its place, while one types, and runs the good tasks', async () => {
  const text =
    '{\n  "tasks": {\n    "good": { "script": "a.sh" },\n    "bad": { "script": "a.sh", "log": {} },\n    "worse": { "script": "a.sh", "comand": [] }\n  }\n}\n';
  await using world = new WindowWorld({ files: { 'a.sh': 'echo fine\n', '.vscode/executor.json': text } });
  const window = await world.openWindow();
  await window.untilRow('bad', 'error on line 4');
  await window.untilRow('good', 'never run');
  window.menu('bad', 'Open Task File');
  await window.untilShown('executor.json');
  const document = await openFile(world, window);
  expect(marks(window, document)).toEqual([
    expect.stringMatching(/: "log": This version of Executor does not support "log"\. Remove it\.$/),
    expect.stringMatching(/: "comand": .*Did you mean "command"\?/),
  ]);
  document.type(text.replace('"comand": []', '"args": []'));
  expect(marks(window, document)).toHaveLength(1);
  window.vscode.documents.close(document);
  expect(marks(window, document)).toEqual([]);
  window.menu('good', 'Start');
  await window.untilRow('good', /^succeeded/);
});

test('a file that is broken or gone leaves the last good definitions in force, and the view says so', async () => {
  await using world = new WindowWorld({ files: { 'a.sh': 'echo fine\n' }, tasks: { a: { script: 'a.sh' } } });
  const window = await world.openWindow();
  await window.untilRow('a', 'never run');
  const text = world.taskFile;
  world.write('.vscode/executor.json', '{ "tasks": { "a": {\n');
  await window.until(
    () => window.tree.message?.includes('executor.json has an error on line') === true,
    'it is broken',
  );
  expect(window.tree.message).toMatch(/; the definitions of \d\d:\d\d stay in effect\./);
  world.write('.vscode/executor.json', text);
  await window.until(() => window.tree.message === '', 'it is good again');
  world.remove('.vscode/executor.json');
  await window.until(() => window.tree.message?.includes('executor.json is missing') === true, 'it is gone');
  expect(window.tree.message).toMatch(/; the definitions of \d\d:\d\d stay in effect\./);
  window.menu('a', 'Start');
  await window.untilRow('a', /^succeeded/);
});

test('a window that finds a broken file shows the last good definitions; where there are none, it says that nothing starts', async () => {
  const broken = '{ "tasks": { "a": {\n<<<<<<< HEAD\n';
  await using world = new WindowWorld({ files: { 'a.sh': 'echo fine\n', '.vscode/executor.json': broken } });
  const window = await world.openWindow();
  await window.until(
    () => window.tree.message?.includes('executor.json has an error on line 2: nothing starts') === true,
    'nothing is known',
  );
  world.write('.vscode/executor.json', '{ "tasks": { "a": { "script": "a.sh" } } }');
  await window.untilRow('a', 'never run');
  window.menu('a', 'Start');
  await window.untilRow('a', /^succeeded/);
  await world.closeWindow();
  world.write('.vscode/executor.json', broken);
  const next = await world.openWindow();
  await next.untilRow('a', /^succeeded/);
  await next.until(
    () => /has an error on line 2; the definitions of \d\d:\d\d stay in effect\./.test(next.tree.message ?? ''),
    'the last good ones are in force',
  );
});

test('while a schedule is typed in the task file, its words and next runs are offered, each value once', async () => {
  const text = `{
  // Every field that says when is completed.
  "timezone": "Europe/Berlin",
  "tasks": {
    "report": { "script": "a.sh", "cron": "" }
  }
}
`;
  await using world = new WindowWorld({ files: { 'a.sh': 'echo a\n', '.vscode/executor.json': text } });
  const window = await world.openWindow();
  await window.untilRow('report', /./);
  const document = await openFile(world, window);
  const labels = (items: readonly CompletionItem[]): readonly string[] =>
    items.map(({ label }) => (typeof label === 'string' ? label : `${label.label} · ${label.description ?? ''}`));

  document.type(text.replace('"cron": ""', '"cron": "0 9 * * "'));
  const begun = labels(offeredAfter(window, document, '0 9 * * '));
  expect(begun.filter((label) => label.startsWith('0 9 * * MON-FRI · '))).toEqual([
    '0 9 * * MON-FRI · At 09:00, Monday to Friday',
  ]);
  document.type(text.replace('"cron": ""', '"cron": "0 9 * * SAT"'));
  const [saturday] = offeredAfter(window, document, '0 9 * * SAT');
  expect(labels(saturday ? [saturday] : [])).toEqual(['0 9 * * SAT · At 09:00, on Saturday']);
  const runs = readMarkdown(saturday?.documentation ?? { value: '' })
    .split('\n')
    .filter((line) => /^- Sat \d+ \w+ \d{4} 09:00:00 CES?T$/.test(line));
  expect(runs).toHaveLength(5);
  expect(saturday).toMatchObject({ insertText: '0 9 * * SAT', filterText: '0 9 * * SAT', sortText: '0000' });
  expect(saturday?.range && document.textIn(saturday.range.replacing)).toBe('0 9 * * SAT');

  // A field without quotes gets them with its value.
  document.type(text.replace('"cron": ""', '"cron": "0 9 * * SAT,SUN", "start": '));
  const starts = offeredAfter(window, document, '"start": ').map(({ insertText }) => insertText);
  expect(starts).toContainEqual(expect.stringMatching(/^"\d{4}-\d\d-\d\dT09:00:00"$/));
  // Elsewhere nothing of ours is offered.
  expect(offeredAfter(window, document, '"script": "a')).toEqual([]);
  const other = await window.vscode.documents.open(Uri.file(world.path('a.sh')));
  expect(window.vscode.completions[0]?.provideCompletionItems(other, new Position(0, 3))).toBeUndefined();
});

test('a schedule that one points at is explained, with its next runs in the zone that holds', async () => {
  await using world = new WindowWorld({
    tasks: {
      report: { command: ['true'], cron: '*/5 9-17 * * MON-FRI' },
      other: { command: ['true'], every: '1 day', start: '2026-02-27T13:00:00', timezone: 'Europe/Berlin' },
    },
    settings: { 'executor.timezone': 'Asia/Tokyo' },
  });
  const window = await world.openWindow();
  await window.untilRow('report', /./);
  const document = await openFile(world, window);
  const [provider] = window.vscode.hovers;
  const words = (text: string): string =>
    readMarkdown(provider?.provideHover(document, placeOf(document, text))?.contents ?? { value: '' });
  const cron = words('MON-FRI').split('\n');
  expect(cron[0]).toMatch(/^Every 5 minutes/);
  expect(cron).toContainEqual(expect.stringMatching(/^Next runs/));
  expect(cron.filter((line) => /^- \w{3} \d+ \w{3} \d{4} \d\d:\d\d:00 (JST|GMT\+9)$/.test(line))).toHaveLength(5);
  const daily = words('1 day');
  expect(daily).toContain('Every day, from Fri 27 Feb 2026 13:00:00');
  expect(daily.split('\n').filter((line) => /^- .* 13:00:00 CES?T$/.test(line))).toHaveLength(5);
  expect(words('"tasks"')).toBe('');
});
