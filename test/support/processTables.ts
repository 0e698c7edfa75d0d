import type { ProcessEntry, ProcessTable } from '../../src/node/process/processTable.ts';

/** What a process of a table made by hand has beside its row. */
export interface ProcessDetails {
  /** Run ids by the pids of those that carry them in their environment. */
  readonly runs?: Readonly<Record<number, string>>;
  readonly commandLines?: Readonly<Record<number, string>>;
  /** The pids of those whose environment cannot be told now. */
  readonly unclear?: readonly number[];
}

/** A table of these processes and no others. */
export function tableOf(
  list: readonly ProcessEntry[],
  { runs = {}, commandLines = {}, unclear = [] }: ProcessDetails = {},
): ProcessTable {
  return {
    list: (isKnown = () => false) => list.filter(({ pid }) => !isKnown(pid)),
    find: (pid) => list.find((entry) => entry.pid === pid),
    commandLine: (pid) => commandLines[pid] ?? '',
    programName: () => '',
    hasInEnvironment: (pid, assignment) => assignment === `EXECUTOR_RUN_ID=${String(runs[pid])}`,
    carriersAmong: (pids, variable) => ({
      carriers: pids.flatMap((pid) => {
        const value = variable === 'EXECUTOR_RUN_ID' ? runs[pid] : undefined;
        return value === undefined ? [] : { pid, value };
      }),
      unclear: pids.filter((pid) => unclear.includes(pid)),
      hasLost: false,
    }),
  };
}
