import { stopSignals } from './task.ts';

/** The signals that a person may send to a run: those it may be stopped with, and two that programs only react to. */
export const sendableSignals = [...stopSignals, 'SIGCONT', 'SIGWINCH'] as const;

/** A signal that a person may send to a run. */
export type SendableSignal = (typeof sendableSignals)[number];
