import * as l10n from '@vscode/l10n';

/** A language that Executor speaks to people. */
export interface Language {
  /** As BCP 47 names it; names of days and months follow it. */
  readonly tag: string;
  /** Its sentence for each English one. */
  readonly bundle: Readonly<Record<string, string>>;
}

const english: Language = { tag: 'en-US', bundle: {} };

let present = english;

/** Has everything said in this language from now on. Nothing calls it where what is said must be the same for everybody. */
export function speak(language: Language): void {
  present = language;
  l10n.config({ contents: { ...language.bundle } });
}

/** The language that is spoken now. */
export function spokenLanguage(): Language {
  return present;
}

/** What `say` returns in English whatever the window speaks: logs are the same for everybody who reads them. */
export function inEnglish<T>(say: () => T): T {
  const before = present;
  speak(english);
  try {
    return say();
  } finally {
    speak(before);
  }
}

/** The name of a weekday, from 0 for Sunday: "Tuesday", or "Tue" where there is little room. */
export function weekdayName(day: number, width: 'long' | 'short' = 'long'): string {
  return named(Date.UTC(2026, 1, 1 + day), { weekday: width });
}

/** The name of a month, from 1: "December", or "Dec" where there is little room. */
export function monthName(month: number, width: 'long' | 'short' = 'long'): string {
  return named(Date.UTC(2026, month - 1, 1), { month: width });
}

function named(at: number, what: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(present.tag, { ...what, timeZone: 'UTC' }).format(at);
}
