import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { err, ok, type Result } from '../../base/result.ts';
import {
  ForeignCollector,
  type ForeignNeed,
  type ForeignPlace,
  type ForeignTask,
  type ForeignTasks,
  pathFrom,
  systemShell,
} from './foreignTasks.ts';
import { longestDescription } from '../task.ts';
import { asLine } from '../words/lineText.ts';
import { packageManagerOf } from './packageScripts.ts';
import { objectOf, type PlainObject, textOf, textsOf, variablesOf } from './plainData.ts';
import { shellCommand } from './shellWords.ts';
import { withoutVariables } from '../words/variables.ts';

/** What each system's own part of a task is called. */
const systems: Readonly<Record<string, string>> = { win32: 'windows', darwin: 'osx', linux: 'linux' };

/** What VS Code alone makes something of. */
const passedOver = ['problemMatcher', 'presentation', 'group', 'promptOnClose', 'icon'];

/**
 * The tasks of a tasks.json of VS Code, or of the `tasks` of a workspace file: those of the types `shell`, `process`
 * and `npm`, each run once. Undefined if the text is no such file.
 */
export function vscodeTasks(text: string, place: ForeignPlace): ForeignTasks | undefined {
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true });
  const found = root && tasksIn(root);
  if (!found) return undefined;
  const collector = new ForeignCollector();
  const common = objectOf(getNodeValue(found.owner)) ?? {};
  const all = (found.list.children ?? []).map((node) => ({
    line: text.slice(0, node.offset).split('\n').length,
    task: merged(common, objectOf(getNodeValue(node)) ?? {}, place.platform),
  }));
  const background = new Set(all.filter(({ task }) => task['isBackground'] === true).map(({ task }) => labelOf(task)));
  for (const { line, task } of all) collector.add(line, taskOf(task, background, place));
  return collector.found([]);
}

/** The array of tasks and the object that it is in, whose fields count for all of them. */
function tasksIn(root: Node): { readonly list: Node; readonly owner: Node } | undefined {
  const inner = findNodeAtLocation(root, ['tasks']);
  if (inner?.type === 'array') return { list: inner, owner: root };
  const list = inner && findNodeAtLocation(inner, ['tasks']);
  return inner && list?.type === 'array' ? { list, owner: inner } : undefined;
}

/** A task with what the file says for all, and with what it says for this system. */
function merged(common: PlainObject, task: PlainObject, platform: string): PlainObject {
  const system = systems[platform] ?? '';
  const layers = [common, objectOf(common[system]), task, objectOf(task[system])].map((layer) => layer ?? {});
  const shared = ['command', 'args', 'type'];
  const fields = Object.assign(
    {},
    ...layers.slice(0, 2).map((layer) => Object.fromEntries(shared.flatMap((name) => pick(layer, name)))),
    ...layers.slice(2),
  ) as PlainObject;
  const options = layers.map((layer) => objectOf(layer['options']) ?? {});
  const env: unknown = Object.assign({}, ...options.map((each) => objectOf(each['env'])));
  return { ...fields, options: { ...(Object.assign({}, ...options) as object), env } };
}

function pick(layer: PlainObject, name: string): readonly (readonly [string, unknown])[] {
  return layer[name] === undefined ? [] : [[name, layer[name]]];
}

/** A task, or why there is none. */
function taskOf(task: PlainObject, background: ReadonlySet<string>, place: ForeignPlace): Result<ForeignTask, string> {
  const label = labelOf(task);
  const needs = needsOf(task, background);
  const program = programOf(task, needs.length > 0, place);
  if (!program.ok) return program;
  const { command, commandText, isByShell } = program.value;
  const options = objectOf(task['options']) ?? {};
  const cwd = known(textOf(options['cwd']) ?? '', place);
  if (!cwd.ok) return cwd;
  const env: Record<string, string> = {};
  for (const [name, written] of Object.entries(variablesOf(options['env']))) {
    const value = known(written, place);
    if (!value.ok) return value;
    env[name] = held(value.value);
  }
  const folder = pathFrom(place.folder, task['type'] === 'npm' ? (textOf(task['path']) ?? '') : held(cwd.value));
  const description = asLine(textOf(task['detail']) ?? '', longestDescription);
  const runsOnOpen = objectOf(task['runOptions'])?.['runOn'] === 'folderOpen';
  const fields = {
    ...(description !== '' && { description }),
    command,
    ...(folder !== '' && folder !== '${workspaceFolder}' && { cwd: folder.replace(/\/$/, '') }),
    ...(Object.keys(env).length > 0 && { env }),
    restart: 'never' as const,
    ...(runsOnOpen && { autoStart: true }),
  };
  const left = passedOver.filter((name) => task[name] !== undefined);
  const others = Object.values(systems).filter((name) => name !== systems[place.platform] && task[name] !== undefined);
  const remarks = [
    ...(left.length > 0 ? [l10n.t('Left out because only VS Code knows it: {0}.', left.join(', '))] : []),
    ...(others.length > 0 ? [l10n.t('Left out because it is for other systems: {0}.', others.join(', '))] : []),
    ...(isByShell ? [l10n.t('{0} runs its command line; VS Code uses your terminal’s shell.', command[0] ?? '')] : []),
    ...needRemarks(task, needs),
  ];
  return ok({ stem: label, fields, commandText, remarks, ...(needs.length > 0 && { needs }) });
}

function needRemarks(task: PlainObject, needs: readonly ForeignNeed[]): readonly string[] {
  if (needs.length === 0) return [];
  return [
    l10n.t('A dependency whose latest run succeeded is not run again.'),
    ...(task['dependsOrder'] === 'sequence' && needs.length > 1
      ? [l10n.t('Its dependencies start at the same time, not one after another.')]
      : []),
    ...(textsOf(task['dependsOn']).length < (Array.isArray(task['dependsOn']) ? task['dependsOn'].length : 1)
      ? [l10n.t('It does not wait for tasks that are identified by more than their label.')]
      : []),
  ];
}

function needsOf(task: PlainObject, background: ReadonlySet<string>): readonly ForeignNeed[] {
  // What goes on in the background never ends; there VS Code waits for a line of its output.
  return textsOf(task['dependsOn']).map((stem) => ({
    stem,
    condition: background.has(stem) ? 'started' : 'succeeded',
  }));
}

function labelOf(task: PlainObject): string {
  const [command = ''] = textsOf(objectOf(task['command'])?.['value'] ?? task['command']);
  const script = task['type'] === 'npm' ? textsOf(task['script']).map((name) => `npm: ${name}`)[0] : undefined;
  return textOf(task['label']) ?? textOf(task['taskName']) ?? script ?? command;
}

interface Program {
  readonly command: string[];
  readonly commandText: string;
  /** A shell of ours reads it that the file does not name. */
  readonly isByShell: boolean;
}

/** What is run; a task that only waits for others runs what does nothing. */
function programOf(task: PlainObject, isCompound: boolean, place: ForeignPlace): Result<Program, string> {
  const type = textOf(task['type']) ?? 'shell';
  if (type === 'npm') {
    const script = textOf(task['script']);
    if (script === undefined) return err(l10n.t('It names no script.'));
    const command = script === 'install' ? ['npm', 'install'] : [packageManagerOf(place.siblings), 'run', script];
    return ok({ command, commandText: command.join(' '), isByShell: false });
  }
  if (type === 'executor') return err(l10n.t('It is already a task of Executor.'));
  if (type !== 'shell' && type !== 'process') {
    return err(l10n.t('Another extension runs tasks of the type “{0}”. Write its command yourself.', type));
  }
  const args = (Array.isArray(task['args']) ? (task['args'] as readonly unknown[]) : []).map(wordOf);
  const program = wordOf(Array.isArray(task['command']) ? textsOf(task['command']).join(' ') : task['command']);
  if (program.text === '') {
    if (!isCompound) return err(l10n.t('It has no command.'));
    const nothing = place.platform === 'win32' ? ['cmd.exe', '/d', '/c', 'exit', '0'] : ['true'];
    return ok({ command: nothing, commandText: l10n.t('nothing itself'), isByShell: false });
  }
  return type === 'process' ? processOf([program, ...args], place) : shellOf(task, program, args, place);
}

function processOf(words: readonly Word[], place: ForeignPlace): Result<Program, string> {
  const command: string[] = [];
  for (const { text } of words) {
    const read = known(text, place);
    if (!read.ok) return read;
    command.push(held(read.value));
  }
  return ok({ command, commandText: words.map(({ text }) => text).join(' '), isByShell: false });
}

function shellOf(
  task: PlainObject,
  program: Word,
  args: readonly Word[],
  place: ForeignPlace,
): Result<Program, string> {
  const commandText = args.length === 0 ? program.text : [program, ...args].map(quotedWord).join(' ');
  const read = known(commandText, place);
  if (!read.ok) return read;
  const named = objectOf(objectOf(task['options'])?.['shell']);
  const executable = textOf(named?.['executable']);
  const ownArgs = textsOf(named?.['args']);
  const usual = place.platform === 'win32' ? systemShell('win32') : ['/bin/sh', '-c'];
  const shell = executable === undefined ? usual : [executable, ...(ownArgs.length > 0 ? ownArgs : ['-c'])];
  // Executor's own variables are no reason for a shell.
  const variables: string[] = [];
  const masked = read.value.replaceAll(ownVariable, (variable) => {
    variables.push(variable);
    return String.fromCharCode(0xe000 + variables.length - 1);
  });
  const command = shellCommand(masked, shell).map((word) =>
    held(word.replaceAll(/[\uE000-\uF8FF]/g, (mark) => variables[mark.charCodeAt(0) - 0xe000] ?? mark)),
  );
  return ok({ command, commandText, isByShell: executable === undefined && command[0] === usual[0] });
}

/** A word of a command, and how VS Code quotes it for a shell. */
interface Word {
  readonly text: string;
  readonly quoting: 'escape' | 'strong' | 'weak' | undefined;
}

function wordOf(value: unknown): Word {
  const object = objectOf(value);
  const text = textsOf(object ? object['value'] : value).join(' ');
  const quoting = object?.['quoting'];
  const isKnown = quoting === 'escape' || quoting === 'strong' || quoting === 'weak';
  return { text, quoting: isKnown ? quoting : undefined };
}

/** As VS Code quotes for a POSIX shell: a plain word with blanks outside of quotes strongly. */
function quotedWord({ quoting, text }: Word): string {
  if (quoting === 'escape') return text.replaceAll(/[\s"']/g, String.raw`\$&`);
  if (quoting === 'weak') return `"${text}"`;
  const hasOpenBlank = /^(?:[^\s'"\\]|\\.|'[^']*'|"[^"]*")*[ ]/s.test(text);
  return quoting === 'strong' || hasOpenBlank ? `'${text}'` : text;
}

/** Variables that mean the same in both files. */
const ownVariable = /\$\{(?:workspaceFolder|userHome|env:[^{}]+)\}/g;

/** Variables that VS Code fills in from what is open, chosen or set in a window. */
const windowVariable =
  /\$\{(?:file\w*|workspaceFolderBasename|relativeFile\w*|lineNumber|columnNumber|selectedText|execPath|defaultBuildTask|extensionInstallFolder\b[^{}]*|config:[^{}]*|command:[^{}]*|input:[^{}]*|workspaceFolder:[^{}]*|workspaceRoot:[^{}]*)\}/;

/** A text with what VS Code calls otherwise in our words; the error names a variable that only a window can fill in. */
function known(text: string, { platform }: ForeignPlace): Result<string, string> {
  const [variable] = windowVariable.exec(text) ?? [];
  if (variable !== undefined) return err(l10n.t('Only a VS Code window knows what “{0}” is.', variable));
  const separator = platform === 'win32' ? '\\' : '/';
  return ok(
    text
      .replaceAll(/\$\{(?:workspaceRoot|cwd)\}/g, '${workspaceFolder}')
      .replaceAll(/\$\{(?:pathSeparator|\/)\}/g, () => separator),
  );
}

/** A text as the task file holds it: VS Code leaves what it does not know as it is, for the shell perhaps. */
function held(text: string): string {
  return withoutVariables(text, (inner) => /^(?:workspaceFolder|userHome|env:[^{}]+)$/.test(inner));
}
