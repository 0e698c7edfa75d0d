import { expect } from '@playwright/test';
import type { Workspace } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

/** Whether Executor's status bar item was to be shown at the last time, by workspace folder. */
const shown = new Map<string, boolean>();

/**
 * Writes a workspace's settings and returns once the window follows them. It tells by Executor's status bar item, which
 * comes or goes with each call; so there must be a task.
 */
export async function applySettings(
  workbench: Workbench,
  workspace: Workspace,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const isShown = !(shown.get(workspace.dir) ?? true);
  shown.set(workspace.dir, isShown);
  // In a window that was just opened the item is still to come.
  await expect(workbench.executorItem()).toBeVisible({ visible: !isShown });
  workspace.write('.vscode/settings.json', JSON.stringify({ ...settings, 'executor.statusBar': isShown }));
  await expect(workbench.executorItem()).toBeVisible({ visible: isShown });
}
