import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Build } from '../../model/host/build.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import { defaultHostSettings, type HostSettings } from '../../model/host/hostSettings.ts';
import { maskArgv, maskTaskFile } from '../../model/taskFile/masked.ts';
import { maskDeep } from '../../model/words/maskedText.ts';
import { locateState, sharedPaths } from '../../node/state/stateFolder.ts';
import { type DatabaseSize, databaseSize, type FolderSize, folderSize } from '../../node/state/stateSizes.ts';
import { userHome } from '../../node/environment/userHome.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { type HostListing, listHosts } from './hostRegister.ts';
import { lastJournalLines } from '../serve/journalReading.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';
import { readTaskFileText } from '../read/userFiles.ts';

/** What somebody who helps would ask for, without what is nobody else's business. */
export interface Diagnostics {
  readonly versions: {
    readonly executor: string;
    /** When this build was bundled, in milliseconds since the Unix epoch; 0 if it never was. */
    readonly build: number;
    readonly protocol: number;
    readonly node: string;
    readonly system: string;
    readonly architecture: string;
    /** Of the VS Code in whose terminal this was asked for, as far as that is known. */
    readonly vscode: string | null;
  };
  /** What was found, and judged. */
  readonly findings: readonly DiagnosticFinding[];
  /** The host of the folder; null if none answers. */
  readonly host: HostFacts | null;
  /** The settings in force; null if that is not known. */
  readonly settings: HostSettings | null;
  /** The task file without its values; null if it is not there or cannot be read. */
  readonly taskFile: unknown;
  readonly sizes: {
    readonly state: FolderSize;
    readonly database: DatabaseSize | null;
    readonly logs: FolderSize;
    readonly builds: FolderSize;
  } | null;
  readonly hosts: readonly HostListing[];
  /** The last lines of the executor's own log. */
  readonly journal: readonly string[];
}

/** One thing that was judged. */
export interface DiagnosticFinding {
  readonly level: string;
  readonly about: string;
  readonly message: string;
}

/** What is known already to whoever asks. */
export interface DiagnosticsOptions extends Pick<OpenExecutorOptions, 'environment' | 'folder'> {
  readonly build: Build;
  readonly clock: Clock;
  readonly findings: readonly DiagnosticFinding[];
  readonly host: HostFacts | undefined;
  readonly settings: HostSettings | undefined;
}

const journalLines = 100;

/** Gathers it; changes nothing, and reads neither logs of runs nor values of variables. */
export async function gatherDiagnostics(options: DiagnosticsOptions): Promise<Diagnostics> {
  const { build, clock, environment, findings, folder, host, settings } = options;
  const surroundings = stateSurroundings(environment);
  const located = await locateState(surroundings, folder);
  const paths = located.ok ? located.value : undefined;
  const builds = sharedPaths(surroundings)?.builds;
  const taskFile = await maskedFile(folder);
  const hidden = new Set(taskFile?.hidden);
  const inForce = settings && withoutArguments(settings, hidden);
  const masking = await maskingOf(environment, [...hidden]);
  const masked = <T>(value: T): T => maskDeep(value, masking) as T;
  const hosts = await listHosts(environment, clock);
  const journal = paths ? await lastJournalLines(paths.journal, journalLines) : undefined;
  return {
    versions: {
      executor: build.version,
      build: build.stamp,
      protocol: protocolVersion,
      node: process.versions.node,
      system: `${os.type()} ${os.release()}`,
      architecture: process.arch,
      vscode: environment['TERM_PROGRAM'] === 'vscode' ? (environment['TERM_PROGRAM_VERSION'] ?? null) : null,
    },
    findings: findings.map((finding) => ({ ...finding, message: masked(finding.message) })),
    host: host ?? null,
    settings: masked(inForce ?? null),
    taskFile: masked(taskFile?.file ?? null),
    sizes: paths
      ? {
          state: folderSize(paths.folder),
          database: databaseSize(paths.database) ?? null,
          logs: folderSize(path.resolve(folder, (settings ?? defaultHostSettings).folder, 'logs')),
          builds: builds === undefined ? { files: 0, bytes: 0 } : folderSize(builds),
        }
      : null,
    hosts: hosts.map(({ duties, folder: of, ...listing }) => ({
      ...listing,
      folder: masked(of),
      duties: duties.kind === 'unknown' ? { kind: duties.kind, why: masked(duties.why) } : duties,
    })),
    journal: (journal?.text ?? '').split('\n').filter(Boolean).map(masked),
  };
}

async function maskedFile(folder: string): Promise<ReturnType<typeof maskTaskFile>> {
  const read = await readTaskFileText(path.join(folder, '.vscode', 'executor.json'));
  return read.ok && read.value !== undefined ? maskTaskFile(read.value) : undefined;
}

function withoutArguments(settings: HostSettings, hidden: Set<string>): HostSettings {
  const interpreters = Object.entries(settings.interpreters).map(
    ([kind, argv]) => [kind, maskArgv(argv, hidden)] as const,
  );
  const choices = Object.entries(settings.choices).map(
    ([kind, { argv, by }]) => [kind, { argv: maskArgv(argv, hidden), by }] as const,
  );
  return { ...settings, interpreters: Object.fromEntries(interpreters), choices: Object.fromEntries(choices) };
}

async function maskingOf(
  environment: OpenExecutorOptions['environment'],
  hidden: readonly string[],
): Promise<Parameters<typeof maskDeep>[1]> {
  const home = userHome(environment);
  const real = home === undefined ? undefined : await realpath(home).catch(() => home);
  const user = userName();
  return { homes: [home, real].filter((path) => path !== undefined), ...(user !== undefined && { user }), hidden };
}

function userName(): string | undefined {
  try {
    return os.userInfo().username;
  } catch {
    // This user has no entry in the user database.
    return undefined;
  }
}
