import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { scheduleAt, type ScheduleHover } from '../model/taskFileHover.ts';
import { systemTimeZone, zoneKind } from '../model/timeZone.ts';
import { appendProse } from './appendProse.ts';
import { isTaskFile } from './taskFileDiagnostics.ts';

/** Says in a task file what a schedule means, in words and with its next runs. */
export class TaskFileHover implements vscode.HoverProvider {
  constructor(private readonly clock: Clock) {}

  /** Shows it in every editor with a task file, until disposed. */
  register(): vscode.Disposable {
    return vscode.languages.registerHoverProvider({ pattern: '**/.vscode/executor.json' }, this);
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    if (!isTaskFile(document.uri)) return undefined;
    const offset = document.offsetAt(position);
    const found = scheduleAt(document.getText(), offset, zoneOf(document.uri), this.clock.now());
    if (!found) return undefined;
    const { range } = found;
    const start = document.positionAt(range.offset);
    const text = scheduleMarkdown(found);
    return new vscode.Hover(text, new vscode.Range(start, document.positionAt(range.offset + range.length)));
  }
}

/** What a schedule means, in words and with its next runs. */
export function scheduleMarkdown({ condition, next, words }: Omit<ScheduleHover, 'range'>): vscode.MarkdownString {
  const title = condition === undefined ? l10n.t('Next runs:') : l10n.t('Next runs, {0}:', condition);
  const text = new vscode.MarkdownString();
  appendProse(text, words);
  text.appendMarkdown(next.length === 0 ? `\n\n${l10n.t('It is not due any more.')}` : `\n\n${title}`);
  for (const line of next) text.appendMarkdown('\n- ').appendText(line);
  return text;
}

/** The zone of schedules that name none, in a task file at this address. */
export function zoneOf(uri: vscode.Uri): string {
  const setting = vscode.workspace.getConfiguration('executor', uri).get<string>('timezone');
  return setting !== undefined && zoneKind(setting) !== 'unknown' ? setting : systemTimeZone();
}
