// `npm start [-- --port N]`: packs the extension, installs it into a real VS Code with data of its own, and opens the
// sample workspace there. Ctrl-C ends everything that came of it.
import { createServer } from 'node:net';
import path from 'node:path';
import { startVSCode } from '../test/support/rig/startVSCode.ts';
import { root } from './install.mjs';
import { pack, vsix } from './pack.ts';

const usualPort = 8137;

const wanted = wantedPort();
if (wanted !== undefined && !(await isFree(wanted)))
  fail(`Port ${String(wanted)} is in use; choose another with --port N.`);
if (!(await pack())) process.exit(1);

const isUsualFree = wanted !== undefined || (await isFree(usualPort));
const vscode = await startVSCode({
  vsix,
  workspace: path.join(root, 'examples'),
  port: wanted ?? (isUsualFree ? usualPort : 0),
});

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// A parent that was killed without warning sends no signal; then somebody else is our parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) stop();
}, 1000);

console.log(`\nVS Code with Executor and a sample workspace is here, until Ctrl-C:\n${vscode.url()}`);

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  console.log('\nStopping …');
  void vscode.stop().then(() => process.exit(0));
}

/** The port somebody asked for: `npm start -- --port 9000`, and also without the `--`, which npm takes for itself. */
function wantedPort(): number | undefined {
  const args = process.argv.slice(2).flatMap((arg) => arg.split('='));
  const given = args[0] === '--port' ? args[1] : (process.env['npm_config_port'] ?? args[0]);
  if (given === undefined) return undefined;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    fail(`"${given}" is no port; say --port N, N from 1 to 65535.`);
  return port;
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

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
