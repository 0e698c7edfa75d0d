import type { ProcessEntry, ProcessTable } from '../../src/node/processTable.ts';

/** What a process of a table made by hand has beside its row. */
export interface ProcessDetails {
  /** Run ids by the pids of those that carry them in their environment. */
  readonly runs?: Readonly<Record<number, string>>;
  readonly commandLines?: Readonly<Record<number, string>>;
}

/** A table of these processes and no others. */
export function tableOf(
  list: readonly ProcessEntry[],
  { runs = {}, commandLines = {} }: ProcessDetails = {},
): ProcessTable {
  return {
    list: () => list,
    find: (pid) => list.find((entry) => entry.pid === pid),
    commandLine: (pid) => commandLines[pid] ?? '',
    programName: () => '',
    hasInEnvironment: (pid, assignment) => assignment === `EXECUTOR_RUN_ID=${String(runs[pid])}`,
    carriersOf: (variable) =>
      variable === 'EXECUTOR_RUN_ID' ? Object.entries(runs).map(([pid, value]) => ({ pid: Number(pid), value })) : [],
  };
}
