/** What a host needs at some moment. */
export interface HostNeeds {
  readonly pid: number;
  /** Bytes of JavaScript objects after a collection. */
  readonly heapBytes: number;
  readonly descriptors: number;
}
