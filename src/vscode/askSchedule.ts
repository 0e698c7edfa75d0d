import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { parseRecurrence, type RecurrenceField, recurrenceText } from '../model/recurrence.ts';
import { draftSchedule, type ScheduleDraft, schedulePresets, suggestStart } from '../model/scheduleDraft.ts';
import { describeRecurrence } from '../model/scheduleWords.ts';
import { choose, problemRow, type Row } from './choose.ts';

/** A schedule that a person has put together, as the task file is to have it, and whether it is to begin at once. */
export type ScheduleAnswer = RecurrenceField & {
  readonly start?: string;
  /** Only where another zone was chosen than the one that holds anyway. */
  readonly timezone?: string;
  readonly begins: boolean;
};

/** A period or a cron expression, and where its schedule would sensibly begin. */
interface RecurrenceAnswer {
  readonly text: string;
  /** Empty where it needs no beginning. */
  readonly start: string;
}

type StartAnswer = { readonly kind: 'draft'; readonly draft: ScheduleDraft } | { readonly kind: 'other-zone' };

/** Asks for a schedule in three steps, each with the next runs: how often, from when, and whether it begins now. */
export async function askSchedule(
  title: string,
  defaultZone: string,
  clock: Clock,
): Promise<ScheduleAnswer | null | undefined> {
  let zone = defaultZone;
  for (;;) {
    const period = await askPeriod(`${title}: How Often? (1/3)`, zone, clock);
    if (!period) return period;
    let { start } = period;
    for (;;) {
      const begin = await askStart(`${title}: From When? (2/3)`, { ...period, start }, zone, clock);
      if (begin === undefined) return undefined;
      if (begin === null) break;
      if (begin.kind === 'other-zone') {
        zone = (await askZone(title, zone)) ?? zone;
        continue;
      }
      const { next, start: written, ...recurrence } = begin.draft;
      const begins = await askBegin(`${title}: Start It? (3/3)`, next);
      if (begins === undefined) return undefined;
      start = written?.replace('T', ' ') ?? '';
      if (begins === null) continue;
      return {
        ...recurrence,
        begins,
        ...(written !== undefined && { start: written }),
        ...(zone !== defaultZone && { timezone: zone }),
      };
    }
  }
}

function askPeriod(title: string, zone: string, clock: Clock): Promise<RecurrenceAnswer | null | undefined> {
  const presets = schedulePresets(clock.now(), zone).map(({ every, label, start }): Row<RecurrenceAnswer> => ({
    label,
    description: every,
    iconPath: new vscode.ThemeIcon('calendar'),
    answer: { text: every, start },
  }));
  return choose<RecurrenceAnswer>({
    title,
    placeholder: 'Choose, or type a period (90 min) or a cron expression (0 9 * * MON-FRI)',
    hasBack: true,
    rows: (typed) => (typed.trim() === '' ? presets : typedRecurrence(typed.trim(), presets, zone, clock)),
  });
}

/** The rows for a period or a cron expression that was typed: what it would do; else the ones to choose that match, and why it is none. */
function typedRecurrence(
  typed: string,
  presets: readonly Row<RecurrenceAnswer>[],
  zone: string,
  clock: Clock,
): readonly Row<RecurrenceAnswer>[] {
  const recurrence = parseRecurrence(typed);
  if (!recurrence.ok) return [...presets, problemRow(recurrence.error.message)];
  const now = clock.now();
  const { value } = recurrence;
  const start = value.kind === 'period' ? suggestStart(value.period, now, zone) : '';
  const answer = { text: recurrenceText(value), start };
  const draft = draftSchedule(answer.text, start, zone, now);
  return [
    { label: describeRecurrence(value), description: typed, iconPath: check(), alwaysShow: true, answer },
    ...(draft.ok ? previewRows(draft.value.next, answer) : []),
  ];
}

function askStart(
  title: string,
  { start, text }: RecurrenceAnswer,
  zone: string,
  clock: Clock,
): Promise<StartAnswer | null | undefined> {
  const otherZone: Row<StartAnswer> = {
    label: 'Another Time Zone…',
    description: zone,
    iconPath: new vscode.ThemeIcon('globe'),
    alwaysShow: true,
    answer: { kind: 'other-zone' },
  };
  return choose<StartAnswer>({
    title,
    placeholder: 'From when, such as 2026-02-27 13:00 or 13:00; empty: as soon as it is started',
    hasBack: true,
    value: start,
    rows: (typed) => {
      const draft = draftSchedule(text, typed, zone, clock.now());
      if (!draft.ok) return [problemRow(draft.error.message), otherZone];
      const answer: StartAnswer = { kind: 'draft', draft: draft.value };
      const label = beginLabel(draft.value);
      return [
        { label, description: zone, iconPath: check(), alwaysShow: true, answer },
        ...previewRows(draft.value.next, answer),
        otherZone,
      ];
    },
  });
}

function beginLabel(draft: ScheduleDraft): string {
  if (draft.start !== undefined) return `From ${draft.start.replace('T', ' ')}`;
  return 'every' in draft ? 'One Period after the Schedule Is Started' : 'As Soon as the Schedule Is Started';
}

function askBegin(title: string, next: readonly string[]): Promise<boolean | null | undefined> {
  return choose<boolean>({
    title,
    placeholder: `Next run: ${next[0] ?? ''}`,
    hasBack: true,
    rows: () => [
      { label: 'Add and Start Schedule', iconPath: new vscode.ThemeIcon('calendar'), answer: true },
      { label: 'Add Only', iconPath: new vscode.ThemeIcon('add'), answer: false },
    ],
  });
}

async function askZone(title: string, present: string): Promise<string | undefined> {
  const zones = [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const chosen = await choose<string>({
    title: `${title}: Time Zone`,
    placeholder: 'The zone whose calendar and clocks count',
    hasBack: true,
    rows: () =>
      zones.map((zone) => ({ label: zone, answer: zone, ...(zone === present && { description: 'chosen' }) })),
  });
  return chosen ?? undefined;
}

/** The next runs, as rows that lead on like the one above them. */
function previewRows<T>(next: readonly string[], answer: T): readonly Row<T>[] {
  const descriptions = ['next run', 'second run', 'third run'];
  return next.map((label, index): Row<T> => {
    const description = descriptions[index] ?? '';
    return { label, description, iconPath: new vscode.ThemeIcon('calendar'), alwaysShow: true, answer };
  });
}

function check(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('check');
}
