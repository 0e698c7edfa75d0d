/**
 * The places for runs: as many as may live at once. Whoever finds none free waits in a queue and gets one in the order
 * of coming. Holders are told apart by identity, so that one can hand its place from run to run.
 */
export class RunSlots {
  private readonly holders = new Set<object>();
  /** In the order of coming. */
  private readonly waiting = new Map<object, () => void>();

  /** `limit` is asked again each time; 0 means that there is none. `moved` is told when somebody has left the queue. */
  constructor(
    private readonly limit: () => number,
    private readonly moved: () => void = () => undefined,
  ) {}

  /** The place of a holder in the queue, from 1; undefined if it does not wait. */
  position(holder: object): number | undefined {
    const index = [...this.waiting.keys()].indexOf(holder);
    return index < 0 ? undefined : index + 1;
  }

  /** Whether a request would be granted at once. */
  get hasFree(): boolean {
    return this.limit() === 0 || (this.waiting.size === 0 && this.hasRoom);
  }

  /** Takes a place, free or not: a run that was found alive has one already. */
  take(holder: object): void {
    this.waiting.delete(holder);
    this.holders.add(holder);
  }

  /** Calls `granted` when there is a place, at once if one is free. Whoever asks again goes to the end of the queue. */
  request(holder: object, granted: () => void): void {
    this.waiting.delete(holder);
    this.waiting.set(holder, granted);
    this.grant();
  }

  /** Gives a place back, or leaves the queue. */
  release(holder: object): void {
    const wasWaiting = this.waiting.delete(holder);
    const wasHolding = this.holders.delete(holder);
    if (wasWaiting || wasHolding) this.grant();
    if (wasWaiting) this.moved();
  }

  /** The limit has changed: there may be room. What has a place keeps it. */
  limitChanged(): void {
    this.grant();
  }

  private grant(): void {
    const before = this.waiting.size;
    for (let [first] = this.waiting; first && this.hasRoom; [first] = this.waiting) {
      const [holder, granted] = first;
      this.take(holder);
      granted();
    }
    if (this.waiting.size < before) this.moved();
  }

  private get hasRoom(): boolean {
    const limit = this.limit();
    return limit === 0 || this.holders.size < limit;
  }
}
