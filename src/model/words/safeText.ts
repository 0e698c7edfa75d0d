/**
 * Characters that do something where they should only be read: controls, separators of lines and paragraphs, and those that turn
 * the direction of what follows (U+202A to U+202E, U+2066 to U+2069), which make a name look like another.
 */
const acting = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;
const actingInLines = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** A text of somebody else within a line: what would act in it is shown as U+FFFD. */
export function safeLine(text: string): string {
  return text.replaceAll(acting, '\uFFFD');
}

/** The same of several lines, with their breaks and tabs. */
export function safeLines(text: string): string {
  return text.replaceAll(actingInLines, '\uFFFD');
}

/**
 * A text for a message or a prompt of VS Code, which makes a link of `[label](command:…)` that runs the command at a click
 * (`parseLinkedText` of VS Code). A WORD JOINER between the brackets, which nobody sees, keeps it a text.
 */
export function unlinked(text: string): string {
  return safeLines(text).replaceAll('](', ']\u2060(');
}
