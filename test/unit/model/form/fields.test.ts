import { afterEach, expect, test } from 'vitest';
import { fieldsToShow } from '../../../../src/model/form/fields.ts';
import { speak, spokenLanguage } from '../../../../src/model/words/language.ts';

const english = spokenLanguage();

afterEach(() => {
  speak(english);
});

test('the words of a field are in the language that is spoken when the form is shown', () => {
  const bundle = {
    Script: 'Skript',
    'One per line. {0}': 'Eines in jeder Zeile. {0}',
    'keep it running': 'weiterlaufen lassen',
    'found automatically': 'wird gefunden',
  };
  speak({ tag: 'de', bundle });
  const shown = fieldsToShow('Europe/Berlin');
  const field = (key: string): (typeof shown)[number] | undefined => shown.find((each) => each.key === key);
  expect([
    field('script')?.label,
    field('watch')?.help.startsWith('Eines in jeder Zeile. '),
    field('onClose')?.choices[0],
    field('interpreter')?.placeholder,
    field('timezone')?.placeholder,
  ]).toEqual(['Skript', true, { value: 'keep', label: 'weiterlaufen lassen' }, 'wird gefunden', 'Europe/Berlin']);
});
