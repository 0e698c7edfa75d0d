import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { parseRecurrence, type RecurrenceField, recurrenceText } from '../../model/schedule/recurrence.ts';
import {
  draftSchedule,
  type ScheduleDraft,
  schedulePresets,
  suggestStart,
} from '../../model/schedule/scheduleDraft.ts';
import { describeRecurrence } from '../../model/schedule/scheduleWords.ts';
import { word } from '../../model/words/clause.ts';
import { choose, heading, problemRow, type Row } from './choose.ts';

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
  /** Empty if it needs no beginning. */
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
    const period = await askPeriod(l10n.t('{0}: How Often? (1/3)', title), zone, clock);
    if (!period) return period;
    let { start } = period;
    for (;;) {
      const begin = await askStart(l10n.t('{0}: From When? (2/3)', title), { ...period, start }, zone, clock);
      if (begin === undefined) return undefined;
      if (begin === null) break;
      if (begin.kind === 'other-zone') {
        zone = (await askZone(title, zone)) ?? zone;
        continue;
      }
      const { next, start: written, words, ...recurrence } = begin.draft;
      const begins = await askBegin(l10n.t('{0}: Start It? (3/3)', title), words, next);
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
    placeholder: l10n.t('Choose, or type a period (90 min) or a cron expression (0 9 * * MON-FRI)'),
    hasBack: true,
    rows: (typed) => (typed.trim() === '' ? presets : typedRecurrence(typed.trim(), presets, zone, clock)),
  });
}

/** The rows for a period or a cron expression that was typed: what it would do; else the ones to choose that match, and why it isn't one. */
function typedRecurrence(
  typed: string,
  presets: readonly Row<RecurrenceAnswer>[],
  zone: string,
  clock: Clock,
): readonly Row<RecurrenceAnswer>[] {
  const recurrence = parseRecurrence(typed);
  if (!recurrence.ok) return [...presets, problemRow(word(recurrence.error.message))];
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
    label: l10n.t('Another Time Zone…'),
    description: zone,
    iconPath: new vscode.ThemeIcon('globe'),
    alwaysShow: true,
    answer: { kind: 'other-zone' },
  };
  return choose<StartAnswer>({
    title,
    placeholder: l10n.t('From when, such as 2026-02-27 13:00 or 13:00; empty: as soon as it is started'),
    hasBack: true,
    value: start,
    rows: (typed) => {
      const draft = draftSchedule(text, typed, zone, clock.now());
      if (!draft.ok) return [problemRow(word(draft.error.message)), otherZone];
      const answer: StartAnswer = { kind: 'draft', draft: draft.value };
      const label = beginLabel(draft.value);
      return [
        { label, description: zone, detail: draft.value.words, iconPath: check(), alwaysShow: true, answer },
        ...previewRows(draft.value.next, answer),
        otherZone,
      ];
    },
  });
}

function beginLabel(draft: ScheduleDraft): string {
  if (draft.start !== undefined) return l10n.t('From {0}', draft.start.replace('T', ' '));
  return 'every' in draft
    ? l10n.t('One Period after the Schedule Is Started')
    : l10n.t('As Soon as the Schedule Is Started');
}

function askBegin(title: string, words: string, next: readonly string[]): Promise<boolean | null | undefined> {
  return choose<boolean>({
    title,
    placeholder: words,
    hasBack: true,
    rows: () => [
      { label: l10n.t('Add and Start Schedule'), iconPath: new vscode.ThemeIcon('calendar'), answer: true },
      { label: l10n.t('Add Only'), iconPath: new vscode.ThemeIcon('add'), answer: false },
      heading(l10n.t('Next runs')),
      ...previewRows<boolean>(next),
    ],
  });
}

async function askZone(title: string, present: string): Promise<string | undefined> {
  const zones = [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const chosen = await choose<string>({
    title: l10n.t('{0}: Time Zone', title),
    placeholder: l10n.t('The time zone of the schedule'),
    hasBack: true,
    rows: () =>
      zones.map((zone) => ({ label: zone, answer: zone, ...(zone === present && { description: 'chosen' }) })),
  });
  return chosen ?? undefined;
}

/** The next runs, as rows that lead on like the one above them, or only say when they are. */
function previewRows<T>(next: readonly string[], answer?: T): readonly Row<T>[] {
  return next.map((label, index): Row<T> => {
    const description = index === 0 && answer !== undefined ? l10n.t('next run') : '';
    const iconPath = new vscode.ThemeIcon('calendar');
    return { label, description, iconPath, alwaysShow: true, ...(answer !== undefined && { answer }) };
  });
}

function check(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('check');
}
