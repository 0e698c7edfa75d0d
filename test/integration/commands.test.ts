import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifest } from '../support/manifest.ts';
import { scriptExtensions } from '../../src/model/interpreter/kind.ts';

const sources = new URL('../../src/vscode/commands/', import.meta.url);
const source = readdirSync(sources)
  .map((file) => readFileSync(new URL(file, sources), 'utf8'))
  .join('\n');
const contributed = manifest.contributes.commands.map(({ command, title }) => [command, title]);

test('every command of the manifest has a handler', () => {
  const handled = new Set([...source.matchAll(/^ +'(executor\.\w+)':/gm)].map(([, id]) => id));
  expect([...handled].toSorted()).toEqual(contributed.map(([id]) => id).toSorted());
});

test('every menu and key names a command of the manifest', () => {
  const ids = contributed.map(([id]) => id);
  const { keybindings, menus } = manifest.contributes;
  const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test('a command that asks says so by an ellipsis', () => {
  const asking = [
    ...[
      'addTask',
      'newTask',
      'importTasks',
      'createSample',
      'editTask',
      'runWithArguments',
      'runLater',
      'cancelLater',
      'sendSignal',
      'renameTask',
      'duplicateTask',
      'removeTask',
    ],
    ...['setSecret', 'deleteSecret', 'stopHost', 'startAtLogin', 'takeOver'],
  ];
  const titled = contributed.filter(([, title]) => title?.endsWith('…')).map(([id]) => id);
  expect(titled.toSorted()).toEqual(asking.map((id) => `executor.${id}`).toSorted());
});

test('the menus for scripts name every extension that Executor knows', () => {
  const { menus } = manifest.contributes;
  const conditions = (['explorer/context', 'editor/title/run', 'editor/title/context'] as const).flatMap((menu) =>
    menus[menu].map(({ when }) => when),
  );
  const expected = `resourceExtname =~ /^\\.(${scriptExtensions.join('|')})$/i`;
  expect(conditions.filter((when) => !when.includes(expected))).toEqual([]);
});

test('every command is reached by keys: in the palette, or in the menu of a row', () => {
  const { commandPalette, 'view/item/context': rows } = manifest.contributes.menus;
  const hidden = new Set(commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command));
  // A button that a row shows under the mouse is reached by no key.
  const inMenus = new Set(rows.filter(({ group }) => !group.startsWith('inline')).map(({ command }) => command));
  expect(contributed.map(([id]) => id ?? '').filter((id) => hidden.has(id) && !inMenus.has(id))).toEqual([]);
});

test('a row has at most two buttons', () => {
  const inline = manifest.contributes.menus['view/item/context'].filter(({ group }) => group.startsWith('inline'));
  expect(new Set(inline.map(({ group }) => group))).toEqual(new Set(['inline@1', 'inline@2']));
});

test('in a window that is not trusted the menus of the views offer what looks and what stops, and nothing else', () => {
  const { 'view/item/context': rows, 'view/title': titles } = manifest.contributes.menus;
  const offered = [...rows, ...titles].filter(({ when }) => !/\bisWorkspaceTrusted\b/.test(when));
  expect(new Set(offered.map(({ command }) => command))).toEqual(
    new Set(
      [
        ...['stopTask', 'stopRun', 'stopAll', 'cancelLater'],
        ...['showOutput', 'openLog', 'revealLogs', 'showExecutorLog', 'listRunning', 'markAllSeen'],
        ...['openScript', 'revealScript', 'openTaskFile', 'copyCommandLine'],
      ].map((id) => `executor.${id}`),
    ),
  );
});
