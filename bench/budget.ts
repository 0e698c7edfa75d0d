/** What a figure may be in proportion to a floor, which was measured in the same run. */
export type Budget =
  /** A duration: not longer than this many times the floor. */
  | { readonly kind: 'at-most'; readonly ratio: number }
  /** A rate: not lower than this many times the floor. */
  | { readonly kind: 'at-least'; readonly ratio: number };

/** The cells of a table that tell of a figure beside its floor: floor, ratio, budget, and whether it holds. */
export function budgetCells(value: number, floor: Floor, budget: Budget | undefined): readonly string[] {
  const ratio = value / floor.value;
  const cells = [floor.text, ratio.toFixed(2)];
  if (!budget) return [...cells, '', ''];
  const isHeld = budget.kind === 'at-most' ? ratio <= budget.ratio : ratio >= budget.ratio;
  const sign = budget.kind === 'at-most' ? '≤' : '≥';
  return [...cells, `${sign} ${budget.ratio.toFixed(2)}`, isHeld ? 'holds' : 'MISSED'];
}

/** What a figure is compared with, and how a table writes it. */
export interface Floor {
  readonly value: number;
  readonly text: string;
}

/** The heads of the columns of `budgetCells`. */
export const budgetHeads = ['floor', 'ratio', 'budget', ''] as const;
