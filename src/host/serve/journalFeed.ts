import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { renderJournalLine } from '../../model/log/journalText.ts';
import { LogFollower } from '../../node/log/logFollower.ts';

/** Follows the executor's own log, in words for people. */
export class JournalFeed implements Disposable {
  private readonly follower: LogFollower;
  private unfinished = '';

  constructor(path: string, lastLines: number, clock: Clock, onText: (text: string) => Promise<void>) {
    this.follower = new LogFollower({
      path,
      lines: lastLines,
      clock,
      onPiece: ({ text }) => {
        const lines = (this.unfinished + text).split('\n');
        this.unfinished = lines.pop() ?? '';
        return onText(lines.map((line) => `${renderJournalLine(line)}\n`).join(''));
      },
    });
  }

  /** Delivers what is there at this moment, then stops. */
  async finish(): Promise<void> {
    await this.follower.flush();
    await this.follower.close();
  }

  dispose(): void {
    this.follower.dispose();
  }
}
