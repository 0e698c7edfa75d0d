import type { Uri } from './uri.ts';

/** As VS Code's own: a place in a document. */
export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

/** As VS Code's own: the text between two places. */
export class Range {
  constructor(
    readonly start: Position,
    readonly end: Position,
  ) {}
}

/** As VS Code's own. */
export class ThemeColor {
  constructor(readonly id: string) {}
}

/** As VS Code's own. */
export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  static readonly Folder = new ThemeIcon('folder');

  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

/** As VS Code's own: `appendText` takes the meaning from what would be markdown, and blanks of it do not break. */
export class MarkdownString {
  constructor(public value = '') {}

  appendText(text: string): this {
    this.value += text
      .replaceAll(/[\\`*_{}[\]()#+\-!~]/g, String.raw`\$&`)
      .replaceAll(/[ \t]+/g, (blanks) => '&nbsp;'.repeat(blanks.length))
      .replaceAll('>', String.raw`\>`)
      .replaceAll('\n', '\n\n');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

/** What people read of a markdown text. */
export function readMarkdown({ value }: { readonly value: string }): string {
  return value
    .replaceAll('**', '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\\([\\`*_{}[\]()#+\-!~>])/g, '$1');
}

/** As VS Code's own. */
export enum TreeItemCollapsibleState {
  None = 0,
  Collapsed = 1,
  Expanded = 2,
}

/** As VS Code's own. */
export class TreeItem {
  id?: string;
  description?: string;
  iconPath?: ThemeIcon;
  contextValue?: string;
  tooltip?: string | MarkdownString;
  resourceUri?: Uri;
  command?: { readonly command: string; readonly arguments?: readonly unknown[] };
  accessibilityInformation?: { readonly label: string };

  constructor(
    readonly label: string,
    public collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

/** As VS Code's own. */
export class FileDecoration {
  constructor(
    readonly badge?: string,
    readonly tooltip?: string,
    readonly color?: ThemeColor,
  ) {}
}

/** As VS Code's own. */
export enum DiagnosticSeverity {
  Error = 0,
  Warning = 1,
}

/** As VS Code's own. */
export class Diagnostic {
  source?: string;
  code?: string;

  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity = DiagnosticSeverity.Error,
  ) {}
}

/** As VS Code's own. */
export class Hover {
  constructor(
    readonly contents: MarkdownString,
    readonly range?: Range,
  ) {}
}

/** As VS Code's own. */
export enum CompletionItemKind {
  Value = 11,
}

/** As VS Code's own. */
export class CompletionItem {
  insertText?: string;
  filterText?: string;
  sortText?: string;
  detail?: string;
  documentation?: MarkdownString;
  range?: { readonly inserting: Range; readonly replacing: Range };

  constructor(
    readonly label: string | { readonly label: string; readonly description?: string },
    readonly kind?: CompletionItemKind,
  ) {}
}

/** As VS Code's own. */
export class CompletionList<T extends CompletionItem = CompletionItem> {
  constructor(
    readonly items: T[] = [],
    readonly isIncomplete = false,
  ) {}
}

/** As VS Code's own: files below a folder. */
export class RelativePattern {
  readonly baseUri: Uri;

  constructor(
    base: { readonly uri: Uri },
    readonly pattern: string,
  ) {
    this.baseUri = base.uri;
  }
}

/** As VS Code's own. */
export enum TaskScope {
  Workspace = 2,
}

/** As VS Code's own. */
export enum TaskPanelKind {
  Dedicated = 2,
}

/** As VS Code's own: a task that an extension runs itself, in a terminal of its own. */
export class CustomExecution {
  constructor(readonly callback: (definition: unknown) => Promise<unknown>) {}
}

/** As VS Code's own. */
export class Task {
  detail?: string;
  presentationOptions: { readonly panel?: TaskPanelKind } = {};

  constructor(
    readonly definition: { readonly type: string },
    readonly scope: unknown,
    readonly name: string,
    readonly source: string,
    readonly execution?: CustomExecution,
    readonly problemMatchers: readonly string[] = [],
  ) {}
}

/** As VS Code's own. */
export enum FileType {
  Unknown = 0,
  File = 1,
  Directory = 2,
  SymbolicLink = 64,
}

/** As VS Code's own. */
export enum QuickPickItemKind {
  Separator = -1,
  Default = 0,
}

/** As VS Code's own. */
export const QuickInputButtons = { Back: { iconPath: new ThemeIcon('arrow-left'), tooltip: 'Back' } } as const;

/** As VS Code's own. */
export enum StatusBarAlignment {
  Left = 1,
}

/** As VS Code's own. */
export enum ViewColumn {
  Active = -1,
}

/** As VS Code's own. */
export enum UIKind {
  Desktop = 1,
}

/** As VS Code's own. */
export enum ConfigurationTarget {
  Global = 1,
}
