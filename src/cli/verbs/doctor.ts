import { ok } from '../../base/result.ts';
import { runProgramQuietly } from '../../host/programs.ts';
import { openReading } from '../../host/reading.ts';
import { lookAtSurroundings } from '../../host/surroundings.ts';
import { describeFailure } from '../../model/failure.ts';
import { type DoctorFacts, type Finding, judge } from '../doctor/findings.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion } from '../jsonOutput.ts';
import { type CellTone, renderTable } from '../textTable.ts';
import { addVerb, readingOptionsOf, type VerbContext, type VerbSet } from '../verb.ts';

/** Adds `doctor`. */
export function addDoctorVerb(set: VerbSet): void {
  addVerb(set, {
    usage: 'doctor',
    summary: 'look at this machine and folder, and say what stands in the way',
    act: async ({ context }) => {
      const findings = judge(await gather(context));
      const hasFailed = findings.some(({ level }) => level === 'fail');
      return ok({
        exit: hasFailed ? exitCodes.failed : exitCodes.done,
        text: renderTable(['', 'ABOUT', 'FOUND'], findings.map(toRow), { hasColor: context.terminal.hasColor }),
        json: { version: jsonVersion, findings },
      });
    },
  });
}

const tones: Readonly<Record<Finding['level'], CellTone>> = { ok: 'good', warn: 'uneasy', fail: 'bad' };

function toRow({ about, level, message }: Finding): Parameters<typeof renderTable>[1][number] {
  return [{ text: level, tone: tones[level] }, { text: about }, { text: message }];
}

async function gather(context: VerbContext): Promise<DoctorFacts> {
  const { build, clock, environment, program } = context.terminal;
  const surroundings = await lookAtSurroundings(environment, clock, { build, file: program.file });
  const read = await openReading(readingOptionsOf(context, 0));
  const about = {
    platform: process.platform,
    nodeVersion: process.versions.node,
    surroundings,
    isLingering: isLingering(context.terminal),
  };
  if (!read.ok) {
    const host = { kind: 'unreachable', why: describeFailure(read.error) } as const;
    return { ...about, host, taskFile: undefined, armed: 0, heldUp: [] };
  }
  const { executor, facts, silent } = read.value;
  const { file, tasks } = executor;
  read.value.dispose();
  return {
    ...about,
    host: silent
      ? { kind: 'unreachable', why: describeFailure(silent) }
      : facts
        ? { kind: 'alive', mode: facts.mode, pid: facts.pid, version: facts.build.version }
        : { kind: 'none' },
    taskFile: file,
    heldUp: tasks.flatMap(({ name, status }) =>
      status.kind === 'backing-off' && status.heldUpBy ? [{ name, by: status.heldUpBy }] : [],
    ),
    armed: tasks.filter(({ schedule }) => schedule.kind === 'armed').length,
  };
}

function isLingering({ environment, uid }: VerbContext['terminal']): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  const user = String(uid ?? 0);
  const argv = ['loginctl', 'show-user', user, '--property=Linger', '--value'] as const;
  const asked = runProgramQuietly(argv, environment);
  if (asked.kind === 'failed' || asked.code !== 0) return undefined;
  return asked.output.trim() === 'yes';
}
