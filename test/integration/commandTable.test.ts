import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { manifest } from '../support/manifest.ts';
import { scriptExtensions } from '../../src/model/interpreterKind.ts';

const contributing = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
const sources = new URL('../../src/vscode/', import.meta.url);
const source = readdirSync(sources)
  .map((file) => readFileSync(new URL(file, sources), 'utf8'))
  .join('\n');
const contributed = manifest.contributes.commands.map(({ command, title }) => [command, title]);

test('the table of commands in CONTRIBUTING is that of the manifest', () => {
  const rows = [...contributing.matchAll(/^\| `(executor\.\w+)` *\| (.+?) *\|/gm)].map(([, id, title]) => [id, title]);
  expect(rows.toSorted()).toEqual(contributed.toSorted());
});

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

describe('the palette', () => {
  const named = (...names: readonly string[]): readonly string[] => names.map((name) => `executor.${name}`);
  const looksOrStops = named(
    ...[
      'stopTask',
      'stopRun',
      'stopAll',
      'cancelLater',
      'showOutput',
      'openLog',
      'revealLogs',
      'listRunning',
      'markAllSeen',
    ],
    ...['openScript', 'revealScript', 'openTaskFile', 'copyCommandLine'],
  );
  const needsFolder = named('stopHost', 'showHostLog', 'showExecutorLog');
  const makesTasks = named('newTask', 'addTask', 'importTasks', 'createSample', 'startAtLogin', 'deleteSecret');
  const { commandPalette } = manifest.contributes.menus;
  const ids = contributed.map(([id]) => id ?? '');

  /** When the palette shows a command. */
  function expected(id: string): string | undefined {
    if (named('applyChange', 'forgetTask').includes(id)) return 'false';
    if (id === 'executor.showHosts') return undefined;
    if (id === 'executor.takeOver') return 'executor.hasOldFolder && isWorkspaceTrusted';
    if (needsFolder.includes(id)) return 'workbenchState != empty';
    if (id === 'executor.runScript')
      return 'workbenchState != empty && isWorkspaceTrusted && resourceScheme =~ /^(file|vscode-remote)$/';
    if (makesTasks.includes(id)) return 'workbenchState != empty && isWorkspaceTrusted';
    return looksOrStops.includes(id) ? 'executor.hasTasks' : 'executor.hasTasks && isWorkspaceTrusted';
  }

  test('shows a command where it can do something: with tasks, with a folder, in a window that is trusted', () => {
    const whens = new Map(commandPalette.map(({ command, when }) => [command, when]));
    expect(commandPalette).toHaveLength(whens.size);
    expect(ids.map((id) => [id, whens.get(id)])).toEqual(ids.map((id) => [id, expected(id)]));
  });

  test('and every other menu offer in a window that is not trusted only what looks, what stops, or what says why not', () => {
    const enabled = manifest.contributes.commands.filter((command) => !('enablement' in command));
    // In the Explorer these say why nothing starts, and offer to change that.
    const saysWhy = named('runScript', 'addTask');
    expect(enabled.map(({ command }) => command).toSorted()).toEqual(
      [...looksOrStops, ...needsFolder, ...saysWhy, 'executor.showHosts'].toSorted(),
    );
    const conditions = manifest.contributes.commands.flatMap((command) =>
      'enablement' in command ? [command.enablement] : [],
    );
    expect(new Set(conditions)).toEqual(new Set(['isWorkspaceTrusted']));
  });

  test('asks for no key of its own that no window sets', () => {
    const whens = JSON.stringify(manifest.contributes.menus) + JSON.stringify(manifest.contributes.viewsWelcome);
    const asked = new Set(whens.match(/executor\.(?:has|is)[A-Z]\w*/g));
    const set = new Set([...source.matchAll(/'setContext', '(executor\.\w+)'/g)].map(([, key]) => key));
    expect(asked).toEqual(set);
  });
});
