import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { parsePeriod } from '../model/period.ts';
import { draftSchedule, type ScheduleDraft, schedulePresets, suggestStart } from '../model/scheduleDraft.ts';
import { choose, problemRow, type Row } from './choose.ts';

/** A schedule that a person has put together, as the task file is to have it, and whether it is to begin at once. */
export interface ScheduleAnswer {
  readonly every: string;
  readonly start?: string;
  /** Only where another zone was chosen than the one that holds anyway. */
  readonly timezone?: string;
  readonly begins: boolean;
}

/** A period, and where its schedule would sensibly begin. */
interface PeriodAnswer {
  readonly every: string;
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
      const { every, next, start: written } = begin.draft;
      const begins = await askBegin(`${title}: Start It? (3/3)`, next);
      if (begins === undefined) return undefined;
      start = written?.replace('T', ' ') ?? '';
      if (begins === null) continue;
      return {
        every,
        begins,
        ...(written !== undefined && { start: written }),
        ...(zone !== defaultZone && { timezone: zone }),
      };
    }
  }
}

function askPeriod(title: string, zone: string, clock: Clock): Promise<PeriodAnswer | null | undefined> {
  const presets = schedulePresets(clock.now(), zone).map(({ every, label, start }): Row<PeriodAnswer> => ({
    label,
    description: every,
    iconPath: new vscode.ThemeIcon('calendar'),
    answer: { every, start },
  }));
  return choose<PeriodAnswer>({
    title,
    placeholder: 'Choose, or type a period such as 90 min, 2 days, 1 week',
    hasBack: true,
    rows: (typed) => (typed.trim() === '' ? presets : typedPeriod(typed.trim(), presets, zone, clock)),
  });
}

/** The rows for a period that was typed: what it would do; else the ones to choose that match, and why it is none. */
function typedPeriod(
  typed: string,
  presets: readonly Row<PeriodAnswer>[],
  zone: string,
  clock: Clock,
): readonly Row<PeriodAnswer>[] {
  const period = parsePeriod(typed);
  if (!period.ok) return [...presets, problemRow(period.error.message)];
  const now = clock.now();
  const answer = { every: typed, start: suggestStart(period.value, now, zone) };
  const draft = draftSchedule(answer.every, answer.start, zone, now);
  return [
    { label: `Every ${typed.replace(/^every\s+/i, '')}`, iconPath: check(), alwaysShow: true, answer },
    ...(draft.ok ? previewRows(draft.value.next, answer) : []),
  ];
}

function askStart(
  title: string,
  { every, start }: PeriodAnswer,
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
    placeholder: 'Date and time of the first run, such as 2026-02-27 13:00 or 13:00; empty: one period from now',
    hasBack: true,
    value: start,
    rows: (typed) => {
      const draft = draftSchedule(every, typed, zone, clock.now());
      if (!draft.ok) return [problemRow(draft.error.message), otherZone];
      const answer: StartAnswer = { kind: 'draft', draft: draft.value };
      const label =
        draft.value.start === undefined
          ? 'One Period after the Schedule Is Started'
          : `From ${draft.value.start.replace('T', ' ')}`;
      return [
        { label, description: zone, iconPath: check(), alwaysShow: true, answer },
        ...previewRows(draft.value.next, answer),
        otherZone,
      ];
    },
  });
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
