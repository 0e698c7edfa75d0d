import path from 'node:path';
import { err, ok } from '../../base/result.ts';
import { gatherDiagnostics } from '../../host/reach/diagnostics.ts';
import { writePrivateFile } from '../../host/reach/privateFile.ts';
import { hostBurdens } from '../../host/reach/hostBurdens.ts';
import { runProgramQuietly } from '../../host/places/programs.ts';
import { findOldFolder } from '../../host/places/oldFolder.ts';
import { openReading } from '../../host/reach/reading.ts';
import { lookAtSurroundings } from '../../host/read/surroundings.ts';
import { readTaskFileText } from '../../host/read/userFiles.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import type { Diagnostic } from '../../model/taskFile/diagnostic.ts';
import { type DoctorFacts, type Finding, judge } from '../doctor/findings.ts';
import { usageFailure } from '../cliFailure.ts';
import { diagnosticText, leftOut } from '../doctor/diagnosticText.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion, renderJson } from '../jsonOutput.ts';
import { isYes } from '../terminal.ts';
import { type CellTone, printable, printableLines, renderTable } from '../textTable.ts';
import { addVerb, done, readingOptionsOf, type VerbContext, type VerbEnd, type VerbSet } from '../verb.ts';

interface DoctorOptions {
  readonly bundle?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** Adds `doctor`. */
export function addDoctorVerb(set: VerbSet): void {
  addVerb<DoctorOptions>(set, {
    usage: 'doctor',
    summary: 'check this machine and folder, and report problems',
    options: [
      ['--bundle <file>', 'write a report for whoever helps you, without secrets; shows it first. -: print it'],
      ['--yes', 'do not ask before writing it'],
      ['--force', 'replace an existing file'],
    ],
    act: async ({ context, options }) => {
      const { facts, seen } = await gather(context);
      const findings = judge(facts);
      if (options.bundle !== undefined) return bundle(context, options.bundle, options, { findings, seen });
      const hasFailed = findings.some(({ level }) => level === 'fail');
      return ok({
        exit: hasFailed ? exitCodes.failed : exitCodes.done,
        text: renderTable(['', 'ABOUT', 'FOUND'], findings.map(toRow), { hasColor: context.terminal.hasColor }),
        json: { version: jsonVersion, findings },
      });
    },
  });
}

/** What a look at the executor has told. */
interface Seen {
  readonly facts?: HostFacts | undefined;
  readonly settings?: HostSettings | undefined;
}

/** Writes the diagnostics into a file once a person has seen them, or at once if there is none. */
async function bundle(
  context: VerbContext,
  name: string,
  { force, yes }: DoctorOptions,
  { findings, seen }: { readonly findings: readonly Finding[]; readonly seen: Seen },
): Promise<VerbEnd> {
  const { folder, isJson, terminal } = context;
  const { ask, build, clock, cwd, environment, write } = terminal;
  const { facts: host, settings } = seen;
  const diagnostics = await gatherDiagnostics({ folder, environment, clock, build, findings, host, settings });
  const json = { version: jsonVersion, ...diagnostics };
  const text = printableLines(diagnosticText(diagnostics));
  if (name === '-') return done(text, json);
  const file = path.resolve(cwd, name);
  if (ask && !isJson && !yes) {
    await write(`${text}\n`);
    const isAgreed = isYes(await ask(`Write this to ${printable(file)}? [y/N] `));
    if (!isAgreed) return done('Not written.\n', { version: jsonVersion, written: null });
  }
  const content = isJson ? renderJson(json) : text;
  let put = await writePrivateFile(file, content, { replaces: force === true });
  if (!put.ok && put.error.kind === 'taken' && ask && !isJson && !yes) {
    if (!isYes(await ask(`${printable(file)} already exists. Replace it? [y/N] `)))
      return done('Not written.\n', { version: jsonVersion, written: null });
    put = await writePrivateFile(file, content, { replaces: true });
  }
  if (put.ok) return done(`Written: ${file}\n${leftOut}\n`, { version: jsonVersion, written: file });
  return err(
    put.error.kind === 'taken'
      ? usageFailure(`${file} already exists. Name another file, or use --force.`)
      : { reason: 'file-unwritable', message: `${file} cannot be written: ${put.error.detail}` },
  );
}

const tones: Readonly<Record<Finding['level'], CellTone>> = { ok: 'good', warn: 'uneasy', fail: 'bad' };

function toRow({ about, level, message }: Finding): Parameters<typeof renderTable>[1][number] {
  return [{ text: level, tone: tones[level] }, { text: about }, { text: message }];
}

async function gather(context: VerbContext): Promise<{ readonly facts: DoctorFacts; readonly seen: Seen }> {
  const { build, clock, environment, program } = context.terminal;
  const surroundings = await lookAtSurroundings(environment, clock, { build, file: program.file });
  const read = await openReading(readingOptionsOf(context, 0));
  const about = {
    now: clock.now(),
    oldFolder: await findOldFolder(readingOptionsOf(context, 0)),
    platform: process.platform,
    nodeVersion: process.versions.node,
    surroundings,
    isLingering: isLingering(context.terminal),
  };
  if (!read.ok) {
    const host = { kind: 'unreachable', why: describeFailure(read.error) } as const;
    return { facts: { ...about, host, taskFile: undefined, armed: 0, heldUp: [] }, seen: {} };
  }
  const { client, facts, silent } = read.value;
  const { executor, settings } = client;
  const { file, tasks, trouble } = executor;
  await read.value.close();
  const known: DoctorFacts = {
    ...about,
    host: silent
      ? { kind: 'unreachable', why: describeFailure(silent) }
      : facts
        ? {
            kind: 'alive',
            mode: facts.mode,
            pid: facts.pid,
            version: facts.build.version,
            burdens: await hostBurdens(facts.pid),
          }
        : { kind: 'none' },
    taskFile: file,
    taskFileWarnings: await warningsIn(context.folder),
    ...(trouble && { trouble }),
    heldUp: tasks.flatMap(({ name, status }) =>
      status.kind === 'backing-off' && status.heldUpBy ? [{ name, by: status.heldUpBy }] : [],
    ),
    armed: tasks.filter(({ schedule }) => schedule.kind === 'armed').length,
  };
  return { facts: known, seen: { facts, settings } };
}

/** What works in the task file but is hardly meant; nothing of a file that cannot be read, which is told elsewhere. */
async function warningsIn(folder: string): Promise<readonly Diagnostic[]> {
  const read = await readTaskFileText(path.join(folder, '.vscode', 'executor.json'));
  const diagnostics = read.ok && read.value !== undefined ? parseTaskFile(read.value).diagnostics : [];
  return diagnostics.filter(({ severity }) => severity === 'warning');
}

function isLingering({ environment, uid }: VerbContext['terminal']): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  const user = String(uid ?? 0);
  const argv = ['loginctl', 'show-user', user, '--property=Linger', '--value'] as const;
  const asked = runProgramQuietly(argv, environment);
  if (asked.kind === 'failed' || asked.code !== 0) return undefined;
  return asked.output.trim() === 'yes';
}
