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

/** One of these steps. */
export type FaultPoint = (typeof faultPoints)[number];

let listener: ((point: FaultPoint) => void) | undefined;

/** Says that a step is done. */
export function reached(point: FaultPoint): void {
  listener?.(point);
}

/** Listens to every step of this process; for builds that tests are made with. */
export function onReached(listen: (point: FaultPoint) => void): void {
  listener = listen;
}
