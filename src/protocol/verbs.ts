import { err, type Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { type RequestName, type RequestParams, type RequestResult, requests } from './messages.ts';

/** What a verb answers: what its request does, nothing if that answers null, or why not. */
export type VerbAnswer<N extends RequestName> =
  null extends RequestResult<N> ? Result<void, ExecutorFailure> : Result<RequestResult<N>, ExecutorFailure>;

/** Whoever answers requests: one verb for each. */
export type Verbs = {
  readonly [N in RequestName]: (params: RequestParams<N>) => VerbAnswer<N> | Promise<VerbAnswer<N>>;
};

/** The name of every request. */
export const requestNames = Object.keys(requests) as readonly RequestName[];

/** Verbs that do nothing, and say why. */
export function refuseAll(why: ExecutorFailure): Verbs {
  return Object.fromEntries(requestNames.map((name) => [name, () => err(why)])) as unknown as Verbs;
}
