/**
 * The steps of a run and of its host after which a test ends the host, to see that nothing is lost or doubled. In what
 * people get nobody listens, and reaching a point does nothing.
 */
export const faultPoints = [
  /** The cursor of a schedule, or the end of a wish to run later, and the run that this leads to are on the disk. */
  'cursor',
  /** A run is on the disk, and nothing is spawned. */
  'record',
  /** The shim is spawned; whether it has made its claim is not known. */
  'spawn',
  /** The script is known to be there, and that is not on the disk. */
  'claim',
  /** The script is known to have ended, and that is not on the disk. */
  'exit-seen',
  /** The end is on the disk, and the log has no footer. */
  'settle',
  /** A stop and its deadline are on the disk. */
  'stop-recorded',
  /** The stop command has ended. */
  'stop-command',
  /** The signal that asks a run to end is sent. */
  'stop-signal',
  /** SIGKILL has been sent, and nothing of the run is left. */
  'kill',
  /** A host that makes room has let go of its runs, and still holds the lock. */
  'hand-over',
] as const;

/** The steps in which a folder that was renamed takes over its state, with the same purpose. */
export const takeOverPoints = [
  /** The host of the old path has ended. */
  'take-over-freed',
  /** Files of runs have names in both places. */
  'take-over-linked',
  /** The new database is whole, and not in its place. */
  'take-over-copied',
  /** The new database is in its place, and the old state is still there. */
  'take-over-committed',
  /** The old state has gone. */
  'take-over-cleared',
] as const;

/** One of these steps. */
export type FaultPoint = (typeof faultPoints)[number];

/** One of the steps of a take-over. */
export type TakeOverPoint = (typeof takeOverPoints)[number];

let listener: ((point: FaultPoint | TakeOverPoint) => void) | undefined;

/** Says that a step is done. */
export function reached(point: FaultPoint | TakeOverPoint): void {
  listener?.(point);
}

/** Listens to every step of this process; for builds that tests are made with. */
export function onReached(listen: (point: FaultPoint | TakeOverPoint) => void): void {
  listener = listen;
}
