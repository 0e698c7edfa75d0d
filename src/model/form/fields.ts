import * as l10n from '@vscode/l10n';
import { closePolicies, notifyPolicies, stopSignals } from '../task.ts';

/** How the value of a field is written by a person, and what it becomes in the task file. */
export type FieldKind =
  /** One line, as it stands. */
  | 'text'
  /** A program and its arguments on one line, in quotes where needed: an array of them. */
  | 'words'
  /** The same, where a single word is no array. */
  | 'program'
  /** One in each line: an array. */
  | 'lines'
  /** The same, where a single one is no array. */
  | 'files'
  /** Numbers with commas between them: an array. */
  | 'numbers'
  | 'number'
  | 'flag'
  /** The name of a time zone. */
  | 'zone'
  /** One of several; the first choice is what holds where nothing is written. */
  | 'choice'
  /** JSON as in the task file, for what is seldom needed. */
  | 'json';

/** The parts of the form, in their order. The first two are open at first. */
export const formSections = ['what', 'when', 'schedule', 'restart', 'environment', 'chain', 'stop', 'more'] as const;

/** A part of the form. */
export type FormSection = (typeof formSections)[number];

/** A field of the form that is a line or a box of its own. */
export interface FormField {
  /** Where it stands in the task; `recurrence` is `every` or `cron`. */
  readonly key: string;
  readonly label: string;
  readonly section: FormSection;
  readonly kind: FieldKind;
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  /** VS Code's own dialog can choose it; an interpreter among those that were found as well. */
  readonly picks?: 'file' | 'folder' | 'interpreter';
  /** Only where the task is run in one of these ways. */
  readonly modes?: readonly RunMode[];
  /** Only where a script, or only where a command is run. */
  readonly program?: ProgramKind;
}

/** How a task is run: kept running, on a schedule, or when somebody starts it. */
export const runModes = ['manual', 'keep', 'schedule'] as const;

/** How a task is run. */
export type RunMode = (typeof runModes)[number];

/** What a task runs. */
export const programKinds = ['script', 'command'] as const;

/** What a task runs. */
export type ProgramKind = (typeof programKinds)[number];

const scheduled: Pick<FormField, 'modes'> = { modes: ['schedule'] };
const kept: Pick<FormField, 'modes'> = { modes: ['keep'] };

/**
 * The fields of the form in their order: the one place that a new field of the task file is entered at. Those that this
 * version's task file does not know are not shown. Name, run mode, variables and secrets have controls of their own.
 */
export const formFields: readonly FormField[] = [
  {
    key: 'script',
    label: l10n.t('Script'),
    section: 'what',
    kind: 'text',
    placeholder: 'jobs/report.py',
    picks: 'file',
    program: 'script',
  },
  {
    key: 'command',
    label: l10n.t('Command'),
    section: 'what',
    kind: 'words',
    placeholder: 'uvicorn app:app --port 8000',
    program: 'command',
  },
  { key: 'shell', label: l10n.t('Run the command in a shell'), section: 'what', kind: 'flag', program: 'command' },
  {
    key: 'args',
    label: l10n.t('Arguments'),
    section: 'what',
    kind: 'words',
    placeholder: "--verbose 'two words'",
  },
  { key: 'recurrence', label: l10n.t('How often'), section: 'when', kind: 'text', placeholder: '1 day', ...scheduled },
  {
    key: 'start',
    label: l10n.t('From'),
    section: 'when',
    kind: 'text',
    placeholder: '2026-02-27T13:00:00',
    ...scheduled,
  },
  { key: 'end', label: l10n.t('Until'), section: 'schedule', kind: 'text', placeholder: '2031-12-31', ...scheduled },
  { key: 'timezone', label: l10n.t('Time zone'), section: 'when', kind: 'zone', ...scheduled },
  {
    key: 'catchUp',
    label: l10n.t('Missed runs'),
    section: 'schedule',
    kind: 'choice',
    choices: ['latest', 'skip', 'all'],
    ...scheduled,
  },
  {
    key: 'overlap',
    label: l10n.t('While a run is live'),
    section: 'schedule',
    kind: 'choice',
    choices: ['skip', 'queue', 'replace'],
    ...scheduled,
  },
  {
    key: 'randomDelay',
    label: l10n.t('Random delay'),
    section: 'schedule',
    kind: 'text',
    placeholder: '10 min',
    ...scheduled,
  },
  { key: 'schedules', label: l10n.t('Several schedules'), section: 'schedule', kind: 'json', ...scheduled },
  {
    key: 'restart',
    label: l10n.t('Start it again'),
    section: 'when',
    kind: 'choice',
    choices: ['on-failure', 'always'],
    ...kept,
  },
  { key: 'retries', label: l10n.t('Retries'), section: 'restart', kind: 'number', placeholder: '0', ...scheduled },
  {
    key: 'retryDelay',
    label: l10n.t('Delay before a retry'),
    section: 'restart',
    kind: 'text',
    placeholder: '5 sec',
    ...scheduled,
  },
  {
    key: 'backoff.initial',
    label: l10n.t('First delay'),
    section: 'restart',
    kind: 'text',
    placeholder: '1 sec',
    ...kept,
  },
  {
    key: 'backoff.max',
    label: l10n.t('Longest delay'),
    section: 'restart',
    kind: 'text',
    placeholder: '1 min',
    ...kept,
  },
  {
    key: 'backoff.resetAfter',
    label: l10n.t('Begin anew after'),
    section: 'restart',
    kind: 'text',
    placeholder: '1 min',
    ...kept,
  },
  {
    key: 'backoff.giveUpAfter',
    label: l10n.t('Give up after'),
    section: 'restart',
    kind: 'number',
    placeholder: l10n.t('never'),
    ...kept,
  },
  {
    key: 'successExitCodes',
    label: l10n.t('Exit codes of success'),
    section: 'restart',
    kind: 'numbers',
    placeholder: '0',
  },
  { key: 'noRestartExitCodes', label: l10n.t('Exit codes that end it'), section: 'restart', kind: 'numbers', ...kept },
  {
    key: 'watch',
    label: l10n.t('Restart on changes of'),
    section: 'restart',
    kind: 'lines',
    placeholder: 'src/**/*.py',
  },
  {
    key: 'interpreter',
    label: l10n.t('Interpreter'),
    section: 'environment',
    kind: 'program',
    placeholder: l10n.t('found by itself'),
    picks: 'interpreter',
    program: 'script',
  },
  { key: 'cwd', label: l10n.t('Working directory'), section: 'environment', kind: 'text', picks: 'folder' },
  { key: 'envFile', label: l10n.t('Files of variables'), section: 'environment', kind: 'files', picks: 'file' },
  { key: 'after', label: l10n.t('After other tasks'), section: 'chain', kind: 'lines' },
  { key: 'ready', label: l10n.t('Ready when'), section: 'chain', kind: 'json' },
  { key: 'onSuccess', label: l10n.t('Run after a success'), section: 'chain', kind: 'lines' },
  { key: 'onFailure', label: l10n.t('Run after a failure'), section: 'chain', kind: 'lines' },
  { key: 'timeout', label: l10n.t('Time limit'), section: 'stop', kind: 'text', placeholder: l10n.t('none') },
  { key: 'stopCommand', label: l10n.t('Stop command'), section: 'stop', kind: 'words' },
  { key: 'stopSignal', label: l10n.t('Stop signal'), section: 'stop', kind: 'choice', choices: stopSignals },
  { key: 'stopTimeout', label: l10n.t('Kill it after'), section: 'stop', kind: 'text', placeholder: '10 sec' },
  {
    key: 'onClose',
    label: l10n.t('When the last window closes'),
    section: 'stop',
    kind: 'choice',
    choices: closePolicies,
  },
  { key: 'autoStart', label: l10n.t('Start it when the folder is opened'), section: 'more', kind: 'flag' },
  { key: 'notify', label: l10n.t('Notify'), section: 'more', kind: 'choice', choices: notifyPolicies },
  { key: 'group', label: l10n.t('Group'), section: 'more', kind: 'text' },
  { key: 'log', label: l10n.t('Log'), section: 'more', kind: 'json' },
];

/** Whether a field belongs to a task of this kind, run in this way. */
export function fieldApplies(
  { modes, program }: FormField,
  task: { readonly mode: RunMode; readonly program: ProgramKind },
): boolean {
  return (modes?.includes(task.mode) ?? true) && (program === undefined || program === task.program);
}
