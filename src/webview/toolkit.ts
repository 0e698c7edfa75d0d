import {
  type Button,
  type Checkbox,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { SuggestionList } from './suggestionList.ts';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

/** Something that a person fills in, whatever element it is. */
export interface Control {
  readonly element: HTMLElement;
  value: string;
  focus(): void;
  /** Says what is wrong with the value, to those who only hear it; nothing if it is right. */
  describe(problem: string): void;
}

/** A value that can be chosen, and its name. */
interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A line or a box of text. Its label is heard, and has to be shown beside it. */
export function textControl(
  label: string,
  { isBox, placeholder }: { readonly isBox: boolean; readonly placeholder: string },
  onEdit: () => void,
): Control {
  const element = create(isBox ? 'vscode-text-area' : 'vscode-text-field');
  element.placeholder = placeholder;
  if (isBox) element.setAttribute('rows', '3');
  element.addEventListener('input', onEdit);
  // The element names itself when it is connected.
  whenConnected(element, () => {
    element.setAttribute('aria-label', label);
  });
  return elementControl(
    element,
    () => element.value,
    (value) => {
      element.value = value;
    },
    (problem) => {
      whenConnected(element, () => {
        describeInput(element.control, problem);
      });
    },
  );
}

/** A line of text that shows below it, while somebody types, what may be meant. */
export function suggestingControl(
  label: string,
  { placeholder, suggest }: { readonly placeholder: string; readonly suggest: (typed: string) => readonly string[] },
  onEdit: () => void,
): Control {
  const control = textControl(label, { isBox: false, placeholder }, onEdit);
  const element = control.element as ToolkitElement;
  whenConnected(element, () => {
    const list = new SuggestionList(element.control, label, suggest, (chosen) => {
      control.value = chosen;
      onEdit();
    });
    element.shadowRoot?.append(list.element);
  });
  return control;
}

/** One of several choices, by its value. */
export function choiceControl(label: string, choices: readonly Choice[], onEdit: () => void): Control {
  const element = create('vscode-dropdown');
  element.setAttribute('aria-label', label);
  for (const choice of choices) offer(element, 'vscode-option', choice);
  element.addEventListener('change', onEdit);
  return elementControl(
    element,
    () => element.value,
    (value) => {
      // What the file says is shown, even where it is none of the choices.
      if (value !== '' && !choices.some((choice) => choice.value === value))
        offer(element, 'vscode-option', { value, label: value });
      element.value = value;
    },
  );
}

/** A yes or no: `true`, or nothing. */
export function flagControl(label: string, onEdit: () => void): Control {
  const element = create('vscode-checkbox');
  element.textContent = label;
  element.addEventListener('change', onEdit);
  return elementControl(
    element,
    () => (element.checked ? 'true' : ''),
    (value) => {
      element.checked = value !== '';
    },
  );
}

/** A few choices that all are there. */
export function radioControl(label: string, choices: readonly Choice[], onEdit: () => void): Control {
  const element = create('vscode-radio-group');
  element.setAttribute('aria-label', label);
  for (const choice of choices) offer(element, 'vscode-radio', choice);
  element.addEventListener('change', onEdit);
  return elementControl(
    element,
    () => element.value,
    (value) => {
      if (element.value !== value) element.value = value;
    },
  );
}

/** A button. */
export function button(
  label: string,
  look: 'primary' | 'secondary',
  onPress: () => void,
): HTMLElement & { disabled: boolean } {
  const element = create('vscode-button');
  element.setAttribute('appearance', look);
  element.textContent = label;
  element.addEventListener('click', () => {
    if (!element.disabled) onPress();
  });
  return element;
}

/** An element as a control, which is described itself unless something within it is. */
function elementControl(
  element: ToolkitElement,
  read: () => string,
  write: (value: string) => void,
  describe = (problem: string): void => {
    describeInput(element, problem);
  },
): Control {
  return {
    element,
    get value() {
      return read();
    },
    set value(value: string) {
      write(value);
    },
    focus: () => {
      element.focus();
    },
    describe,
  };
}

/** What is used of the toolkit's elements; each has those properties that make sense for it. */
type ToolkitElement = HTMLElement &
  Pick<TextField, 'control' | 'placeholder' | 'value'> &
  Pick<Checkbox, 'checked'> &
  Pick<Button, 'disabled'>;

function create(tag: string): ToolkitElement {
  return document.createElement(tag) as ToolkitElement;
}

/** Adds a choice to those of an element. */
function offer(element: HTMLElement, tag: string, { label, value }: Choice): void {
  const choice = create(tag);
  choice.setAttribute('value', value);
  choice.textContent = label;
  element.append(choice);
}

/** Elements of the toolkit have their insides only once they are in the page. */
function whenConnected(element: HTMLElement, act: () => void): void {
  if (element.isConnected) act();
  else requestAnimationFrame(act);
}

function describeInput(element: HTMLElement, problem: string): void {
  if (problem === '') {
    element.removeAttribute('aria-invalid');
    element.removeAttribute('aria-description');
    return;
  }
  element.setAttribute('aria-invalid', 'true');
  element.setAttribute('aria-description', problem);
}
