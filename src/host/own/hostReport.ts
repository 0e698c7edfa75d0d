import type { ExecutorFailure } from '../../model/failure.ts';

/** What a background host tells the process that started it, as one line of JSON. */
export type HostReport = { readonly kind: 'ready' } | { readonly kind: 'refused'; readonly failure: ExecutorFailure };
