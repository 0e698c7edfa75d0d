/** Values of a field as people see them, ascending. */
export type CronShape =
  /** Each value that there is. */
  | { readonly kind: 'all' }
  /** From the first one on in steps that go on evenly when the field starts over. */
  | { readonly kind: 'even'; readonly step: number }
  /** In steps from one value to another; three at least. */
  | { readonly kind: 'run'; readonly from: number; readonly to: number; readonly step: number }
  | { readonly kind: 'list'; readonly values: readonly number[] };

/** A value, or several that follow each other: at least three. */
export interface CronSpan {
  readonly from: number;
  readonly to: number;
}

/** The shape of values, which are ascending and each there once, in a field from `min` to `max`. */
export function shapeOf(
  values: readonly number[],
  { max, min }: { readonly min: number; readonly max: number },
): CronShape {
  const size = max - min + 1;
  if (values.length === size) return { kind: 'all' };
  const [from = min, second = from] = values;
  const to = values.at(-1) ?? from;
  const step = second - from;
  const isRegular = values.length > 1 && values.every((value, index) => value === from + index * step);
  if (isRegular && from === min && values.length * step === size) return { kind: 'even', step };
  return isRegular && values.length > 2 ? { kind: 'run', from, to, step } : { kind: 'list', values };
}

/** Values with those put together that follow each other; two that do stay two. */
export function spansOf(values: readonly number[]): readonly CronSpan[] {
  const spans: CronSpan[] = [];
  for (const value of values) {
    const last = spans.at(-1);
    if (last && value === last.to + 1) spans[spans.length - 1] = { from: last.from, to: value };
    else spans.push({ from: value, to: value });
  }
  return spans.flatMap((span) => {
    const { from, to } = span;
    const isPair = to === from + 1;
    return isPair ? [from, to].map((value) => ({ from: value, to: value })) : [span];
  });
}

/** The same, those of several values apart from those of one. */
export function runsAndSingles(values: readonly number[]): {
  readonly runs: readonly CronSpan[];
  readonly singles: readonly number[];
} {
  const spans = spansOf(values);
  return {
    runs: spans.filter(({ from, to }) => to > from),
    singles: spans.flatMap(({ from, to }) => (from === to ? from : [])),
  };
}
