import type { Clause } from '../words/clause.ts';
/** What a window's settings say to the host of a folder; the host keeps the last it was told. */
export interface HostSettings {
  /** The setting `executor.interpreters`: argv by kind of script. */
  readonly interpreters: Readonly<Record<string, readonly string[]>>;
  /** What the language extensions of the window have chosen, by kind of script. */
  readonly choices: Readonly<Record<string, { readonly argv: readonly string[]; readonly by: Clause }>>;
  /** The setting `executor.folder`: where run logs go, relative to the workspace folder or absolute. */
  readonly folder: string;
  /** The setting `executor.timezone`; the system's time zone if absent. */
  readonly timeZone?: string;
  /** The setting `executor.maxConcurrentRuns`; 0 is no limit. */
  readonly maxConcurrentRuns: number;
  /** The setting `executor.nodePath`: the Node that reads the login shell's environment; the host's own if absent. */
  readonly nodePath?: string;
  /** The setting `executor.historyLimit`: how many rows the history may have; `defaultHistoryLimit` if absent. */
  readonly historyLimit?: number;
}

/** How many rows the history of an executor may have where no setting says otherwise. */
export const defaultHistoryLimit = 100_000;

/** What holds where no window has said anything. */
export const defaultHostSettings: HostSettings = {
  interpreters: {},
  choices: {},
  folder: '.executor',
  maxConcurrentRuns: 0,
};
