/** What a host notes of the tasks that it starts, line by line, so that the next one knows what it was at when it died. */
export type AttemptNote =
  /** In how many hosts before this one, one right after the other, each task was under suspicion when they died. */
  | { readonly note: 'before'; readonly deaths: Readonly<Record<string, number>> }
  | { readonly note: 'begins' | 'ends'; readonly task: string }
  /** The host ends because of something that happened on behalf of this task. */
  | { readonly note: 'blamed'; readonly task: string }
  /** Whatever was held against the task is forgotten. */
  | { readonly note: 'pardoned'; readonly task: string };

/** A task that is under suspicion in this many consecutive hosts is no longer started automatically. */
export const mostDeaths = 2;

/**
 * Judges the notes of a host that has died: under suspicion are the tasks that it blamed, or else those that it was
 * starting. Answers for each in how many consecutive hosts that is so by now. A task that this one had no trouble with
 * starts from zero, but for one that it did not touch: that stays as it is until it is pardoned.
 */
export function judgeAttempts(notes: readonly AttemptNote[]): ReadonlyMap<string, number> {
  const before = new Map<string, number>();
  const underWay = new Map<string, number>();
  const blamed = new Set<string>();
  for (const each of notes) {
    switch (each.note) {
      case 'before':
        for (const [task, deaths] of Object.entries(each.deaths)) before.set(task, deaths);
        break;
      case 'begins':
        underWay.set(each.task, (underWay.get(each.task) ?? 0) + 1);
        break;
      case 'ends':
        underWay.set(each.task, (underWay.get(each.task) ?? 0) - 1);
        break;
      case 'blamed':
        blamed.add(each.task);
        break;
      case 'pardoned':
        before.delete(each.task);
        break;
    }
  }
  const starting = [...underWay].filter(([, count]) => count > 0).map(([task]) => task);
  const suspects = blamed.size > 0 ? [...blamed] : starting;
  const refused = [...before].filter(([, deaths]) => deaths >= mostDeaths);
  return new Map([...refused, ...suspects.map((task) => [task, (before.get(task) ?? 0) + 1] as const)]);
}

/** Reads notes as they are written; a line that was cut off, or is none of ours, is passed over. */
export function readAttempts(text: string): readonly AttemptNote[] {
  return text.split('\n').flatMap((line) => {
    try {
      const note: unknown = JSON.parse(line);
      return isNote(note) ? [note] : [];
    } catch {
      return [];
    }
  });
}

/** A note as a line. */
export function writeAttempt(note: AttemptNote): string {
  return `${JSON.stringify(note)}\n`;
}

function isNote(value: unknown): value is AttemptNote {
  if (typeof value !== 'object' || value === null || !('note' in value)) return false;
  if (value.note !== 'before') return 'task' in value && typeof value.task === 'string';
  const deaths = 'deaths' in value ? value.deaths : undefined;
  return typeof deaths === 'object' && deaths !== null && Object.values(deaths).every(Number.isInteger);
}
