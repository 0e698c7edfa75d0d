import { createServer } from 'node:net';
import path from 'node:path';
import { startVSCode } from '../test/support/rig/startVSCode.ts';
import { root } from './install.mjs';
import { pack, vsix } from './pack.ts';
import { packFirstView } from './packFirstView.ts';
import { startInterruption } from './startInterruption.ts';

const usualPort = 8137;

/**
 * Shows the extension in a VS Code that is served to the browser, until somebody wants an end. Answers the exit code.
 */
export async function startBrowser(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && !(await isFree(wanted))) {
    console.error(`Port ${String(wanted)} is in use; choose another with --port N.`);
    return 1;
  }
  if (!(await pack())) return 1;

  const isUsualFree = wanted !== undefined || (await isFree(usualPort));
  const vscode = await startVSCode({
    vsix,
    helpers: [await packFirstView()],
    settings: { 'window.autoDetectColorScheme': true },
    workspace: path.join(root, 'examples'),
    port: wanted ?? (isUsualFree ? usualPort : 0),
  });
  const interruption = startInterruption();
  console.log(`\nVS Code with Executor and a sample workspace is here, until Ctrl-C:\n${vscode.url()}`);

  await new Promise((resolve) => {
    interruption.addEventListener('abort', resolve);
  });
  console.log('\nStopping …');
  await vscode.stop();
  return 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => {
        resolve(false);
      })
      .listen(port, '127.0.0.1', () => {
        server.close(() => {
          resolve(true);
        });
      });
  });
}
