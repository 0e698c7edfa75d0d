import { mkdirSync, writeFileSync } from 'node:fs';
import { systemClock } from '../src/base/clock.ts';
import { connectOwned, type ExecutorConnection } from '../src/host/reach/connect.ts';
import type { TemporaryFolder } from '../test/support/temporaryFolder.ts';
import { stampEnvironment } from './stampScript.ts';

/** The workspace folder of the host of a bench. */
export function benchWorkspace(folder: TemporaryFolder): string {
  return folder.join('workspace');
}

/** Opens a host in this process, for a workspace with these tasks, and attaches to it. */
export async function openBenchHost(
  folder: TemporaryFolder,
  tasks: Readonly<Record<string, object>>,
): Promise<ExecutorConnection> {
  const workspace = benchWorkspace(folder);
  mkdirSync(`${workspace}/.vscode`, { recursive: true });
  writeFileSync(`${workspace}/.vscode/executor.json`, JSON.stringify({ tasks }));
  const opened = await connectOwned({
    folder: workspace,
    environment: { ...stampEnvironment, XDG_STATE_HOME: folder.join('state') },
    clock: systemClock,
    identity: { build: { version: '0.0.0', stamp: 0 }, kind: 'tool', access: 'full' },
  });
  if (!opened.ok) throw new Error(`The host could not be opened: ${JSON.stringify(opened.error)}`);
  await opened.value.client.attach();
  return opened.value;
}
