import type { Draws } from './draws.ts';
import type { FuzzWorld } from './fuzzWorld.ts';

/** One kind of what people, files and the system may put in front of a host. */
export interface InputKind {
  readonly name: string;
  /** Makes one input. It takes nothing but its draws, so that the same seed and number make it again. */
  readonly make: (draws: Draws) => FuzzInput;
}

/** Something to put in front of a host. */
export interface FuzzInput {
  /** What it is, in a line. */
  readonly line: string;
  /**
   * Gives it to the host of a world, asks that host everything, and takes it away again. Throws where an answer is late or wrong.
   */
  readonly give: (world: FuzzWorld) => Promise<void>;
  /** Milliseconds for which it may rightly hold up every task; none if absent. */
  readonly heldMs?: number;
  /** It ends the host, so that another one manages the tasks afterwards. */
  readonly endsHost?: true;
}
