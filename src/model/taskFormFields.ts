import { closePolicies, notifyPolicies, stopSignals } from './task.ts';

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
    label: 'Script',
    section: 'what',
    kind: 'text',
    placeholder: 'jobs/report.py',
    picks: 'file',
    program: 'script',
  },
  {
    key: 'command',
    label: 'Command',
    section: 'what',
    kind: 'words',
    placeholder: 'uvicorn app:app --port 8000',
    program: 'command',
  },
  { key: 'args', label: 'Arguments', section: 'what', kind: 'words', placeholder: "--verbose 'two words'" },
  { key: 'recurrence', label: 'How often', section: 'when', kind: 'text', placeholder: '1 day', ...scheduled },
  { key: 'start', label: 'From', section: 'when', kind: 'text', placeholder: '2026-02-27T13:00:00', ...scheduled },
  { key: 'end', label: 'Until', section: 'schedule', kind: 'text', placeholder: '2031-12-31', ...scheduled },
  { key: 'timezone', label: 'Time zone', section: 'when', kind: 'zone', ...scheduled },
  {
    key: 'catchUp',
    label: 'Missed runs',
    section: 'schedule',
    kind: 'choice',
    choices: ['latest', 'skip', 'all'],
    ...scheduled,
  },
  {
    key: 'overlap',
    label: 'While a run is live',
    section: 'schedule',
    kind: 'choice',
    choices: ['skip', 'queue', 'replace'],
    ...scheduled,
  },
  { key: 'randomDelay', label: 'Random delay', section: 'schedule', kind: 'text', placeholder: '10 min', ...scheduled },
  { key: 'schedules', label: 'Several schedules', section: 'schedule', kind: 'json', ...scheduled },
  {
    key: 'restart',
    label: 'Start it again',
    section: 'when',
    kind: 'choice',
    choices: ['on-failure', 'always'],
    ...kept,
  },
  { key: 'retries', label: 'Retries', section: 'restart', kind: 'number', placeholder: '0', ...scheduled },
  {
    key: 'retryDelay',
    label: 'Delay before a retry',
    section: 'restart',
    kind: 'text',
    placeholder: '5 sec',
    ...scheduled,
  },
  { key: 'backoff.initial', label: 'First delay', section: 'restart', kind: 'text', placeholder: '1 sec', ...kept },
  { key: 'backoff.max', label: 'Longest delay', section: 'restart', kind: 'text', placeholder: '1 min', ...kept },
  {
    key: 'backoff.resetAfter',
    label: 'Begin anew after',
    section: 'restart',
    kind: 'text',
    placeholder: '1 min',
    ...kept,
  },
  {
    key: 'backoff.giveUpAfter',
    label: 'Give up after',
    section: 'restart',
    kind: 'number',
    placeholder: 'never',
    ...kept,
  },
  { key: 'successExitCodes', label: 'Exit codes of success', section: 'restart', kind: 'numbers', placeholder: '0' },
  { key: 'noRestartExitCodes', label: 'Exit codes that end it', section: 'restart', kind: 'numbers', ...kept },
  { key: 'watch', label: 'Restart on changes of', section: 'restart', kind: 'lines', placeholder: 'src/**/*.py' },
  {
    key: 'interpreter',
    label: 'Interpreter',
    section: 'environment',
    kind: 'program',
    placeholder: 'found by itself',
    picks: 'interpreter',
    program: 'script',
  },
  { key: 'cwd', label: 'Working directory', section: 'environment', kind: 'text', picks: 'folder' },
  { key: 'envFile', label: 'Files of variables', section: 'environment', kind: 'files', picks: 'file' },
  { key: 'after', label: 'After other tasks', section: 'chain', kind: 'lines' },
  { key: 'ready', label: 'Ready when', section: 'chain', kind: 'json' },
  { key: 'onSuccess', label: 'Run after a success', section: 'chain', kind: 'lines' },
  { key: 'onFailure', label: 'Run after a failure', section: 'chain', kind: 'lines' },
  { key: 'timeout', label: 'Time limit', section: 'stop', kind: 'text', placeholder: 'none' },
  { key: 'stopCommand', label: 'Stop command', section: 'stop', kind: 'words' },
  { key: 'stopSignal', label: 'Stop signal', section: 'stop', kind: 'choice', choices: stopSignals },
  { key: 'stopTimeout', label: 'Kill it after', section: 'stop', kind: 'text', placeholder: '10 sec' },
  { key: 'onClose', label: 'When the last window closes', section: 'stop', kind: 'choice', choices: closePolicies },
  { key: 'autoStart', label: 'Start it when the folder is opened', section: 'more', kind: 'flag' },
  { key: 'notify', label: 'Notify', section: 'more', kind: 'choice', choices: notifyPolicies },
  { key: 'group', label: 'Group', section: 'more', kind: 'text' },
  { key: 'shell', label: 'Run the command in a shell', section: 'more', kind: 'flag', program: 'command' },
  { key: 'log', label: 'Log', section: 'more', kind: 'json' },
];

/** Whether a field belongs to a task of this kind, run in this way. */
export function fieldApplies(
  { modes, program }: FormField,
  task: { readonly mode: RunMode; readonly program: ProgramKind },
): boolean {
  return (modes?.includes(task.mode) ?? true) && (program === undefined || program === task.program);
}
