import * as l10n from '@vscode/l10n';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { readImport } from '../../host/read/userFiles.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { parseEnvFile } from '../../model/environment/envFile.ts';
import { asTaskFileString } from '../../model/environment/envFileValue.ts';
import type { FormJudgement } from '../../model/form/judgement.ts';
import type { FormVariable, TaskForm } from '../../model/form/messages.ts';
import { formFields } from '../../model/form/fields.ts';
import { word } from '../../model/words/clause.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { askInterpreter, type InterpreterAnswer } from '../ask/askInterpreter.ts';
import { scriptPath } from '../run/scripts.ts';
import type { FolderSession } from '../session/folderSession.ts';

/** What came of variables that were to be imported: a sentence, and the form where there were any. */
export interface ImportedVariables {
  readonly form?: TaskForm;
  readonly said: string;
}

/** What a person picks for a form in dialogs of VS Code, instead of typing it. */
export class FormPicks {
  /** `form` answers what is in the form, where somebody may type while a dialog is open; `judge` what other values come to. */
  constructor(
    private readonly session: FolderSession,
    private readonly form: () => TaskForm,
    private readonly judge: (values: TaskForm['values']) => Pick<FormJudgement, 'definition' | 'text'>,
  ) {}

  /** Asks for the value of a field; answers the form with it, or undefined if nothing was chosen. */
  async value(key: string): Promise<TaskForm | undefined> {
    const field = formFields.find((known) => known.key === key);
    if (!field?.picks) return undefined;
    if (field.picks === 'interpreter') {
      const answer = await this.askInterpreter();
      if (!answer) return undefined;
      if (answer.kind !== 'browse') return this.with(key, answer.kind === 'program' ? commandLine(answer.argv) : '');
    }
    const { folder } = this.session;
    const isFolder = field.picks === 'folder';
    const chosen = await vscode.window.showOpenDialog({
      title: word(field.label),
      openLabel: l10n.t('Choose'),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      defaultUri: folder.uri,
    });
    const [uri] = chosen ?? [];
    if (!uri) return undefined;
    const path = this.pathInFolder(uri);
    const form = this.form();
    const present = form.values[key] ?? '';
    const value = field.kind === 'program' ? commandLine([asProgram(path)]) : path;
    const next = field.kind === 'files' && present.trim() !== '' ? `${present.trimEnd()}\n${value}` : value;
    const name = key === 'script' && form.name === '' ? posix.parse(uri.path).name : form.name;
    return { ...this.with(key, next), name };
  }

  /** Asks for a file and takes its variables over; undefined if none was chosen. */
  async variables(): Promise<ImportedVariables | undefined> {
    const { folder } = this.session;
    const options = { title: l10n.t('Import Variables'), openLabel: l10n.t('Import'), defaultUri: folder.uri };
    const [uri] = (await vscode.window.showOpenDialog(options)) ?? [];
    if (!uri) return undefined;
    const text = await readImport(uri.fsPath);
    if (!text.ok) return { said: describeFailure(text.error) };
    const read = parseEnvFile(text.value);
    const file = posix.basename(uri.path);
    if (!read.ok) {
      const { column, line, message } = read.error;
      return { said: l10n.t('{0}, line {1}, column {2}: {3}.', file, line, column, word(message)) };
    }
    const imported = read.value.map(({ name, value }): FormVariable => ({
      name,
      value: asTaskFileString(value),
      isUnset: false,
    }));
    const last = new Map(imported.map((variable) => [variable.name, variable]));
    const form = this.form();
    const kept = form.variables.filter(({ name }) => name !== '' && !last.has(name));
    return {
      form: { ...form, variables: [...kept, ...last.values()] },
      said: l10n.t('Imported from {0}: {1}.', file, [...last.keys()].join(', ')),
    };
  }

  private with(key: string, value: string): TaskForm {
    const form = this.form();
    return { ...form, values: { ...form.values, [key]: value } };
  }

  /** Asks for one of the interpreters that the host finds for the script, whatever the form says of it so far. */
  private async askInterpreter(): Promise<InterpreterAnswer | undefined> {
    const { definition, text } = this.judge({ ...this.form().values, interpreter: '' });
    if (!definition || text === undefined) {
      return askInterpreter(
        { all: [] },
        l10n.t('Enter a script first; the programs that can run it are then listed here.'),
      );
    }
    const found = await this.session.client?.ask('task/interpreters', { name: definition.name, text });
    if (!found?.ok) return askInterpreter({ all: [] }, found?.error.message);
    const all = found.value.all.map(({ argv: [program = '', ...args], where }) => {
      const path = this.pathInFolder(vscode.Uri.file(program));
      return { argv: [asProgram(path), ...args], where };
    });
    return askInterpreter({ ...found.value, all }, undefined);
  }

  /** A path as the task file has it: relative to the workspace folder where it is inside. */
  private pathInFolder(uri: vscode.Uri): string {
    const { folder } = this.session;
    const isInside = uri.path === folder.uri.path || uri.path.startsWith(`${folder.uri.path}/`);
    return isInside ? scriptPath(this.session, uri) || '.' : uri.fsPath;
  }
}

/** A path that is not taken for the name of a program on PATH. */
function asProgram(path: string): string {
  return /[/\\]/.test(path) ? path : `./${path}`;
}
