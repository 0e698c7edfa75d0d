import * as l10n from '@vscode/l10n';
import { fieldApplies } from '../model/form/formField.ts';
import { formSections, type ProgramKind, type RunMode } from '../model/taskFile/fields/field.ts';
import type { FormConflict, FormView, PageMessage, TaskForm, WindowMessage } from '../model/form/messages.ts';
import { sectionLabels } from './sectionLabels.ts';
import { make, tableHead, tableRow } from './dom.ts';
import { FieldRow } from './fieldRow.ts';
import { SecretList } from './secretList.ts';
import { button, type Control, radioControl, textControl } from './toolkit.ts';
import { VariableTable } from './variableTable.ts';

type Show = Extract<WindowMessage, { kind: 'show' }>;

const openSections: readonly string[] = ['what', 'when'];

/** The whole form on the page: shows what it is told and says what a person has done. */
export class FormPage {
  private readonly rows: readonly FieldRow[];
  private readonly name: Control;
  private readonly program: Control;
  private readonly mode: Control;
  private readonly nameProblem = make('p', { class: 'problem' });
  private readonly variables: VariableTable;
  private readonly secrets: SecretList;
  private readonly secretProblem = make('p', { class: 'problem' });
  private readonly preview = make('div', { class: 'preview' });
  private readonly previewRow: HTMLElement;
  private readonly command = make('pre', { tabindex: '0', 'aria-label': l10n.t('Command line') });
  private readonly why = make('p', { class: 'help' });
  private readonly environment = make('tbody');
  private readonly environmentPart: HTMLDetailsElement;
  private readonly status = make('p', { class: 'status', role: 'status' });
  private readonly conflicts = make('div', { class: 'conflicts', role: 'alert' });
  private readonly saves: readonly (HTMLElement & { disabled: boolean })[];
  private readonly sections = new Map<string, HTMLElement>();
  private isFilling = false;
  private view: FormView | undefined;
  /** What was said last, until somebody goes on filling in. */
  private said = '';
  private shownConflicts = '';

  constructor(
    { fields, place, state }: Show,
    private readonly say: (message: PageMessage) => void,
    private readonly onEdit: (form: TaskForm) => void,
  ) {
    const edited = (): void => {
      this.edited();
    };
    const isNew = state.task === undefined;
    this.rows = fields.map(
      (field) =>
        new FieldRow(field, edited, () => {
          say({ kind: 'pick', field: field.key });
        }),
    );
    this.name = textControl(l10n.t('Name'), { isBox: false, placeholder: 'report' }, edited);
    this.program = radioControl(l10n.t('What it runs'), programChoices, edited);
    this.mode = radioControl(l10n.t('When it runs'), modeChoices, edited);
    this.variables = new VariableTable(edited, () => {
      say({ kind: 'import' });
    });
    this.secrets = new SecretList(edited, (name) => {
      say({ kind: 'set-secret', name });
    });
    this.previewRow = plainRow(l10n.t('Next runs'), this.preview);
    this.saves = this.makeSaves(isNew);
    const titles = [l10n.t('Name'), l10n.t('Value'), l10n.t({ message: 'From', comment: 'what set a variable' })];
    const table = make(
      'table',
      { class: 'environment', 'aria-label': l10n.t('Environment of a run') },
      tableHead(...titles),
      this.environment,
    );
    this.environmentPart = make(
      'details',
      {},
      make('summary', {}, l10n.t('Environment of a run')),
      make('div', { class: 'fields' }, table),
    );
    this.build(state.task, place);
    this.fill(state.form);
  }

  /** What is in the form. */
  get form(): TaskForm {
    const values: Record<string, string> = {};
    for (const { control, field } of this.rows) {
      const { value } = control;
      // The first choice is what holds anyway.
      if (value !== '' && !(field.kind === 'choice' && value === field.choices[0]?.value)) values[field.key] = value;
    }
    return {
      name: this.name.value.trim(),
      program: this.program.value as ProgramKind,
      mode: this.mode.value as RunMode,
      values,
      variables: [...this.variables.variables],
      secrets: [...this.secrets.names],
    };
  }

  /** Fills the form in, without a word about it; what is there already keeps its cursor. */
  fill(form: TaskForm): void {
    this.isFilling = true;
    put(this.name, form.name);
    put(this.program, form.program);
    put(this.mode, form.mode);
    for (const { control, field } of this.rows) {
      put(control, form.values[field.key] ?? field.choices[0]?.value ?? '');
    }
    this.variables.variables = form.variables;
    this.secrets.names = form.secrets;
    this.isFilling = false;
    this.showApplicable(form);
    for (const [key, part] of this.sections) {
      if (part instanceof HTMLDetailsElement && !part.open) part.open = this.holdsSomething(key, form);
    }
  }

  /** Shows what the form comes to. */
  show(view: FormView): void {
    this.view = view;
    const problemOf = (field: string): string =>
      view.problems.flatMap((problem) => (problem.field === field ? problem.message : [])).join(' ');
    setText(this.nameProblem, problemOf('name'));
    this.name.describe(problemOf('name'));
    for (const row of this.rows) {
      const own = view.problems.filter(({ field }) => field === row.field.key);
      const isWarning = own.every((problem) => problem.isWarning);
      row.showProblem(own.map(({ message }) => message).join(' '), isWarning);
    }
    this.variables.showProblems((name) => problemOf(`env.${name}`));
    setText(this.secretProblem, problemOf('secrets'));
    this.secrets.withValue = view.setSecrets;
    this.showSchedule(view);
    setText(this.command, view.commandLine ?? l10n.t('None yet.'));
    setText(this.why, view.why ?? '');
    this.environmentPart.hidden = view.variables.length === 0;
    this.environment.replaceChildren(
      ...view.variables.map(({ name, origin, value }) =>
        tableRow([make('code', {}, name)], [make('code', {}, value)], [origin]),
      ),
    );
    this.showConflicts(view.conflicts);
    for (const save of this.saves) save.disabled = !view.canSave;
    this.showStatus();
  }

  /** Says something where a reader of the screen hears it. */
  tell(text: string): void {
    this.said = text;
    this.showStatus();
  }

  /** Puts the cursor where filling in begins. */
  focus(): void {
    this.name.focus();
  }

  private build(task: string | undefined, folder: string): void {
    const open = make('a', { href: '#' }, l10n.t('Open Task File'));
    open.addEventListener('click', (event) => {
      event.preventDefault();
      this.say({ kind: 'open-file' });
    });
    const title = task === undefined ? l10n.t('Add Task') : l10n.t('Edit {0}', task);
    const place = make('p', { class: 'place' }, l10n.t('In {0}, .vscode/executor.json.', folder), ' ', open);
    this.conflicts.hidden = true;
    const main = make('main', {}, make('h1', {}, title), place, this.conflicts);
    for (const section of formSections) {
      const part = this.buildSection(section);
      if (part) main.append(part);
    }
    const commandPart = make('section', {}, make('h2', {}, l10n.t('Command line')), this.command, this.why);
    main.append(commandPart, this.environmentPart);
    const cancel = button(l10n.t('Cancel'), 'secondary', () => {
      this.say({ kind: 'cancel' });
    });
    main.append(make('footer', {}, this.status, make('div', { class: 'buttons' }, ...this.saves, cancel)));
    document.title = title;
    document.body.replaceChildren(main);
  }

  private buildSection(section: (typeof formSections)[number]): HTMLElement | undefined {
    const rows = this.rows
      .filter(({ field }) => field.section === section)
      .flatMap(({ element, field }) => (field.key === 'recurrence' ? [element, this.previewRow] : [element]));
    if (section === 'what') {
      rows.unshift(plainRow(l10n.t('Name'), this.name.element, this.nameProblem));
      // Behind the description.
      rows.splice(2, 0, plainRow(l10n.t('Runs'), this.program.element));
    }
    if (section === 'when') rows.unshift(plainRow(l10n.t('It runs'), this.mode.element));
    if (section === 'environment') {
      const help = make(
        'p',
        { class: 'help' },
        l10n.t(
          'Environment variables whose values are kept in VS Code, not in the task file. VS Code asks for each value and never shows it here.',
        ),
      );
      rows.push(
        plainRow(l10n.t('Variables'), this.variables.element),
        plainRow(l10n.t('Secrets'), this.secrets.element, this.secretProblem, help),
      );
    }
    if (rows.length === 0) return undefined;
    const fields = make('div', { class: 'fields' }, ...rows);
    const part = openSections.includes(section)
      ? make('section', {}, make('h2', {}, sectionLabels[section]), fields)
      : make('details', {}, make('summary', {}, sectionLabels[section]), fields);
    this.sections.set(section, part);
    return part;
  }

  private makeSaves(isNew: boolean): readonly (HTMLElement & { disabled: boolean })[] {
    const save = (starts: boolean) => () => {
      this.say({ kind: 'save', starts });
    };
    if (!isNew) return [button(l10n.t('Save'), 'primary', save(false))];
    return [
      button(l10n.t('Add and Start'), 'primary', save(true)),
      button(l10n.t('Add Only'), 'secondary', save(false)),
    ];
  }

  private edited(): void {
    if (this.isFilling) return;
    const { form } = this;
    this.said = '';
    this.showApplicable(form);
    this.onEdit(form);
  }

  private showApplicable(form: TaskForm): void {
    for (const { element, field } of this.rows) element.hidden = !fieldApplies(field, form);
    this.previewRow.hidden = form.mode !== 'schedule';
    const rest = this.sections.get('schedule');
    if (rest) rest.hidden = form.mode !== 'schedule';
    const [first] = this.saves;
    if (this.saves.length > 1 && first) {
      setText(first, form.mode === 'schedule' ? l10n.t('Add and Start Schedule') : l10n.t('Add and Start'));
    }
  }

  private holdsSomething(section: string, form: TaskForm): boolean {
    if (section === 'environment' && form.variables.length + form.secrets.length > 0) return true;
    return this.rows.some(({ field }) => field.section === section && (form.values[field.key] ?? '') !== '');
  }

  private showSchedule({ schedule }: FormView): void {
    if (!schedule) {
      this.preview.replaceChildren(
        make('p', { class: 'none' }, l10n.t('They appear here once the schedule is valid.')),
      );
      return;
    }
    const { condition, next, words } = schedule;
    const lead =
      next.length === 0
        ? l10n.t('It is no longer due.')
        : condition === undefined
          ? l10n.t('Next runs:')
          : l10n.t('Next runs, {0}:', condition);
    this.preview.replaceChildren(
      make('p', {}, make('strong', {}, words)),
      make('p', {}, lead),
      make('ul', {}, ...next.map((line) => make('li', {}, line))),
    );
  }

  private showConflicts(conflicts: readonly FormConflict[]): void {
    const text = JSON.stringify(conflicts);
    if (text === this.shownConflicts) return;
    this.shownConflicts = text;
    this.conflicts.hidden = conflicts.length === 0;
    this.conflicts.replaceChildren(
      make('h2', {}, l10n.t('The task file has changed in the meantime')),
      make('p', { class: 'lead' }, l10n.t('Choose a version for each. Nothing is saved until then.')),
      ...conflicts.map((conflict) => this.makeConflict(conflict)),
    );
  }

  private makeConflict({ field, mine, theirs }: FormConflict): HTMLElement {
    const take = (takes: 'mine' | 'theirs') => () => {
      this.say({ kind: 'settle', field, takes });
    };
    const version = (text: string): Node => (text === '' ? make('em', {}, l10n.t('nothing')) : make('code', {}, text));
    const keep = button(l10n.t('Keep Mine'), 'secondary', take('mine'));
    keep.setAttribute('aria-label', l10n.t('Keep mine: {0}', field));
    const give = button(l10n.t('Use File Version'), 'secondary', take('theirs'));
    give.setAttribute('aria-label', l10n.t('Use File Version: {0}', field));
    return make(
      'div',
      {},
      ...this.titleOf(field),
      make(
        'dl',
        {},
        make('dt', {}, l10n.t('In this form')),
        make('dd', {}, version(mine)),
        make('dt', {}, l10n.t('In the file')),
        make('dd', {}, version(theirs)),
      ),
      make('div', { class: 'buttons' }, keep, give),
    );
  }

  /** A field as the form calls it, and as the file does. */
  private titleOf(field: string): readonly (Node | string)[] {
    const key = field === 'every' || field === 'cron' ? 'recurrence' : field;
    const label = this.rows.find((row) => row.field.key === key)?.field.label;
    return label === undefined
      ? [make('code', {}, field)]
      : [make('strong', {}, label), ' (', make('code', {}, field), ')'];
  }

  private showStatus(): void {
    const status = this.view ? this.statusOf(this.view) : '';
    setText(this.status, [this.said, status].filter((part) => part !== '').join(' '));
  }

  private statusOf({ canSave, conflicts, notes, problems }: FormView): string {
    if (notes.length > 0) return notes.join(' ');
    if (conflicts.length > 0) return l10n.t('First choose between the versions at the top.');
    const errors = problems.filter(({ isWarning }) => !isWarning);
    const [first] = errors;
    if (!first || canSave) return '';
    // A form that nobody has begun to fill in is not scolded.
    return errors.length === 1
      ? first.message
      : l10n.t('{0} problems to fix. First: {1}', errors.length, first.message);
  }
}

function plainRow(label: string, ...parts: readonly HTMLElement[]): HTMLElement {
  return make('div', { class: 'field' }, make('div', { class: 'label' }, label), make('div', {}, ...parts));
}

function put(control: Control, value: string): void {
  if (control.value !== value) control.value = value;
}

/** Only where it differs: a text that is set again is read aloud again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const programChoices = [
  { value: 'script', label: l10n.t('A script') },
  { value: 'command', label: l10n.t('A command') },
];

const modeChoices = [
  { value: 'manual', label: l10n.t('When I start it') },
  { value: 'keep', label: l10n.t('All the time: it is restarted') },
  { value: 'schedule', label: l10n.t('On a schedule') },
];
