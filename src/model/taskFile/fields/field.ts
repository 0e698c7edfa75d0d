import type { Node, NodeType } from 'jsonc-parser';
import type * as z from 'zod';
import type { TaskDefinition } from '../../task.ts';
import type { Clause } from '../../words/clause.ts';
import type { DiagnosticCollector } from '../diagnostic.ts';

/** A field of the task file: what it may be, and what is said of it, in clauses: a row is made before it is known who reads it. */
export interface Field {
  /** What its value may be, by type alone; what fields say together is judged elsewhere. */
  readonly shape: z.ZodType;
  /** What is shown of it to those who look into the trouble of others. */
  readonly shown: ShownPart;
  /** For people who hover over it, who complete it, and who read the documentation. */
  readonly description: Clause;
  /** After "must be". */
  readonly expected: Clause;
  /** The types that its value may have; a string if absent. */
  readonly types?: readonly NodeType[];
  /** The strings that there are to choose from. */
  readonly choices?: readonly string[];
  /** Of a field that may be an array: what each element must be; a string if absent. */
  readonly element?: Pick<Field, 'expected' | 'types'>;
  /** Of a field that is an object, or an array of such: its own fields. */
  readonly fields?: Readonly<Record<string, PartField>>;
  /** How such an object is called in messages. */
  readonly owner?: Clause;
  /** Completed in the editor as the field's value, in the form of a snippet. */
  readonly snippet?: unknown;
  readonly examples?: readonly unknown[];
  /** Its values are completed with what they come to at that moment, and not from the schema. */
  readonly isCompleted?: true;
}

/**
 * What is shown of a value: all of it, its names alone (of variables, or in a list), the program of an argv without its
 * arguments, nothing but its type, or what each of its fields has.
 */
export type ShownPart = 'all' | 'names' | 'program' | 'nothing' | 'fields';

/** A field within a field of a task. */
export interface PartField extends Field {
  /** What holds where nothing is written, as it would be written. */
  readonly default?: unknown;
  /** How the form shows it; `parts` are edited one by one, and an `own` control is none of the form's rows. */
  readonly control?: FieldControl | 'parts' | 'own';
}

/** A field of a task: its row says everything that is to be known of it but how its value is read. */
export interface TaskField extends PartField {
  readonly control: FieldControl | 'parts' | 'own';
  /** What of a task's definition it becomes, where that has another name. */
  readonly part?: keyof TaskDefinition;
  /** What a change of it changes: a live run, which is *changed* then; how the task starts; or nothing of both. */
  readonly changes: 'run' | 'start' | 'nothing';
  /** What is judged of its value beside the shape. */
  readonly rules?: readonly ((value: Node, collector: DiagnosticCollector, task: string) => void)[];
}

/** How the form shows a field. */
export interface FieldControl {
  /** Its name in the form, where it is not that of the field: `recurrence` is `every` or `cron`. */
  readonly key?: string;
  readonly label: Clause;
  readonly section: FormSection;
  readonly kind: FieldKind;
  /** The default if absent. */
  readonly placeholder?: Clause;
  /** Where the description speaks of writing JSON, or of more than this one field. */
  readonly help?: Clause;
  /** How the choices are called, the first of which holds where nothing is written; as they are written if absent. */
  readonly labels?: Readonly<Record<string, Clause>>;
  /** VS Code's own dialog can choose it; an interpreter among those that were found as well. */
  readonly picks?: 'file' | 'folder' | 'interpreter';
  /** Only where the task is run in one of these ways. */
  readonly modes?: readonly RunMode[];
  /** Only where a script, or only where a command is run. */
  readonly program?: ProgramKind;
}

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

/** How a task is run: kept running, on a schedule, or when somebody starts it. */
export const runModes = ['manual', 'keep', 'schedule'] as const;

/** How a task is run. */
export type RunMode = (typeof runModes)[number];

/** What a task runs. */
export const programKinds = ['script', 'command'] as const;

/** What a task runs. */
export type ProgramKind = (typeof programKinds)[number];
