import * as l10n from '@vscode/l10n';
import type { FormField } from '../model/form/fields.ts';
import { fieldHelp } from '../model/taskFile/help.ts';
import { knownTimeZones, matchTimeZones } from '../model/time/timeZone.ts';
import { choiceLabels } from './choices.ts';
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
    const help = make('p', { class: 'help' }, ...withCode(helpFor(field)));
    this.element = make('div', { class: 'field' }, label, make('div', {}, line, this.problem, help));
  }

  /** Shows what is wrong; nothing where it is right. */
  showProblem(text: string, isWarning: boolean): void {
    this.problem.className = isWarning ? 'warning' : 'problem';
    if (this.problem.textContent !== text) this.problem.textContent = text;
    this.control.describe(text);
  }
}

function controlFor(field: FormField, onEdit: () => void): Control {
  const { choices, key, kind, label, placeholder = '' } = field;
  if (kind === 'flag') return flagControl(label, onEdit);
  if (kind === 'choice' && choices) {
    const labels = choiceLabels[key] ?? {};
    const rows = choices.map((value) => ({ value, label: labels[value] ?? value }));
    return choiceControl(label, rows, onEdit);
  }
  if (kind === 'zone') {
    const suggest = (typed: string): readonly string[] => matchTimeZones(typed, knownTimeZones());
    return suggestingControl(label, { placeholder, suggest }, onEdit);
  }
  const isBox = kind === 'lines' || kind === 'files' || kind === 'json';
  return textControl(label, { isBox, placeholder }, onEdit);
}

/** What the field means, in the words that the task file's editor has for it; in the form the rest is plain to see. */
function helpFor({ key, kind }: FormField): string {
  if (key === 'recurrence') {
    return l10n.t('A period such as `5 min`, `1 day` or `2 weeks`, or a cron expression such as `0 9 * * MON-FRI`.');
  }
  const [name = '', part] = key.split('.');
  const help = part === undefined ? fieldHelp[name] : fieldHelp[name]?.fields?.[part];
  const text = formHelp[key] ?? help?.description ?? '';
  if (kind === 'lines' || kind === 'files') return l10n.t('One in each line. {0}', text);
  return text;
}

/** Where the words for the editor speak of writing JSON, or of more than this one field. */
const formHelp: Readonly<Record<string, string>> = {
  script: l10n.t('Relative to the workspace folder. Its interpreter is found by the shebang line and the extension.'),
  command: l10n.t(
    'The program and its arguments, as in a terminal: quotes keep words together. No shell reads it, unless you ask for one.',
  ),
  shell: l10n.t('For pipes, redirections and `$NAME`: `sh -c`, on Windows `cmd /c`. Arguments are `"$@"` in it.'),
  args: l10n.t('As in a terminal: quotes keep words together. No shell reads them.'),
  interpreter: l10n.t(
    'The program that runs the script, with arguments that go before the script. Found by itself where empty.',
  ),
  restart: l10n.t('What you stop stays stopped.'),
  start: l10n.t(
    'Date and time, by the clocks of the time zone below. Where empty, a period counts from when its schedule is first started.',
  ),
  end: l10n.t('Date and time. Nothing is due after it.'),
  envFile: l10n.t(
    'Relative to the workspace folder; of two that set the same the later one counts. Read anew at every start.',
  ),
  successExitCodes: l10n.t('With commas between them. `0` must be named as well if it is one of them.'),
  noRestartExitCodes: l10n.t('With commas between them. After one of these it is not started again.'),
  stopCommand: l10n.t('Asks the task to end, before the stop signal is sent. As in a terminal, but no shell reads it.'),
  timezone: l10n.t(
    'As the IANA database names it. Where empty, that of the task file counts, then the setting, then the machine’s.',
  ),
  schedules: l10n.t('In JSON, instead of the fields above: `[{ "every": "1 day" }, { "cron": "0 12 * * SAT" }]`.'),
};
