import type { Clock } from '../../base/clock.ts';
import type { Launcher } from '../../core/ports.ts';
import { PosixLauncher } from './posixLauncher.ts';
import { WindowsLauncher } from './windowsLauncher.ts';

/** What every launcher needs. */
export interface LauncherOptions {
  /** Absolute path of the folder of status files, within the executor's state; made when first needed. */
  readonly runsFolder: string;
  readonly clock: Clock;
}

/** The launcher for this platform. */
export function createLauncher({ runsFolder, clock }: LauncherOptions): Launcher {
  return process.platform === 'win32'
    ? new WindowsLauncher({ runsFolder, clock })
    : new PosixLauncher({ runsFolder, clock });
}
