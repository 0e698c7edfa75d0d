import { firstWhere } from '../../base/firstWhere.ts';
import type { Clause } from '../words/clause.ts';

/** What a diagnostic is about; stable words for filters and tests. */
export type DiagnosticCode =
  | 'syntax'
  | 'unknown-field'
  | 'unsupported-field'
  | 'wrong-type'
  | 'contradiction'
  | 'duplicate-key'
  | 'invalid-name'
  | 'invalid-value'
  | 'legacy-value'
  | 'surprising-value';

/** Something that is wrong in a task file, at its place. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** What is wrong, why, and what to do, in one or two sentences. */
  readonly message: Clause;
  /** In UTF-16 units from the start of the text, a byte order mark included. */
  readonly offset: number;
  readonly length: number;
  /** From 1, as editors count. */
  readonly line: number;
  /** From 1, in UTF-16 units; a byte order mark does not count. */
  readonly column: number;
  /** The task that it is about, where it is about one; with an error it is not run. */
  readonly task?: string;
}

/** A range of the text; a syntax node is one. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Gathers the diagnostics of one text and turns offsets into lines and columns. */
export class DiagnosticCollector {
  private readonly found: Diagnostic[] = [];
  private errorCount = 0;
  private readonly lineStarts: readonly number[];

  constructor(text: string) {
    const starts = [text.startsWith('\uFEFF') ? 1 : 0];
    for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
    this.lineStarts = starts;
  }

  /** How many errors there are up to now; a task whose check raised the number is not run. */
  get errors(): number {
    return this.errorCount;
  }

  /** Notes an error at a place, for a task where it concerns only one. */
  error(code: DiagnosticCode, place: TextRange, message: Clause, task?: string): void {
    this.errorCount += 1;
    this.note('error', code, place, message, task);
  }

  /** Notes what works but is hardly meant. */
  warning(code: DiagnosticCode, place: TextRange, message: Clause, task?: string): void {
    this.note('warning', code, place, message, task);
  }

  /** All diagnostics in the order of the text. */
  inOrder(): readonly Diagnostic[] {
    return this.found.toSorted((one, other) => one.offset - other.offset);
  }

  private note(
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    { offset, length }: TextRange,
    message: Clause,
    task: string | undefined,
  ): void {
    const position = this.positionAt(offset);
    this.found.push({ severity, code, message, offset, length, ...position, ...(task !== undefined && { task }) });
  }

  private positionAt(offset: number): { readonly line: number; readonly column: number } {
    const { length } = this.lineStarts;
    const line = firstWhere(0, length, (index) => (this.lineStarts[index] ?? Infinity) > offset);
    return { line, column: Math.max(0, offset - (this.lineStarts[line - 1] ?? 0)) + 1 };
  }
}
