import * as l10n from '@vscode/l10n';
import type { FormField } from '../model/form/formField.ts';
import { knownTimeZones, matchTimeZones } from '../model/time/timeZone.ts';
import { make, withCode } from './dom.ts';
import { button, choiceControl, type Control, flagControl, suggestingControl, textControl } from './toolkit.ts';

/** A field of the form with its label, its help and what is wrong with it. */
export class FieldRow {
  readonly element: HTMLElement;
  readonly control: Control;
  private readonly problem = make('p', { class: 'problem' });

  constructor(
    readonly field: FormField,
    onEdit: () => void,
    onPick: () => void,
  ) {
    this.control = controlFor(field, onEdit);
    const pick = field.picks && button(l10n.t('Choose…'), 'secondary', onPick);
    pick?.setAttribute('aria-label', l10n.t('Choose: {0}', field.label));
    const line = pick ? make('div', { class: 'with-button' }, this.control.element, pick) : this.control.element;
    const label = make('div', { class: 'label' }, field.kind === 'flag' ? '' : field.label);
    label.addEventListener('click', () => {
      this.control.focus();
    });
    const help = make('p', { class: 'help' }, ...withCode(field.help));
    this.element = make('div', { class: 'field' }, label, make('div', {}, line, this.problem, help));
  }

  /** Shows what is wrong; nothing if it is right. */
  showProblem(text: string, isWarning: boolean): void {
    this.problem.className = isWarning ? 'warning' : 'problem';
    if (this.problem.textContent !== text) this.problem.textContent = text;
    this.control.describe(text);
  }
}

function controlFor(field: FormField, onEdit: () => void): Control {
  const { choices, kind, label, placeholder } = field;
  if (kind === 'flag') return flagControl(label, onEdit);
  if (kind === 'choice') return choiceControl(label, choices, onEdit);
  if (kind === 'zone') {
    const suggest = (typed: string): readonly string[] => matchTimeZones(typed, knownTimeZones());
    return suggestingControl(label, { placeholder, suggest }, onEdit);
  }
  const isBox = kind === 'lines' || kind === 'files' || kind === 'json';
  return textControl(label, { isBox, placeholder }, onEdit);
}
