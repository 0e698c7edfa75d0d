/**
 * What to write so that a text is read as what was most likely meant: in place of the part that is marked, if it names no
 * other one.
 */
export interface Suggestion {
  readonly text: string;
  /** The part that it replaces, in UTF-16 units, if that is not the part that is marked. */
  readonly place?: { readonly offset: number; readonly length: number };
  /** The field of a task file that takes it, where the whole text is in a wrong one. */
  readonly field?: 'cron' | 'every';
  /** What belongs beside it in a task file, by field. */
  readonly beside?: Readonly<Partial<Record<'randomDelay' | 'timezone', string>>>;
}

/** A problem of a text that may know what to write instead. */
interface Marked {
  readonly offset: number;
  readonly length: number;
  readonly suggestion?: Suggestion;
}

/** The text as the suggestion has it; undefined if there is none. */
export function followSuggestion(text: string, { length, offset, suggestion }: Marked): string | undefined {
  if (!suggestion) return undefined;
  const place = suggestion.place ?? { offset, length };
  return text.slice(0, place.offset) + suggestion.text + text.slice(place.offset + place.length);
}

/** A problem of a part as one of the whole, in which the part begins at `by`. */
export function movedBy<P extends Marked>(problem: P, by: number): P {
  const { offset, suggestion } = problem;
  const place = suggestion?.place;
  return {
    ...problem,
    offset: offset + by,
    ...(place && { suggestion: { ...suggestion, place: { ...place, offset: place.offset + by } } }),
  };
}
