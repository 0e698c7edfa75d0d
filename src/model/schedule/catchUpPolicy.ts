/** What becomes of occurrences that were missed: one run for all of them, none, or one for each. */
export const catchUpPolicies = ['latest', 'skip', 'all'] as const;

/** What becomes of occurrences that were missed. */
export type CatchUpPolicy = (typeof catchUpPolicies)[number];
