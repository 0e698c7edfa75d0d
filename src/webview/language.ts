import { type Language, speak } from '../model/words/language.ts';

/** The page speaks the language of the window, which the window has put into it. */
const block = document.getElementById('language')?.textContent;
if (block) speak(JSON.parse(block) as Language);
