import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { errorText, tell } from '../ask/answers.ts';
import { calledOn } from './commandArguments.ts';
import type { CommandSurroundings } from './commandTable.ts';
import { editCommands } from './editCommands.ts';
import { folderCommands } from './folderCommands.ts';
import { hostCommands } from './hostCommands.ts';
import { lookCommands } from './lookCommands.ts';
import { runCommands } from './runCommands.ts';

/** Registers every command of the list of tasks; the tables, by topic, are the whole surface. */
export function registerCommands(surroundings: CommandSurroundings): Disposable {
  const tables = [runCommands, lookCommands, editCommands, folderCommands, hostCommands].map((table) =>
    table(surroundings),
  );
  const store = new DisposableStore();
  for (const [id, handler] of tables.flatMap((table) => Object.entries(table))) {
    store.add(
      vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
        try {
          return await handler(calledOn(args), args[1]);
        } catch (error) {
          // A folder that may not be read or written, most likely.
          tell({ reason: 'internal', message: errorText(error) });
          return undefined;
        }
      }),
    );
  }
  return store;
}
