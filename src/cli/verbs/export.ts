import { realpathSync } from 'node:fs';
import { err, ok } from '../../base/result.ts';
import { exportSubjects } from '../../host/read/exportSubjects.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { systemTimeZone } from '../../model/time/timeZone.ts';
import { toCliFailure, usageFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { exportCrontab } from '../export/crontab.ts';
import type { Exportable, Exported } from '../export/exported.ts';
import { exportSystemd } from '../export/systemdUnits.ts';
import { jsonVersion } from '../jsonOutput.ts';
import { chooseTasks } from '../names.ts';
import { serviceName } from '../service/servicePlan.ts';
import { addVerb, type VerbContext, type VerbEnd, type VerbSet, withReading } from '../verb.ts';

interface ExportOptions {
  readonly cron?: boolean;
  readonly systemd?: boolean;
  readonly all?: boolean;
}

/** Adds `export`. */
export function addExportVerb(set: VerbSet): void {
  addVerb<ExportOptions>(set, {
    usage: 'export [names...]',
    summary: 'print what cron or systemd needs to run tasks, and what they cannot do',
    options: [
      ['--cron', 'crontab lines'],
      ['--systemd', 'a service and a timer for each task'],
      ['--all', 'every task'],
    ],
    act: ({ args, context, options }) => exportTasks(context, args, options),
  });
}

async function exportTasks(context: VerbContext, args: readonly string[], options: ExportOptions): Promise<VerbEnd> {
  const { cron = false, systemd = false } = options;
  if (cron === systemd) return err(usageFailure('For cron or systemd? Use either --cron or --systemd.'));
  return withReading(context, 0, async ({ client: { executor, settings } }) => {
    const chosen = chooseTasks(executor, args, options);
    if (!chosen.ok) return chosen;
    const names =
      chosen.value.kind === 'named'
        ? chosen.value.names
        : executor.tasks.filter(({ isUndefined }) => !isUndefined).map(({ name }) => name);
    const { environment } = context.terminal;
    const subjects = await exportSubjects({ folder: context.folder, environment, settings }, names);
    if (!subjects.ok) return err(toCliFailure(subjects.error));
    const tasks = subjects.value.subjects.map((subject): Exportable => {
      const schedule = executor.tasks.find(({ name }) => name === subject.definition.name)?.schedule;
      return { ...subject, anchor: schedule && schedule.kind !== 'none' ? schedule.anchor : undefined };
    });
    const exported = convert(tasks, context, cron);
    const { unfit } = subjects.value;
    const remarks = unfit.map(({ field, task, why }) => ({ task, field, message: describeFailure(why) }));
    const left = [...exported.left, ...unfit.map(({ task }) => task)];
    return answer({ ...exported, remarks: [...exported.remarks, ...remarks], left }, cron);
  });
}

function convert(tasks: readonly Exportable[], { folder, terminal }: VerbContext, isCron: boolean): Exported {
  const now = terminal.clock.now();
  return isCron
    ? exportCrontab(tasks, { now, systemZone: systemTimeZone() })
    : exportSystemd(tasks, { now, prefix: serviceName(realpathSync(folder)) });
}

/** A crontab is one file, printed as it is; of units, each is printed below its name. */
function answer({ files, left, remarks }: Exported, isCron: boolean): VerbEnd {
  const text = isCron
    ? files.map((file) => file.text).join('')
    : files.map((file) => `# ${file.name}\n${file.text}`).join('\n');
  return ok({
    exit: left.length === 0 ? exitCodes.done : exitCodes.failed,
    text,
    problems: remarks.map(({ field, message, task }) => `${task}: ${field}: ${message}`),
    json: { version: jsonVersion, files, remarks, left },
  });
}
