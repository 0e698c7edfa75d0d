import { say } from '../words/clause.ts';
import { type Node, getNodeValue } from 'jsonc-parser';
import { defaultRestartPolicy } from '../restartPolicy.ts';
import type { Argv } from '../words/argv.ts';
import { type TaskDefinition, type TaskProgram, defaultRetryDelayMs, defaultStopTimeoutMs } from '../task.ts';
import { readBackoff } from './backoff.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { readDuration, readTimeout } from './duration.ts';
import { describeIssues, propertyOf, valueOf } from './issues.ts';
import { refuseDuplicates } from './rules.ts';
import { readReady } from './ready.ts';
import { readSchedule } from './schedule.ts';
import { refuseBadShell } from './shell.ts';
import { taskDefaults, type TaskFields, taskFieldRows, taskShape, unsupportedTaskFields } from './fields/taskFields.ts';

/** What takes more than a look at a field's type to read. */
type ReadParts = Pick<
  TaskDefinition,
  'backoff' | 'ready' | 'retryDelayMs' | 'schedule' | 'stopTimeoutMs' | 'timeoutMs'
>;

/**
 * Reads one task: its definition with every default filled in, or undefined after at least one error. Its schedule goes
 * by `timeZone` where it names no zone.
 */
export function readTask(
  name: string,
  nameNode: Node,
  node: Node,
  timeZone: string,
  collector: DiagnosticCollector,
): TaskDefinition | undefined {
  if (node.type !== 'object') {
    const message = say('A task must be an object, such as { "script": "jobs/report.py" }.');
    collector.error('wrong-type', node, message, name);
    return undefined;
  }
  const before = collector.errors;
  const env = valueOf(node, 'env');
  const backoffNode = valueOf(node, 'backoff');
  for (const object of [node, env, backoffNode]) if (object) refuseDuplicates(object, collector, name);
  // Which of the two was meant is unknown, so there is no use in judging one of them.
  if (collector.errors > before) return undefined;

  const checked = taskShape.safeParse(getNodeValue(node));
  if (!checked.success) {
    const names = { owner: say('A task'), known: Object.keys(taskFieldRows), unsupported: unsupportedTaskFields };
    for (const { code, place, message } of describeIssues(checked.error.issues, node, names)) {
      collector.error(code, place, message, name);
    }
  }
  for (const [field, { rules = [] }] of Object.entries(taskFieldRows)) {
    const value = rules.length > 0 && valueOf(node, field);
    if (value) for (const refuse of rules) refuse(value, collector, name);
  }
  refuseContradictions(name, nameNode, node, collector);
  const backoff = readBackoff(backoffNode, collector, name);
  const schedule = readSchedule(node, timeZone, collector, name);
  const ready = readReady(valueOf(node, 'ready'), collector, name);
  const retryDelayMs = readDuration('retryDelay', valueOf(node, 'retryDelay'), collector, name);
  const stopTimeoutMs = readDuration('stopTimeout', valueOf(node, 'stopTimeout'), collector, name);
  const timeoutMs = readTimeout(valueOf(node, 'timeout'), collector, name);
  if (!checked.success || collector.errors > before) return undefined;
  return define(name, checked.data, {
    backoff,
    ...(schedule && { schedule }),
    ...(ready && { ready }),
    retryDelayMs: retryDelayMs ?? defaultRetryDelayMs,
    stopTimeoutMs: stopTimeoutMs ?? defaultStopTimeoutMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

/** What is written as one string or as an array of them, as an array. */
export function listOf(written: string | readonly string[] | undefined): readonly string[] {
  return typeof written === 'string' ? [written] : (written ?? []);
}

function refuseContradictions(name: string, nameNode: Node, node: Node, collector: DiagnosticCollector): void {
  const script = propertyOf(node, 'script');
  const command = propertyOf(node, 'command');
  const interpreter = propertyOf(node, 'interpreter');
  if (!script && !command) {
    const message = say('"{0}" has nothing to run. Add a "script" or a "command".', name);
    collector.error('contradiction', nameNode, message, name);
  }
  if (script && command) {
    const second = script.offset > command.offset ? script : command;
    const message = say('A task runs either a "script" or a "command", not both. Remove one of the two.');
    collector.error('contradiction', keyOf(second), message, name);
  }
  if (interpreter && command && !script) {
    const message = say(
      'A "command" needs no "interpreter" because its first element is the program. Remove one of the two.',
    );
    collector.error('contradiction', keyOf(interpreter), message, name);
  }
  refuseBadShell(node, collector, name);
  for (const field of ['command', 'interpreter', 'stopCommand']) {
    const program = valueOf(node, field)?.children?.[0];
    if (program?.value !== '') continue;
    const message = say('The first element of "{0}" is empty. It must name a program.', field);
    collector.error('invalid-value', program, message, name);
  }
}

function define(name: string, written: TaskFields, parts: ReadParts): TaskDefinition {
  const fields = { ...taskDefaults, ...written };
  return {
    name,
    ...(fields.description !== undefined && { description: fields.description }),
    program: defineProgram(fields),
    args: fields.args,
    ...(fields.cwd !== undefined && { cwd: fields.cwd }),
    env: fields.env,
    envFile: listOf(fields.envFile),
    secrets: fields.secrets,
    restart: fields.restart ?? (parts.schedule ? 'never' : defaultRestartPolicy),
    overlap: fields.overlap,
    retries: fields.retries,
    after: fields.after.map((each) =>
      typeof each === 'string'
        ? { task: each, condition: 'started' }
        : { task: each.task, condition: each.condition ?? 'started' },
    ),
    onSuccess: listOf(fields.onSuccess),
    onFailure: listOf(fields.onFailure),
    successExitCodes: fields.successExitCodes,
    noRestartExitCodes: fields.noRestartExitCodes,
    watch: fields.watch,
    autoStart: fields.autoStart,
    catchUp: fields.catchUp,
    onClose: fields.onClose,
    notify: fields.notify,
    ...(fields.group !== undefined && { group: fields.group }),
    ...(fields.stopCommand && { stopCommand: toArgv(fields.stopCommand) }),
    stopSignal: fields.stopSignal,
    ...parts,
  };
}

function defineProgram({ script, command, interpreter }: TaskFields): TaskProgram {
  if (typeof command === 'string') return { kind: 'shell', line: command };
  if (command) return { kind: 'command', command: toArgv(command) };
  if (script === undefined) throw new Error('internal: a task without script and command was let through');
  if (interpreter === undefined) return { kind: 'script', script };
  return { kind: 'script', script, interpreter: toArgv(listOf(interpreter)) };
}

function toArgv([program, ...args]: readonly string[]): Argv {
  if (program === undefined) throw new Error('internal: an empty argv array was let through');
  return [program, ...args];
}

function keyOf(property: Node): Node {
  return property.children?.[0] ?? property;
}
