import * as vscode from 'vscode';
import { unlinked } from '../model/safeText.ts';

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

/** Asks in a dialog that must be answered; undefined where it is closed. */
export function askModally<T extends string>(
  severity: 'information' | 'warning',
  { detail, text }: { readonly text: string; readonly detail: string },
  ...buttons: readonly T[]
): Thenable<T | undefined> {
  const show = severity === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  return show(unlinked(text), { modal: true, detail: unlinked(detail) }, ...buttons);
}

/** Asks for a text; what is wrong with it is said while it is typed. */
export function askText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const { prompt, title } = options;
  const validate = options.validateInput?.bind(options);
  return vscode.window.showInputBox({
    ...options,
    ...(title !== undefined && { title: unlinked(title) }),
    ...(prompt !== undefined && { prompt: unlinked(prompt) }),
    ...(validate && {
      validateInput: async (typed: string) => {
        const problem = await validate(typed);
        return typeof problem === 'string' ? unlinked(problem) : problem;
      },
    }),
  });
}
