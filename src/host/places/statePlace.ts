import type { ExecutorFailure } from '../../model/failure.ts';
import type { Build } from '../../model/host/build.ts';
import { say } from '../../model/words/clause.ts';
import { userHome } from '../../node/environment/userHome.ts';
import { thisMachine } from '../../node/process/processIdentity.ts';
import { isSuspended } from '../../node/process/suspended.ts';
import { readHostRecord } from '../../node/state/hostRecord.ts';
import { locateState, type StatePaths } from '../../node/state/stateFolder.ts';
import type { LastNet } from '../net/lastNet.ts';

/** Which executor to open, and for whom. */
export interface OpenExecutorOptions {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly build: Build;
  /** The environment of this process: where state lives, and what runs build on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Catches what nobody has caught, where this process is nothing but a host. */
  readonly net?: LastNet;
}

/** Where state is kept, as this user's environment has it. */
export function stateSurroundings(env: OpenExecutorOptions['environment']): Parameters<typeof locateState>[0] {
  return { platform: process.platform, env, home: userHome(env) };
}

/** Who has the lock of a folder, as far as that is known. */
export async function holderOf({
  environment,
  folder,
}: Pick<OpenExecutorOptions, 'environment' | 'folder'>): Promise<ExecutorFailure> {
  const located = await locateState(stateSurroundings(environment), folder);
  return located.ok ? holder(located.value) : located.error;
}

/** Who has the lock of a state. */
export async function holder(paths: StatePaths): Promise<ExecutorFailure> {
  const record = await readHostRecord(paths.hostRecord);
  const isHere = record?.machineId === thisMachine().machineId;
  return {
    reason: 'held-elsewhere',
    pid: record?.pid,
    where: record && !isHere ? say('another machine') : undefined,
    ...(record && isSuspended(record) && { silence: 'suspended' }),
  };
}
