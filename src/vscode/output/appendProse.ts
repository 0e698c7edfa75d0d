import type * as vscode from 'vscode';

/**
 * Appends a text that is broken into lines between its words. `appendText` makes its blanks such as do not break, so that
 * a long line would end in the middle of a word.
 */
export function appendProse(markdown: vscode.MarkdownString, text: string): void {
  for (const [index, word] of text.split(/(?<=\S) (?=\S)/).entries()) {
    if (index > 0) markdown.appendMarkdown(' ');
    markdown.appendText(word);
  }
}
