import { ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { renderJournalLine } from '../../model/log/journalText.ts';
import { readLastLines } from '../../node/log/logReader.ts';
import { locateState } from '../../node/state/stateFolder.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';

/** The last lines of an executor's own log, in words and as they stand. */
export interface JournalLines {
  readonly text: string;
  /** As written: what each was about, as facts. */
  readonly entries: readonly unknown[];
}

/** Where the executor of a folder keeps its own log; there need not be one. */
export async function journalPathOf({
  environment,
  folder,
}: Pick<OpenExecutorOptions, 'environment' | 'folder'>): Promise<Result<string, ExecutorFailure>> {
  const located = await locateState(stateSurroundings(environment), folder);
  return located.ok ? ok(located.value.journal) : located;
}

/** The last lines of a log of that kind; none if there is no such file. */
export async function lastJournalLines(path: string, lines: number): Promise<JournalLines> {
  const read = await readLastLines(path, lines);
  const found = read.ok ? read.value.text.split('\n').filter((line) => line !== '') : [];
  return {
    text: found.map((line) => `${renderJournalLine(line)}\n`).join(''),
    entries: found.flatMap(parseEntry),
  };
}

/** What is no entry, such as a line that was cut off, is passed over. */
function parseEntry(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
