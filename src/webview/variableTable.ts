import * as l10n from '@vscode/l10n';
import type { FormVariable } from '../model/form/messages.ts';
import { make, tableHead, tableRow } from './dom.ts';
import { button, type Control, flagControl, textControl } from './toolkit.ts';

interface Row {
  readonly element: HTMLElement;
  readonly name: Control;
  readonly value: Control;
  readonly unset: Control;
  readonly problem: HTMLElement;
}

/** The environment variables of a task as a table, a row for each. */
export class VariableTable {
  readonly element: HTMLElement;
  private readonly body = make('tbody');
  private rows: readonly Row[] = [];

  constructor(
    private readonly onEdit: () => void,
    onImport: () => void,
  ) {
    const last = make('span', { class: 'hidden-text' }, l10n.t('Unset or removed'));
    const head = tableHead(l10n.t('Name'), l10n.t('Value'), last);
    const add = button(l10n.t('Add Variable'), 'secondary', () => {
      this.addRow({ name: '', value: '', isUnset: false }).name.focus();
      this.showTable();
    });
    const take = button(l10n.t('Import from .env…'), 'secondary', onImport);
    this.element = make(
      'div',
      { class: 'variables' },
      make('table', { 'aria-label': l10n.t('Environment variables') }, head, this.body),
      make('div', { class: 'buttons' }, add, take),
    );
  }

  get variables(): readonly FormVariable[] {
    return this.rows.map(({ name, unset, value }) => ({
      name: name.value.trim(),
      value: value.value,
      isUnset: unset.value !== '',
    }));
  }

  set variables(variables: readonly FormVariable[]) {
    if (JSON.stringify(variables) === JSON.stringify(this.variables)) return;
    for (const { element } of this.rows) element.remove();
    this.rows = [];
    for (const variable of variables) this.addRow(variable);
    this.showTable();
  }

  /** Shows what is wrong, by the names of the variables. */
  showProblems(problemOf: (name: string) => string): void {
    for (const { name, problem } of this.rows) {
      const text = problemOf(name.value.trim());
      if (problem.textContent !== text) problem.textContent = text;
      name.describe(text);
    }
  }

  private addRow(variable: FormVariable): Row {
    const edited = (): void => {
      value.element.toggleAttribute('disabled', unset.value !== '');
      this.onEdit();
    };
    const name = textControl(l10n.t('Name of the variable'), { isBox: false, placeholder: 'NAME' }, edited);
    const value = textControl(l10n.t('Value of the variable'), { isBox: false, placeholder: '' }, edited);
    const unset = flagControl(l10n.t('Unset'), edited);
    const problem = make('div', { class: 'problem' });
    const remove = button(l10n.t('Remove'), 'secondary', () => {
      const index = this.rows.indexOf(row);
      row.element.remove();
      this.rows = this.rows.filter((other) => other !== row);
      this.showTable();
      this.onEdit();
      (this.rows[index] ?? this.rows.at(-1))?.name.focus();
    });
    const last = make('div', { class: 'row-buttons' }, unset.element, remove);
    const element = tableRow([name.element, problem], [value.element], [last]);
    const row: Row = { element, name, value, unset, problem };
    this.rows = [...this.rows, row];
    this.body.append(element);
    name.value = variable.name;
    value.value = variable.value;
    unset.value = variable.isUnset ? 'true' : '';
    value.element.toggleAttribute('disabled', variable.isUnset);
    return row;
  }

  private showTable(): void {
    this.body.parentElement?.toggleAttribute('hidden', this.rows.length === 0);
  }
}
