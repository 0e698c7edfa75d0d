import type { Node } from 'jsonc-parser';
import { say } from '../words/clause.ts';
import { commandLine } from '../words/commandLine.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { arrayInstead, propertyOf, valueOf } from './issues.ts';

/**
 * Refuses a `command` that is not what its `shell` makes of it: one line where a shell reads it, an array where none does.
 * Which shell would have to put an array's words together, and with which quotes, is for nobody to guess.
 */
export function refuseBadShell(node: Node, collector: DiagnosticCollector, task: string): void {
  const shell = propertyOf(node, 'shell');
  const [key, wanted] = shell?.children ?? [];
  const command = valueOf(node, 'command');
  const isShell = wanted?.value === true;
  if (isShell && !command && propertyOf(node, 'script')) {
    const message = say('A "script" runs with its interpreter; "shell" belongs to a "command". Remove one of the two.');
    collector.error('contradiction', key ?? node, message, task);
  }
  if (isShell && command?.type === 'array' && command.children?.length) {
    const words = command.children.map(({ value }) => value as unknown);
    const areStrings = words.every((word) => typeof word === 'string');
    const message = areStrings
      ? say(
          'With "shell", "command" is one line, not an array. Write {0}, or remove "shell".',
          JSON.stringify(commandLine(words)),
        )
      : say('With "shell", "command" is one line, not an array.');
    collector.error('wrong-type', command, message, task);
  }
  // What is neither true nor false has an error of its own; which of the two was meant is for nobody to guess.
  const isKnown = wanted === undefined || wanted.type === 'boolean';
  if (!isKnown || command?.type !== 'string' || command.value === '') return;
  const line = String(command.value);
  if (!isShell) {
    const array = arrayInstead(line);
    const message =
      array === undefined
        ? say(
            '"command" must be an array of strings, the program and its arguments, not a single string. To run it in a shell, add "shell": true.',
          )
        : say(
            '"command" must be an array of strings, the program and its arguments, not a single string. Write {0}, or add "shell": true to run it in a shell.',
            array,
          );
    collector.error('wrong-type', command, message, task);
  } else if (line.trim() === '') {
    collector.error('invalid-value', command, say('"command" is blank. Write the command to run.'), task);
  }
}
