import path from 'node:path';
import { findDesktopCode } from './desktopCode.ts';
import { DesktopVSCode } from './desktopVSCode.ts';
import { root } from './install.mjs';
import { pack, vsix } from './pack.ts';
import { packFirstView } from './packFirstView.ts';
import { startInterruption } from './startInterruption.ts';

/** Shows the extension in a desktop VS Code, until that is closed or somebody wants an end. Answers the exit code. */
export async function startDesktop(wanted: string | undefined): Promise<number> {
  const code = findDesktopCode(wanted, process.env);
  if (code.kind === 'refused') {
    console.error(code.message);
    return 1;
  }
  if (!(await pack())) return 1;
  const interruption = startInterruption();
  const vscode = new DesktopVSCode(code.program, process.env);
  try {
    for (const each of [vsix, await packFirstView()]) {
      if (!(await vscode.install(each, interruption))) return 1;
    }
    console.log('\nVS Code opens with Executor and a sample workspace, until you close it or press Ctrl-C.');
    return await vscode.open(path.join(root, 'examples'), interruption);
  } finally {
    await vscode.close();
  }
}
