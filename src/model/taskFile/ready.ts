import { say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import type { Argv } from '../words/argv.ts';
import { defaultReadyTimeoutMs, type Readiness, type ReadinessSign } from '../task.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { readPositiveDuration } from './duration.ts';
import { propertyOf, valueOf } from './issues.ts';
import { refuseBadStrings, refuseDuplicates } from './rules.ts';
import { isRegularExpression, longestPattern, patternOf } from '../words/userPattern.ts';

const signs = ['log', 'port', 'command'] as const;

/** Reads a task's `ready`; undefined if there is none, and after an error. What its shape forbids is told elsewhere. */
export function readReady(node: Node | undefined, collector: DiagnosticCollector, task: string): Readiness | undefined {
  if (node?.type !== 'object') return undefined;
  refuseDuplicates(node, collector, task);
  const given = signs.flatMap((name) => propertyOf(node, name) ?? []);
  const [first, second] = given;
  if (!first) {
    const message = say('"ready" needs one of "log", "port" and "command", as in { "port": 8080 }. Add one.');
    collector.error('contradiction', node, message, task);
  } else if (second) {
    const message = say('"ready" takes only one of "log", "port" and "command". Remove the others.');
    collector.error('contradiction', second.children?.[0] ?? second, message, task);
  }
  const timeout = readPositiveDuration('timeout', valueOf(node, 'timeout'), collector, task);
  const [key, value] = first?.children ?? [];
  const sign = value && readSign(String(key?.value), value, collector, task);
  return sign && { sign, timeoutMs: timeout ?? defaultReadyTimeoutMs };
}

function readSign(field: string, value: Node, collector: DiagnosticCollector, task: string): ReadinessSign | undefined {
  if (field === 'port' && value.type === 'number') return { kind: 'port', port: Number(value.value) };
  if (field === 'log' && value.type === 'string') return readLogSign(value, collector, task);
  const [program, ...args] = (value.type === 'array' ? (value.children ?? []) : []).map((part) => String(part.value));
  if (field !== 'command' || program === undefined) return undefined;
  refuseBadStrings(value, collector, task);
  if (program === '') {
    const message = say('The first element of "command" is empty. It must name a program.');
    collector.error('invalid-value', value.children?.[0] ?? value, message, task);
  }
  const command: Argv = [program, ...args];
  return { kind: 'command', command };
}

/** A text between slashes is a regular expression; letters after the second one are its flags. */
function readLogSign(value: Node, collector: DiagnosticCollector, task: string): ReadinessSign | undefined {
  const text = String(value.value);
  const pattern = patternOf(text);
  if (!pattern) return { kind: 'log', text, isPattern: false };
  const message =
    text.length > longestPattern
      ? say('A regular expression can have at most {0} characters. Write a shorter one.', longestPattern)
      : !isRegularExpression(pattern) &&
        say('{0} is not a regular expression. Fix it, or leave out the slashes for plain text.', text);
  if (message === false) return { kind: 'log', text, isPattern: true };
  collector.error('invalid-value', value, message, task);
  return undefined;
}
