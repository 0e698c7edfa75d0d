import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { manifest } from '../support/manifest.ts';
import { createProgram } from '../../src/cli/program.ts';
import { composeEnvironment } from '../../src/model/environment/environment.ts';
import { fileShape } from '../../src/model/taskFile/fields/fileFields.ts';
import { taskShape } from '../../src/model/taskFile/fields/taskFields.ts';
import { aTerminal } from '../support/aTerminal.ts';

/** Everything that the document of ExecutoR, from which Executor starts, offers to people. */
const offered = [
  ...['executor$new(folder)', 'executor$new(exec_id)', 'ex_id'],
  ...['name', 'script', 'wd', 'env', 'infinite_loop', 'period', 'start'].map((argument) => `add_task(${argument})`),
  ...['start_task(name)', 'restart(name)', 'stop_task(name)', 'start_all', 'stop_all', 'keep_restarting(sleep)'],
  ...['log', 'tasks', 'list_running_task', 'list_running_task(next_run)', 'read_out(name)', 'read_out(n_tail)'],
  ...['EXECUTOR_ID', 'TASK_ID', 'archive of logs', 'dashboard'],
];

const page = readFileSync(new URL('../../docs/from-executor-r.md', import.meta.url), 'utf8');
const rows = readRows('ExecutoR');

/** The cells of the table with this first heading, row by row. */
function readRows(heading: string): readonly (readonly string[])[] {
  const table = page.split('\n\n').find((block) => new RegExp(`^\\| ${heading} +\\|`).test(block)) ?? '';
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));
}

/** What each form in which the table names something stands for, and whether there is such a thing. */
const forms: readonly { readonly pattern: RegExp; readonly known: ReadonlySet<string> }[] = [
  {
    pattern: /^[A-Z]\w+: /,
    known: new Set(manifest.contributes.commands.map(({ category, title }) => `${category}: ${title}`)),
  },
  {
    pattern: /^"\w+"$/,
    known: new Set([...Object.keys(fileShape.shape), ...Object.keys(taskShape.shape)].map((field) => `"${field}"`)),
  },
  {
    pattern: /^executor \w/,
    // An option is behind its verb, without its value.
    known: new Set(
      createProgram(aTerminal(), () => undefined).commands.flatMap((command) => [
        `executor ${command.name()}`,
        ...command.options.flatMap(({ long, short }) =>
          [long, short].flatMap((flag) => (flag ? [`executor ${command.name()} ${flag}`] : [])),
        ),
      ]),
    ),
  },
  { pattern: /^executor\.\w+$/, known: new Set(Object.keys(manifest.contributes.configuration.properties)) },
  { pattern: /^\$[A-Z_]+$/, known: new Set(Object.keys(aRunsVariables()).map((name) => `$${name}`)) },
];

function aRunsVariables(): Readonly<Record<string, string>> {
  return composeEnvironment({
    base: { variables: {}, origin: 'login-shell' },
    fileEnv: {},
    envFiles: [],
    taskEnv: {},
    secrets: {},
    identity: { executorId: 'xg15', task: 'report', run: '0123456789ab', trigger: 'manual' },
    place: { workspaceFolder: '/ws', userHome: '/home/me', platform: 'linux' },
  }).variables;
}

function exists(name: string): boolean {
  return forms.some(({ known, pattern }) => pattern.test(name) && known.has(name));
}

/** The words in code style of a text. */
function codeWords(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

describe('the table for people who know ExecutoR', () => {
  test('has a row for everything that ExecutoR offers, and for nothing else', () => {
    expect(rows.map(([first = '']) => first.replaceAll('`', '')).toSorted()).toEqual(offered.toSorted());
  });

  test('says in every row where that is here', () => {
    expect(rows.filter(([, here]) => here === undefined || here === '')).toEqual([]);
  });

  test('names only commands, fields, settings and variables that there are', () => {
    const named = rows.flatMap(([, here = '']) => codeWords(here));
    expect(named.filter((name) => !exists(name))).toEqual([]);
    // Of each form there is one at least, or the forms have changed and this test says nothing.
    expect(forms.filter(({ pattern }) => !named.some((name) => pattern.test(name)))).toEqual([]);
  });

  test('knows a name that does not exist from one that does', () => {
    expect(
      ['Executor: Start', '"every"', 'executor.folder', '$TASK_ID', 'executor logs -n'].filter(exists),
    ).toHaveLength(5);
    expect(['Executor: Begin', 'Executor: Start…', '"period"', 'executor.cli', '$EXECUTOR'].filter(exists)).toEqual([]);
    expect(['executor begin', 'executor list --runing', 'every', 'executor.startTask'].filter(exists)).toEqual([]);
  });
});
