import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { splitArguments } from '../../model/words/argumentLine.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { word } from '../../model/words/clause.ts';
import { choose, heading, problemRow, type Row } from './choose.ts';

/** Arguments as they were typed, and as the script gets them. */
interface ArgumentsAnswer {
  readonly line: string;
  readonly args: readonly string[];
}

/** Asks for the further arguments of one run; `remembered` are the lines that it was run with before, newest first. */
export async function askArguments(name: string, remembered: readonly string[]): Promise<ArgumentsAnswer | undefined> {
  const answer = await choose<ArgumentsAnswer>({
    title: l10n.t('Run {0} With Arguments', name),
    placeholder: l10n.t('Further arguments for this run, quoted as in a shell: --year 2026 "New York"'),
    rows: (typed) => [
      ...(typed.trim() === '' ? [] : [typedRow(typed.trim())]),
      ...(remembered.length === 0 ? [] : [heading(l10n.t('used before')), ...remembered.flatMap(rememberedRow)]),
    ],
  });
  return answer ?? undefined;
}

function typedRow(line: string): Row<ArgumentsAnswer> {
  const split = splitArguments(line);
  if (!split.ok) return problemRow(word(split.error.message));
  const args = split.value;
  const count = args.length === 1 ? l10n.t('1 argument') : l10n.t('{0} arguments', args.length);
  return {
    label: commandLine(args),
    description: count,
    iconPath: new vscode.ThemeIcon('play'),
    alwaysShow: true,
    answer: { line, args },
  };
}

function rememberedRow(line: string): readonly Row<ArgumentsAnswer>[] {
  const split = splitArguments(line);
  const iconPath = new vscode.ThemeIcon('history');
  return split.ok ? [{ label: line, iconPath, answer: { line, args: split.value } }] : [];
}
