/** Where a host asks the system, and can be answered with an error. */
export const faultPorts = [
  /** A statement that writes into the database. */
  'store',
  /** A log is made, or opened for its run. */
  'log-open',
  'spawn',
  'watch',
  /** A file of the user is looked at, opened or read. */
  'user-file',
  /** The host's own log. */
  'journal',
  /** `host.json`, which says where the host is, and the notes of what it is at. */
  'record',
] as const;

/** Where a host asks the system. */
export type FaultPort = (typeof faultPorts)[number];

/** The errors that are injected. */
export const faultCodes = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'ESTALE', 'EAGAIN'] as const;

/** What is to fail, as a file tells it to the host of a fuzz: each such file is obeyed once. */
export interface SystemFault {
  /** Another one for each fault, so that calls are counted again. */
  readonly id: string;
  readonly port: FaultPort;
  readonly code: (typeof faultCodes)[number];
  /** This many calls are let through first. */
  readonly skips: number;
  /** This many calls fail. */
  readonly count: number;
  /** Only calls on behalf of this task, by its key; of whatever the host does if absent. */
  readonly task?: string;
}

/** The variable that names the file with the fault. */
export const faultVariable = 'FUZZ_FAULT';
