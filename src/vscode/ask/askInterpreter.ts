import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { word } from '../../model/words/clause.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import type { RequestResult } from '../../protocol/messages.ts';
import { choose, problemRow, type Row } from './choose.ts';

/** What is to run a script: this program with its arguments, what is found by itself, or one that a dialog is to choose. */
export type InterpreterAnswer =
  { readonly kind: 'program'; readonly argv: readonly string[] } | { readonly kind: 'by-itself' | 'browse' };

/** Asks which of the interpreters that were found is to run a script; `problem` says why none could be looked for. */
export async function askInterpreter(
  { all, byItself }: RequestResult<'task/interpreters'>,
  problem: string | undefined,
): Promise<InterpreterAnswer | undefined> {
  const rows: readonly Row<InterpreterAnswer>[] = [
    {
      label: l10n.t('Found by Itself'),
      ...(byItself && { description: commandLine(byItself.argv), detail: word(byItself.where) }),
      iconPath: new vscode.ThemeIcon('search'),
      answer: { kind: 'by-itself' },
    },
    ...all.map(({ argv, where }): Row<InterpreterAnswer> => ({
      label: commandLine(argv),
      description: word(where),
      iconPath: new vscode.ThemeIcon('terminal'),
      answer: { kind: 'program', argv },
    })),
    ...(problem === undefined ? [] : [problemRow(problem)]),
    {
      label: l10n.t('Browse…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      alwaysShow: true,
      answer: { kind: 'browse' },
    },
  ];
  const answer = await choose<InterpreterAnswer>({
    title: l10n.t('Interpreter'),
    placeholder: l10n.t('The program that runs the script'),
    rows: () => rows,
  });
  return answer ?? undefined;
}
