import { say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import { type Backoff, defaultBackoff } from '../restartPolicy.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { readDuration, readPositiveDuration } from './duration.ts';
import { valueOf } from './issues.ts';

/**
 * Reads a task's `backoff` with every default filled in. What its shape forbids is told elsewhere; after an error the
 * default stands in, and the task is not run.
 */
export function readBackoff(node: Node | undefined, collector: DiagnosticCollector, task: string): Backoff {
  const before = collector.errors;
  const part = (field: string): Node | undefined => (node?.type === 'object' ? valueOf(node, field) : undefined);
  const initial = part('initial');
  const max = part('max');
  const initialMs = readDuration('initial', initial, collector, task) ?? defaultBackoff.initialMs;
  const maxMs = readPositiveDuration('max', max, collector, task) ?? defaultBackoff.maxMs;
  const resetAfterMs =
    readPositiveDuration('resetAfter', part('resetAfter'), collector, task) ?? defaultBackoff.resetAfterMs;
  const giveUpAfter: unknown = part('giveUpAfter')?.value;
  // A default that stands in for a wrong value contradicts nothing.
  const areBothKnown = collector.errors === before && isTextOrAbsent(initial) && isTextOrAbsent(max);
  if (maxMs < initialMs && areBothKnown) refuseContradiction(initial, max, collector, task);
  return { initialMs, maxMs, resetAfterMs, ...(typeof giveUpAfter === 'number' && { giveUpAfter }) };
}

function isTextOrAbsent(value: Node | undefined): boolean {
  return value === undefined || value.type === 'string';
}

function refuseContradiction(
  initial: Node | undefined,
  max: Node | undefined,
  collector: DiagnosticCollector,
  task: string,
): void {
  if (max) {
    const other = initial
      ? say('"initial", which is {0}', JSON.stringify(initial.value))
      : say('"initial", which is "1 sec" by default');
    const message = say('"max" is shorter than {0}. Write a longer "max" or a shorter "initial".', other);
    collector.error('contradiction', max, message, task);
  } else if (initial) {
    const message = say(
      '"initial" is longer than "max", which is "1 min" by default. Write a longer "max" or a shorter "initial".',
    );
    collector.error('contradiction', initial, message, task);
  }
}
