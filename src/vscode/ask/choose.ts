import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';

/** A row of a question; one without an answer only says something. */
export interface Row<T> extends vscode.QuickPickItem {
  readonly answer?: T;
}

/** A question in a quick pick, whose rows may follow what is typed. */
export interface Question<T> {
  readonly title: string;
  readonly placeholder: string;
  /** There is an arrow in the title that leads back. */
  readonly hasBack?: boolean;
  /** What is in the field at first. */
  readonly value?: string;
  /** The rows for what has been typed so far; those that are to stay whatever is typed say so (`alwaysShow`). */
  readonly rows: (typed: string) => readonly Row<T>[];
}

/** Asks a question; null leads back, undefined away. */
export function choose<T>({
  hasBack,
  placeholder,
  rows,
  title,
  value = '',
}: Question<T>): Promise<T | null | undefined> {
  const store = new DisposableStore();
  const pick = store.add(vscode.window.createQuickPick<Row<T>>());
  pick.title = title;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.buttons = hasBack ? [vscode.QuickInputButtons.Back] : [];
  pick.value = value;
  pick.items = rows(value);
  return new Promise((resolve) => {
    const finish = (answer: T | null | undefined): void => {
      resolve(answer);
      store.dispose();
    };
    store.add(
      pick.onDidChangeValue((typed) => {
        pick.items = rows(typed);
      }),
    );
    store.add(
      pick.onDidAccept(() => {
        const answer = pick.selectedItems[0]?.answer;
        if (answer !== undefined) finish(answer);
      }),
    );
    store.add(
      pick.onDidTriggerButton(() => {
        finish(null);
      }),
    );
    store.add(
      pick.onDidHide(() => {
        finish(undefined);
      }),
    );
    pick.show();
  });
}

/** A row that says why what was typed cannot be taken, and what to do: the advice on a line of its own. */
export function problemRow(message: string): Row<never> {
  const [what = message, ...advice] = message.split(/(?<=\.) /);
  const iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
  return { label: what, ...(advice.length > 0 && { detail: advice.join(' ') }), iconPath, alwaysShow: true };
}

/** A heading between rows, which shows as long as nothing has been typed. */
export function heading(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
