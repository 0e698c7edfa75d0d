import type { Clock, Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { tickAfter } from '../../model/words/humanTime.ts';

/**
 * Milliseconds between two looks at the words of a task whose runs are unfolded. Redrawing it fetches the rows below it
 * again, and until they are back a click that falls into that moment finds nothing.
 */
const unfoldedTickMs = 10_000;
/** Milliseconds for which a row whose tooltip was asked for is left as it is. */
const readingMs = 10_000;
/** A tick that comes this many milliseconds early is on time. */
const earlyMs = 20;

/** A row beside which a span of time stands. */
export interface TickingRow<Row> {
  readonly row: Row;
  /** From or to when that is counted. */
  readonly from: Instant;
  readonly isUnfolded: boolean;
}

/** Keeps spans of time true: has those rows drawn again whose words have changed. */
export class TreeTick<Row extends object> implements Disposable {
  private readonly drawnAt = new WeakMap<Row, Instant>();
  /** Until when somebody may be reading the tooltip of a row. */
  private readonly readUntil = new WeakMap<Row, Instant>();
  private timer: Disposable | undefined;

  /** `ticking` answers the rows with spans that can be seen, and `redraw` draws one. */
  constructor(
    private readonly clock: Clock,
    private readonly ticking: () => readonly TickingRow<Row>[],
    private readonly redraw: (row: Row) => void,
  ) {}

  /** A row is being drawn. */
  drawn(row: Row): void {
    this.drawnAt.set(row, this.clock.now());
  }

  /** Somebody reads the tooltip of a row, which is not drawn for a while, as that would take the tooltip away. */
  reading(row: Row): void {
    this.readUntil.set(row, this.clock.now() + readingMs);
  }

  /** Other rows tick, or their spans have started over. */
  arm(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const now = this.clock.now();
    const rows = this.ticking().map(({ from, isUnfolded, row }) => {
      const everyMs = tickAfter(Math.abs(now - from));
      return { row, everyMs: isUnfolded ? Math.max(everyMs, unfoldedTickMs) : everyMs };
    });
    if (rows.length === 0) return;
    this.timer = this.clock.setTimer(Math.min(...rows.map(({ everyMs }) => everyMs)), () => {
      const present = this.clock.now();
      for (const { everyMs, row } of rows) {
        const isDue = present - (this.drawnAt.get(row) ?? 0) >= everyMs - earlyMs;
        if (isDue && present >= (this.readUntil.get(row) ?? 0)) this.redraw(row);
      }
      this.arm();
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }
}
