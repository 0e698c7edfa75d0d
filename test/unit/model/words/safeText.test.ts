import { expect, test } from 'vitest';
import { safeLine, safeLines, unlinked } from '../../../../src/model/words/safeText.ts';

/** How VS Code finds links in messages (`parseLinkedText`). */
const vscodeLink = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

test('what would act on a terminal is shown instead', () => {
  expect(safeLine('a\u001B]0;title\u0007b\nc\u009Bd\u202Ee\u2028f')).toBe(
    'a\uFFFD]0;title\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf',
  );
  expect(safeLines('a\tb\nc\rd\u001B[2J')).toBe('a\tb\nc\uFFFDd\uFFFD[2J');
  expect(safeLines('Zürich 東京 🙂\n')).toBe('Zürich 東京 🙂\n');
});

test.each([
  '[report](command:workbench.action.terminal.sendSequence?%5B%5D)',
  '[a](https://example.invalid "title")',
  'before [a](file:///etc/passwd) after [b](command:x)',
  '[[a](command:x)](command:y)',
])('%s is no link for VS Code any more, and reads the same', (text) => {
  expect(text).toMatch(vscodeLink);
  expect(unlinked(text)).not.toMatch(vscodeLink);
  expect(unlinked(text).replaceAll('\u2060', '')).toBe(text);
});
