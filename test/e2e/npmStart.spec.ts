import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { expectNoLeftovers } from '../support/leftovers.ts';
import { processesWith } from '../support/rig/processes.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Resolves with the address that `npm start` prints. */
async function addressOf(start: ChildProcess): Promise<string> {
  if (!start.stdout) throw new Error('it prints nothing');
  for await (const line of createInterface({ input: start.stdout })) {
    if (line.startsWith('http://')) {
      start.stdout.resume();
      return line;
    }
  }
  throw new Error('it ended without an address');
}

test('npm start shows Executor with its first steps beside it in a browser, and Ctrl+C leaves nothing @background', async ({
  browser,
}) => {
  const mark = `START_SPEC=${randomUUID()}`;
  const start = spawn('node', ['scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, START_SPEC: mark.slice('START_SPEC='.length) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(start, 'exit');
  const address = await addressOf(start);
  const [, folder = ''] =
    processesWith(mark)
      .map(({ command }) => /--user-data-dir (\S+)\/user /.exec(command))
      .find((match) => match !== null) ?? [];
  expect(existsSync(folder)).toBe(true);

  // Each a browser of its own, which has never seen this VS Code.
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    await expect(page.locator('.gettingStartedContainer h2', { hasText: 'Executor: First Steps' })).toBeVisible();
    const sideBar = page.locator('.part.sidebar');
    await expect(sideBar.locator('.composite.title')).toHaveText(/^Executor/);
    await expect(sideBar.locator('.label-name', { hasText: 'scrape' })).toBeVisible();
    await expect(page.locator('.monaco-workbench')).toHaveClass(colorScheme === 'light' ? /\bvs\b/ : /\bvs-dark\b/);
    const pictures = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await expect(pictures.locator('svg', { hasText: 'A script in the Explorer' })).toBeVisible();
    await page.screenshot({ path: path.join(root, `out/screenshots/npm-start-${colorScheme}.png`) });
    await context.close();
  }

  start.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  await expectNoLeftovers(mark);
  expect(existsSync(folder)).toBe(false);
});
