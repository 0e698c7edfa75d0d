import * as z from 'zod';
import { programKinds, runModes } from '../taskFile/fields/field.ts';
import type { FormField } from './formField.ts';

const variable = z.strictObject({ name: z.string(), value: z.string(), isUnset: z.boolean() });

const form = z.strictObject({
  name: z.string(),
  program: z.enum(programKinds),
  mode: z.enum(runModes),
  /** What is in the fields, by key; nothing if absent. */
  values: z.record(z.string(), z.string()),
  variables: z.array(variable),
  /** Names only. */
  secrets: z.array(z.string()),
});

/** An environment variable in the form; `isUnset` takes it away. */
export type FormVariable = z.infer<typeof variable>;

/** What a person has filled in, as it is in the controls. */
export type TaskForm = z.infer<typeof form>;

/** What the page keeps, so that a half-filled form outlives a reload. */
export const pageState = z.strictObject({
  /** The workspace folder's address. */
  folder: z.string(),
  /** The task that is edited, as the file names it; a new one if absent. */
  task: z.exactOptional(z.string()),
  form,
  /** The fields that the form was filled in from, by where they stand. */
  before: z.record(z.string(), z.unknown()),
});

/** What the page keeps. */
export type PageState = z.infer<typeof pageState>;

/** Everything that the page may say; what does not fit is passed over. */
export const pageMessage = z.discriminatedUnion('kind', [
  /** The page can be filled. */
  z.strictObject({ kind: z.literal('ready') }),
  /** This is what is in the form now. */
  z.strictObject({ kind: z.literal('edited'), form }),
  /** A dialog is to choose the value of a field. */
  z.strictObject({ kind: z.literal('pick'), field: z.string() }),
  /** The variables of a file are to be taken over. */
  z.strictObject({ kind: z.literal('import') }),
  /** A secret's value is to be asked for, by VS Code itself. */
  z.strictObject({ kind: z.literal('set-secret'), name: z.string() }),
  /** Of a field that somebody else has changed as well, this version is to hold. */
  z.strictObject({ kind: z.literal('settle'), field: z.string(), takes: z.enum(['mine', 'theirs']) }),
  z.strictObject({ kind: z.literal('open-file') }),
  z.strictObject({ kind: z.literal('cancel') }),
  z.strictObject({ kind: z.literal('save'), starts: z.boolean() }),
]);

/** Something that the page says. */
export type PageMessage = z.infer<typeof pageMessage>;

/** A field that stands differently in the form and in the task file, and in neither as it was. */
export interface FormConflict {
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

/** What the window answers to what is in the form. */
export interface FormView {
  readonly problems: readonly { readonly field: string; readonly message: string; readonly isWarning: boolean }[];
  /** What is wrong beyond a single field. */
  readonly notes: readonly string[];
  readonly conflicts: readonly FormConflict[];
  readonly schedule?: { readonly words: string; readonly condition?: string; readonly next: readonly string[] };
  readonly commandLine?: string;
  /** Why this program is taken, or why none can be. */
  readonly why?: string;
  /** The environment of a run, secrets masked. */
  readonly variables: readonly { readonly name: string; readonly value: string; readonly origin: string }[];
  /** Which of the secrets have a value. */
  readonly setSecrets: readonly string[];
  readonly canSave: boolean;
}

/** Everything that the window says to the page. */
export type WindowMessage =
  | {
      readonly kind: 'show';
      readonly state: PageState;
      /** The fields that there are, in their order. */
      readonly fields: readonly FormField[];
      /** The name of the workspace folder. */
      readonly place: string;
    }
  | { readonly kind: 'view'; readonly view: FormView }
  /** What could not be done, or what has happened to the form. */
  | { readonly kind: 'say'; readonly text: string };
