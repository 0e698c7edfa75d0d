/**
 * The value that this share (0 … 1) of the values does not exceed, between neighbours in proportion; not of an empty
 * list.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('there is no quantile of nothing');
  return below + (above - below) * (place - Math.floor(place));
}

/** The value in the middle; not of an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
