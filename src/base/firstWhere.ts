/** The first whole number after `low` for which something holds that holds for `high`, and for all between from there on. */
export function firstWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let [before, from] = [low, high];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (holds(middle)) from = middle;
    else before = middle;
  }
  return from;
}
