import { uptime } from 'node:os';

/**
 * For how many milliseconds this machine has slept; only the difference of two answers means something. Linux counts
 * its uptime (`CLOCK_BOOTTIME`, in hundredths of a second) through sleep, and Node's monotonic clock (`CLOCK_MONOTONIC`),
 * which now shows `monotonic`, stands still in it. Other platforms count both alike: undefined.
 */
export function machineSleptMs(monotonic: number): number | undefined {
  return process.platform === 'linux' ? uptime() * 1_000 - monotonic : undefined;
}
