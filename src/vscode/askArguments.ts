import * as vscode from 'vscode';
import { splitArguments } from '../model/argumentLine.ts';
import { commandLine } from '../model/commandLine.ts';
import { choose, heading, problemRow, type Row } from './choose.ts';

/** Arguments as they were typed, and as the script gets them. */
interface ArgumentsAnswer {
  readonly line: string;
  readonly args: readonly string[];
}

/** Asks for the further arguments of one run; `remembered` are the lines that it was run with before, newest first. */
export async function askArguments(name: string, remembered: readonly string[]): Promise<ArgumentsAnswer | undefined> {
  const answer = await choose<ArgumentsAnswer>({
    title: `Run ${name} With Arguments`,
    placeholder: 'Further arguments for this run, quoted as in a shell: --year 2026 "New York"',
    rows: (typed) => [
      ...(typed.trim() === '' ? [] : [typedRow(typed.trim())]),
      ...(remembered.length === 0 ? [] : [heading('used before'), ...remembered.flatMap(rememberedRow)]),
    ],
  });
  return answer ?? undefined;
}

function typedRow(line: string): Row<ArgumentsAnswer> {
  const split = splitArguments(line);
  if (!split.ok) return problemRow(split.error.message);
  const args = split.value;
  const count = args.length === 1 ? '1 argument' : `${String(args.length)} arguments`;
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
