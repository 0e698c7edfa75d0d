import type { Launcher } from '../../core/ports.ts';
import { PosixLauncher } from './posixLauncher.ts';
import type { LauncherOptions } from './runFiles.ts';
import { WindowsLauncher } from './windowsLauncher.ts';

/** The launcher for this platform. */
export function createLauncher(options: LauncherOptions): Launcher {
  return process.platform === 'win32' ? new WindowsLauncher(options) : new PosixLauncher(options);
}
