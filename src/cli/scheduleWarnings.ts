import { cronRemarks } from '../model/cron/cronRemarks.ts';
import { legacyZoneWarning } from '../model/time/timeZone.ts';
import { type CliFailure, misreading } from './cliFailure.ts';

/** A text that was given, and its name: "the expression", "--cron". */
interface Given {
  readonly what: string;
  readonly text: string | undefined;
}

/** What a task file would warn of in a cron expression and a zone, each with its place. */
export function scheduleWarnings(cron: Given, timeZone: string | undefined): readonly CliFailure[] {
  const legacy = timeZone === undefined ? undefined : legacyZoneWarning(timeZone);
  return [
    ...cronRemarks(cron.text ?? '').map((remark) => misreading(cron.what, remark)),
    ...(legacy === undefined || timeZone === undefined
      ? []
      : [misreading('--timezone', { message: legacy, offset: 0, length: timeZone.length })]),
  ];
}
