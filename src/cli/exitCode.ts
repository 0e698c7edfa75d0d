import { ownErrorCode } from '../host/reach/runFollow.ts';
import type { CliFailure } from './cliFailure.ts';

/** What the command's exit codes mean; `run` ends with its script's, and with `ownError` for what is not the script's. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  impossible: 3,
  unreachable: 4,
  ownError: ownErrorCode,
} as const;

const impossible: readonly CliFailure['reason'][] = [
  'approval-outdated',
  'closing',
  'fields-changed',
  'folder-in-use',
  'foreign-folder',
  'name-taken',
  'no-auto-start',
  'no-old-folder',
  'no-schedule',
  'no-services',
  'no-signals',
  'not-a-background-host',
  'nothing-to-skip',
  'owned',
  'runs-in-old-folder',
  'schedule-ended',
  'task-defined',
  'task-live',
  'task-not-running',
  'time-passed',
  'too-many-later',
  'untrusted',
];

const unreachable: readonly CliFailure['reason'][] = [
  'held-elsewhere',
  'host-gone',
  'host-other-version',
  'host-start-failed',
  'no-host',
];

const usage: readonly CliFailure['reason'][] = [
  'name-invalid',
  'no-such-folder',
  'no-such-run',
  'no-such-task',
  'script-missing',
  'script-not-a-file',
  'script-outside-folder',
  'script-unreadable',
  'usage',
];

/** The exit code that stands for a failure. */
export function exitCodeOf({ reason }: Pick<CliFailure, 'reason'>): number {
  if (usage.includes(reason)) return exitCodes.usage;
  if (impossible.includes(reason)) return exitCodes.impossible;
  return unreachable.includes(reason) ? exitCodes.unreachable : exitCodes.failed;
}
