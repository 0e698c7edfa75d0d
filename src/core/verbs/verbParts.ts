import type { Announcer } from '../tasks/announcer.ts';
import type { OwedRuns } from '../tasks/owedRuns.ts';
import type { Parts } from '../tasks/parts.ts';
import type { TakeOver } from '../tasks/takeOver.ts';

/** What the verbs need. */
export interface VerbParts extends Parts {
  readonly owed: OwedRuns;
  readonly takeOver: TakeOver;
  readonly announcer: Announcer;
}
