import { format } from 'date-fns';

/** A line of the executor's own log for people: local time, level, sentence. What is no entry stays as it is. */
export function renderJournalLine(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  return `${format(entry.time, 'yyyy-MM-dd HH:mm:ss.SSS')} [${entry.level}] ${entry.message}`;
}

function parseEntry(line: string): { time: Date; level: string; message: string } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('time' in value && 'level' in value && 'message' in value)) return undefined;
    const time = new Date(String(value.time));
    if (Number.isNaN(time.getTime())) return undefined;
    return { time, level: String(value.level), message: String(value.message) };
  } catch {
    return undefined;
  }
}
