import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { completeValue, type ValueSuggestion } from '../../model/taskFile/completion.ts';
import { isTaskFile } from './taskFileDiagnostics.ts';
import { scheduleMarkdown, zoneOf } from './taskFileHover.ts';

/** What is typed into the values of a schedule beside letters and digits. */
const triggers = ['"', ' ', '*', '/', ',', '-', '@', '#', ':'];

/** A value that is offered. */
class ValueItem extends vscode.CompletionItem {
  constructor(readonly suggestion: ValueSuggestion) {
    const { value, words } = suggestion;
    super({ label: value, description: words }, vscode.CompletionItemKind.Value);
  }
}

/** Completes in a task file what says when a task is due, each value with its next runs. */
export class TaskFileCompletion implements vscode.CompletionItemProvider<ValueItem> {
  constructor(private readonly clock: Clock) {}

  /** Completes in every editor with a task file, until disposed. */
  register(): vscode.Disposable {
    const selector = { pattern: '**/.vscode/executor.json' };
    return vscode.languages.registerCompletionItemProvider(selector, this, ...triggers);
  }

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.CompletionList<ValueItem> | undefined {
    if (!isTaskFile(document.uri)) return undefined;
    const offset = document.offsetAt(position);
    const found = completeValue(document.getText(), offset, zoneOf(document.uri), this.clock.now());
    if (!found) return undefined;
    const { after, before, range, suggestions } = found;
    const start = document.positionAt(range.offset);
    const replacing = new vscode.Range(start, document.positionAt(range.offset + range.length));
    const items = suggestions.map((suggestion, index) => {
      const { value } = suggestion;
      const item = new ValueItem(suggestion);
      item.insertText = `${before}${value}${after}`;
      item.filterText = value;
      item.sortText = String(index).padStart(4, '0');
      item.range = { inserting: new vscode.Range(start, position), replacing };
      return item;
    });
    // What may be meant follows what is typed.
    return new vscode.CompletionList(items, true);
  }

  /** Called for the value that somebody looks at. */
  resolveCompletionItem(item: ValueItem): ValueItem {
    const { schedule, words } = item.suggestion;
    // The schedule's own words begin with those of a period or a cron expression.
    if (!schedule?.words.startsWith(words)) item.detail = words;
    if (schedule) item.documentation = scheduleMarkdown(schedule);
    return item;
  }
}
