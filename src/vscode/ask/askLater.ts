import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { word } from '../../model/words/clause.ts';
import { type LaterRun, passedToday } from '../../model/schedule/laterRun.ts';
import { type LaterTime, parseLaterTime } from '../../model/schedule/laterTime.ts';
import { parsePeriod } from '../../model/time/period.ts';
import { suggestStart } from '../../model/schedule/scheduleDraft.ts';
import { previewLine, zonedTime } from '../../model/schedule/scheduleText.ts';
import { choose, problemRow, type Row } from './choose.ts';

type Answer = LaterTime | 'pick';

/** Asks when a task is to run once, by the clocks of a zone: one of the times that many people want, or any that can be read. */
export async function askLater(name: string, zone: string, clock: Clock): Promise<LaterTime | undefined> {
  const title = l10n.t('Run {0} Later', name);
  for (;;) {
    const answer = await choose<Answer>({
      title,
      placeholder: l10n.t('Choose, or type a time, such as in 20 minutes, 22:00 or tomorrow 7:30'),
      rows: (typed) => (typed.trim() === '' ? presets(zone, clock) : [typedRow(typed, zone, clock)]),
    });
    if (answer !== 'pick') return answer ?? undefined;
    const picked = await pickTime(title, zone, clock);
    if (picked !== null) return picked;
  }
}

/** Asks which of a task's runs to come is meant; a single one needs no question. */
export async function askWhichLater(name: string, later: readonly LaterRun[]): Promise<LaterRun | undefined> {
  if (later.length < 2) return later[0];
  const answer = await choose<LaterRun>({
    title: l10n.t('Cancel Later Run of {0}', name),
    placeholder: l10n.t('Which run do you want to cancel?'),
    rows: () =>
      later.map((each) => ({ label: previewLine(each.at, each.timeZone), iconPath: clockIcon(), answer: each })),
  });
  return answer ?? undefined;
}

function presets(zone: string, clock: Clock): readonly Row<Answer>[] {
  const rows = [
    [l10n.t('In 20 Minutes'), 'in 20 min'],
    [l10n.t('In 1 Hour'), 'in 1 hour'],
    [l10n.t('Tonight at 22:00'), 'today 22:00'],
    [l10n.t('Tomorrow at 7:00'), 'tomorrow 7:00'],
  ].flatMap(([label = '', time = '']): readonly Row<Answer>[] => {
    const now = clock.now();
    const read = parseLaterTime(time, now, zone);
    if (!read.ok) return [];
    return [{ label, description: zonedTime(read.value.at, now, zone), iconPath: clockIcon(), answer: read.value }];
  });
  const pick = { label: l10n.t('Pick a Time…'), iconPath: new vscode.ThemeIcon('edit'), answer: 'pick' } as const;
  return [...rows, pick];
}

function pickTime(title: string, zone: string, clock: Clock): Promise<LaterTime | null | undefined> {
  const hour = parsePeriod('1 hour');
  return choose<LaterTime>({
    title,
    placeholder: l10n.t(
      'Date and time, such as 2026-12-24 18:00, or one of these: in 20 minutes, 22:00, tomorrow 7:30',
    ),
    hasBack: true,
    value: hour.ok ? suggestStart(hour.value, clock.now(), zone) : '',
    rows: (typed) => [typedRow(typed, zone, clock)],
  });
}

/** What a time that was typed comes to, or why it isn't one. */
function typedRow(typed: string, zone: string, clock: Clock): Row<LaterTime> {
  const read = parseLaterTime(typed, clock.now(), zone);
  if (!read.ok) return problemRow(word(read.error.message));
  return {
    label: previewLine(read.value.at, zone),
    description: typed.trim(),
    ...(read.value.isTomorrow && { detail: passedToday() }),
    iconPath: new vscode.ThemeIcon('check'),
    alwaysShow: true,
    answer: read.value,
  };
}

function clockIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('clock');
}
