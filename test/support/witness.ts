import { expect } from 'vitest';
import type { RunView } from '../../src/model/view/taskView.ts';
import { contradictions } from './testimony.ts';

/** Compares the history, all of whose runs have ended, with what the runs themselves have said. */
export function expectSameAsWitness(history: readonly RunView[], file: string): void {
  expect(contradictions(history, file)).toEqual([]);
}
