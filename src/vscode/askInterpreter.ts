import * as vscode from 'vscode';
import { commandLine } from '../model/commandLine.ts';
import type { RequestResult } from '../protocol/messages.ts';
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
      label: 'Found by Itself',
      ...(byItself && { description: commandLine(byItself.argv), detail: byItself.where }),
      iconPath: new vscode.ThemeIcon('search'),
      answer: { kind: 'by-itself' },
    },
    ...all.map(({ argv, where }): Row<InterpreterAnswer> => ({
      label: commandLine(argv),
      description: where,
      iconPath: new vscode.ThemeIcon('terminal'),
      answer: { kind: 'program', argv },
    })),
    ...(problem === undefined ? [] : [problemRow(problem)]),
    {
      label: 'Browse…',
      iconPath: new vscode.ThemeIcon('folder-opened'),
      alwaysShow: true,
      answer: { kind: 'browse' },
    },
  ];
  const answer = await choose<InterpreterAnswer>({
    title: 'Interpreter',
    placeholder: 'The program that is to run the script',
    rows: () => rows,
  });
  return answer ?? undefined;
}
