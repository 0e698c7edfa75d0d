import type { Instant } from '../../base/clock.ts';
import type { Build } from './build.ts';

/**
 * Where a host lives: in a process of its own that outlives windows, in the extension host of a window, or in the
 * foreground of a terminal or a service (`executor up`).
 */
export type HostMode = (typeof hostModes)[number];

/** Every mode. */
export const hostModes = ['background', 'window', 'foreground'] as const;

/** Why a host ends; one that is killed says nothing. */
export type HostEnding = (typeof hostEndings)[number];

/** Every reason: a newer build has asked for its place, a person has, nobody needs it, or its process or its state goes. */
export const hostEndings = ['retired', 'shut-down', 'idle', 'closing'] as const;

/** What a host tells every client that it lets in. */
export interface HostFacts {
  readonly mode: HostMode;
  readonly build: Build;
  readonly pid: number;
  /** When it became the owner; absent in what is served without a host behind it. */
  readonly since?: Instant;
  readonly protocolVersion: number;
}

/** Who asks to be let in: a window is somebody to tell things to, a tool is not. */
export type ClientKind = 'window' | 'tool';

/** What a client may do: an untrusted window may look, and stop what runs. */
export type ClientAccess = 'full' | 'look';
