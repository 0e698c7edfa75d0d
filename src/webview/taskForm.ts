// Before anything else: what other modules say is in their constants.
import './language.ts';
import type { PageMessage, PageState, WindowMessage } from '../model/form/messages.ts';
import { FormPage } from './formPage.ts';

/** What VS Code gives to the page of a panel. */
declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const vscode = acquireVsCodeApi();
/** A form that comes back, with its window or its tab, leaves the focus where the person has it by now. */
const isNew = vscode.getState() === undefined;
let page: FormPage | undefined;
let state: PageState | undefined;

window.addEventListener('message', ({ data }: MessageEvent<WindowMessage>) => {
  switch (data.kind) {
    case 'show':
      keep(data.state);
      if (page) {
        page.fill(data.state.form);
        return;
      }
      page = new FormPage(
        data,
        (message) => {
          vscode.postMessage(message);
        },
        (form) => {
          if (state) keep({ ...state, form });
          vscode.postMessage({ kind: 'edited', form });
        },
      );
      if (isNew) requestAnimationFrame(() => page?.focus());
      return;
    case 'view':
      page?.show(data.view);
      return;
    case 'say':
      page?.tell(data.text);
  }
});

vscode.postMessage({ kind: 'ready' });

function keep(next: PageState): void {
  state = next;
  vscode.setState(next);
}
