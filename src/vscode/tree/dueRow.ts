import type { UpcomingRow } from '../../model/schedule/upcoming.ts';
import type { TaskReference } from '../session/sessions.ts';

/** A row of the view of what is due. */
export type DueRow<R extends UpcomingRow = UpcomingRow> = TaskReference & { readonly upcoming: R };
