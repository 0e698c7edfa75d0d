import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Workspace } from './fixtures.ts';
import type { VSCode } from './startVSCode.ts';

/** Where something could stand that is to stand nowhere. */
interface Places {
  readonly page: Page;
  readonly vscode: VSCode;
  readonly workspace: Workspace;
}

/**
 * Every place where a text stands: files of the folder, of the home with the state of hosts, and of VS Code's logs; command
 * lines of all processes; and what the window and the pages inside of it consist of.
 */
export async function placesOf(text: string, { page, vscode, workspace }: Places): Promise<readonly string[]> {
  const files = [workspace.dir, path.join(vscode.dir, 'home'), path.join(vscode.userDir, 'logs')]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map(({ name, parentPath }) => path.join(parentPath, name));
  const commandLines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}/cmdline`);
  const places = [...files, ...commandLines].filter((file) => read(file).includes(text));
  for (const frame of page.frames()) if ((await frame.content()).includes(text)) places.push(frame.url());
  return places;
}

/** Nothing where the file has gone, as that of a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
