import type { Options } from 'execa';

/** A process that stands alone: a session of its own, no environment but what it is given, and nobody ends it with this one. */
export const alone = {
  extendEnv: false,
  detached: true,
  cleanup: false,
  buffer: false,
  reject: false,
  windowsHide: true,
} satisfies Options;
