import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { completeValue } from '../model/taskFileCompletion.ts';
import { isTaskFile } from './taskFileDiagnostics.ts';
import { scheduleMarkdown, zoneOf } from './taskFileHover.ts';

/** What is typed into the values of a schedule beside letters and digits. */
const triggers = ['"', ' ', '*', '/', ',', '-', '@', '#', ':'];

/** Completes in a task file what says when a task is due, each value with its next runs. */
export class TaskFileCompletion implements vscode.CompletionItemProvider {
  constructor(private readonly clock: Clock) {}

  /** Completes in every editor with a task file, until disposed. */
  register(): vscode.Disposable {
    const selector = { pattern: '**/.vscode/executor.json' };
    return vscode.languages.registerCompletionItemProvider(selector, this, ...triggers);
  }

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionList | undefined {
    if (!isTaskFile(document.uri)) return undefined;
    const offset = document.offsetAt(position);
    const found = completeValue(document.getText(), offset, zoneOf(document.uri), this.clock.now());
    if (!found) return undefined;
    const { after, before, range, suggestions } = found;
    const start = document.positionAt(range.offset);
    const replacing = new vscode.Range(start, document.positionAt(range.offset + range.length));
    const items = suggestions.map(({ schedule, value, words }, index) => {
      const item = new vscode.CompletionItem({ label: value, description: words }, vscode.CompletionItemKind.Value);
      item.insertText = `${before}${value}${after}`;
      item.filterText = value;
      item.sortText = String(index).padStart(4, '0');
      item.range = { inserting: new vscode.Range(start, position), replacing };
      // The schedule's own words begin with those of a period or a cron expression.
      if (!schedule?.words.startsWith(words)) item.detail = words;
      if (schedule) item.documentation = scheduleMarkdown(schedule);
      return item;
    });
    // What may be meant follows what is typed.
    return new vscode.CompletionList(items, true);
  }
}
