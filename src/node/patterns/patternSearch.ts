import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { SignListener } from '../../core/ports.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import { logMark } from '../../model/log/logText.ts';
import type { UserPattern } from '../../model/words/userPattern.ts';
import type { LogPiece } from '../log/logFollower.ts';
import { patternDeadlineMs, type PatternJudge, type Unjudged } from './patternJudge.ts';

/** Characters of a line that a pattern is run on. */
export const judgedCharacters = 4_096;
/** Milliseconds between two judgements of a line that still grows. */
const growingMs = 250;

/** What is looked for, and who is told. */
export interface PatternSearchOptions extends SignListener {
  readonly clock: Clock;
  readonly judge: Pick<PatternJudge, 'judge'>;
  readonly pattern: UserPattern;
  /** The pattern as the task file has it. */
  readonly text: string;
}

/**
 * Looks for the first line of a growing log that matches a pattern, in the first 4 KB of each line. A line is judged once. One
 * that has no end yet is judged as it stands, since a prompt never gets one, and while it grows four times a second at most.
 */
export class PatternSearch implements Disposable {
  /** The beginning of the line without an end. */
  private open = '';
  private judged = '';
  private pause: Disposable | undefined;
  private readonly over = new AbortController();

  constructor(private readonly options: PatternSearchOptions) {}

  /** Takes the next piece of the log; resolves when its lines are judged. */
  readonly onPiece = async ({ isRestart, text }: LogPiece): Promise<void> => {
    if (this.over.signal.aborted) return;
    const [first = '', ...others] = text.split('\n');
    const known = isRestart ? '' : this.open;
    const lines = [`${known}${first.slice(0, judgedCharacters)}`, ...others].map((line) =>
      line.slice(0, judgedCharacters),
    );
    this.open = lines.pop() ?? '';
    // A line whose judged part did not grow since is not judged again.
    const isKnown = known !== '' && known === this.judged && lines[0] === known;
    if (lines.length > 0) this.judged = '';
    await this.look(isKnown ? lines.slice(1) : lines);
    await this.lookAtOpen();
  };

  dispose(): void {
    this.over.abort();
    this.pause?.dispose();
  }

  private async lookAtOpen(): Promise<void> {
    if (this.over.signal.aborted || this.pause || this.open === this.judged) return;
    this.judged = this.open;
    this.pause = this.options.clock.setTimer(growingMs, () => {
      this.pause = undefined;
      void this.lookAtOpen();
    });
    await this.look([this.open]);
  }

  private async look(lines: readonly string[]): Promise<void> {
    // What Executor itself writes, a task's name among it, says nothing about the script.
    const texts = lines.filter((line) => !line.startsWith(logMark));
    if (texts.length === 0) return;
    const { judge, onFound, onUnknown, pattern, text } = this.options;
    const answer = await judge.judge({ patterns: [pattern], texts, most: 1 });
    // Another look may have come to an end meanwhile.
    if (this.over.signal.aborted || (answer.ok && answer.value.length === 0)) return;
    this.dispose();
    if (answer.ok) onFound();
    else onUnknown(unjudged(text, answer.error));
  }
}

function unjudged(text: string, why: Unjudged): Clause {
  return why.kind === 'too-slow'
    ? say(
        'cannot be checked for readiness: its pattern {0} took longer than {1} s on one line of its log; simplify it',
        text,
        String(patternDeadlineMs / 1_000),
      )
    : say('cannot be checked for readiness: its pattern {0} cannot be evaluated ({1})', text, why.detail);
}
