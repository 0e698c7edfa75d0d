import * as l10n from '@vscode/l10n';
import { err, ok, type Result } from '../../base/result.ts';
import { word } from '../words/clause.ts';
import { parseCron } from '../cron/cron.ts';

/** When an entry of a crontab runs, as the task file says it. */
export type CrontabWhen =
  | { readonly kind: 'reboot' }
  | {
      readonly kind: 'schedule';
      readonly fields: { readonly cron: string; readonly randomDelay?: string } | { readonly every: string };
      readonly remarks: readonly string[];
    };

/** Reads fields or macro of an entry; `randomDelayMinutes` is cron's RANDOM_DELAY. The error is a whole sentence. */
export function readCrontabWhen(when: string, randomDelayMinutes: number): Result<CrontabWhen, string> {
  const lower = when.toLowerCase();
  if (lower === '@reboot') return ok({ kind: 'reboot' });
  // FreeBSD.
  const [, seconds] = /^@(\d{1,9})$/.exec(when) ?? [];
  if (seconds !== undefined && Number(seconds) > 0) {
    const remark = l10n.t('It counts from the first start of its schedule, not from the end of the previous run.');
    return ok({ kind: 'schedule', fields: { every: `${String(Number(seconds))} sec` }, remarks: [remark] });
  }
  const meant = freeBsdMacros.get(lower) ?? when;
  const spread = spreadOf(meant);
  if (!spread.ok) return spread;
  const cron = parseCron(spread.value.cron);
  if (!cron.ok) return err(word(cron.error.message));
  const delay = spread.value.minutes + randomDelayMinutes;
  if (delay === 0) return ok({ kind: 'schedule', fields: { cron: spread.value.cron }, remarks: [] });
  return ok({
    kind: 'schedule',
    // Longer ones end before the next run anyway.
    fields: { cron: spread.value.cron, randomDelay: `${String(Math.min(delay, 1440))} min` },
    remarks: [l10n.t('Its random delay differs for each run; cron chooses one when it starts.')],
  });
}

const freeBsdMacros = new Map([
  ['@every_minute', '* * * * *'],
  ['@every_second', '* * * * * *'],
]);

/** cronie's `from~to` in minutes and hours, as the first of these times and the minutes until after the last. */
function spreadOf(when: string): Result<{ readonly cron: string; readonly minutes: number }, string> {
  if (!when.includes('~')) return ok({ cron: when, minutes: 0 });
  const [minute = '', hour = '', ...days] = when.split(' ');
  const inMinute = rangeOf(minute, 59);
  const inHour = rangeOf(hour, 23);
  const isRead = (minute.includes('~') ? inMinute : true) && (hour.includes('~') ? inHour : true);
  if (!isRead || days.some((field) => field.includes('~'))) {
    return err(
      l10n.t(
        'It lets cron choose with “~”. Write the times yourself, or use "randomDelay" to delay each run at random.',
      ),
    );
  }
  const hours = inHour ? inHour.to - inHour.from : 0;
  const minutes = inMinute ? inMinute.to - inMinute.from + 1 : 0;
  const cron = [String(inMinute?.from ?? minute), String(inHour?.from ?? hour), ...days].join(' ');
  // Without a range of minutes the last possible time is a whole number of hours later.
  return ok({ cron, minutes: hours * 60 + (minutes === 0 ? 1 : minutes) });
}

function rangeOf(field: string, largest: number): { readonly from: number; readonly to: number } | undefined {
  const [, from, to] = /^(\d{0,2})~(\d{0,2})$/.exec(field) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const range = { from: from === '' ? 0 : Number(from), to: to === '' ? largest : Number(to) };
  return range.from <= range.to && range.to <= largest ? range : undefined;
}
