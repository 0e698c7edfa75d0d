import * as vscode from 'vscode';
import { unlinked } from '../model/words/safeText.ts';

// The only place that shows messages and asks for text. What they say may name tasks, paths and zones of a repository, and VS
// Code makes links of what looks like one in Markdown: `[label](command:…)` would run any command at a click.

type Show<T extends string> = (text: string, ...buttons: readonly T[]) => Thenable<T | undefined>;

/** Tells something; answers the button that was pressed. */
export const showInformation: Show<string> = (text, ...buttons) =>
  vscode.window.showInformationMessage(unlinked(text), ...buttons);

/** The same as a warning. */
export const showWarning: Show<string> = (text, ...buttons) =>
  vscode.window.showWarningMessage(unlinked(text), ...buttons);

/** The same as an error. */
export const showError: Show<string> = (text, ...buttons) => vscode.window.showErrorMessage(unlinked(text), ...buttons);

/** Asks in a dialog that must be answered; undefined if it is closed. */
export function askModally<T extends string>(
  severity: 'information' | 'warning',
  { detail, text }: { readonly text: string; readonly detail: string },
  ...buttons: readonly T[]
): Thenable<T | undefined> {
  const show = severity === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  return show(unlinked(text), { modal: true, detail: unlinked(detail) }, ...buttons);
}

/** A question for a text, whose answer is judged while it is typed. */
export interface TextQuestion extends Omit<vscode.InputBoxOptions, 'validateInput'> {
  /** Says what is wrong with what was typed. */
  readonly validateInput?: (typed: string) => string | undefined;
}

/** Asks for a text. */
export function askText(options: TextQuestion): Thenable<string | undefined> {
  const { prompt, title, validateInput } = options;
  return vscode.window.showInputBox({
    ...options,
    ...(title !== undefined && { title: unlinked(title) }),
    ...(prompt !== undefined && { prompt: unlinked(prompt) }),
    ...(validateInput && {
      validateInput: (typed) => {
        const problem = validateInput(typed);
        return problem === undefined ? undefined : unlinked(problem);
      },
    }),
  });
}
