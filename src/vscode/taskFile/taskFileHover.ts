import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { outlookHeading, type ScheduleOutlook } from '../../model/schedule/scheduleOutlook.ts';
import { scheduleAt } from '../../model/taskFile/hover.ts';
import { systemTimeZone, zoneKind } from '../../model/time/timeZone.ts';
import { appendProse } from '../output/appendProse.ts';
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
export function scheduleMarkdown(outlook: ScheduleOutlook): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  appendProse(text, outlook.words);
  text.appendMarkdown(`\n\n${outlookHeading(outlook)}`);
  for (const line of outlook.next) appendProse(text.appendMarkdown('\n- '), line);
  return text;
}

/** The zone of schedules that name none, in a task file at this address. */
export function zoneOf(uri: vscode.Uri): string {
  const setting = vscode.workspace.getConfiguration('executor', uri).get<string>('timezone');
  return setting !== undefined && zoneKind(setting) !== 'unknown' ? setting : systemTimeZone();
}
