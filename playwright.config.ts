import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import type { WorkerFixtures } from './test/support/rig/fixtures.ts';
import { findInstalledChromium } from './scripts/chromium.ts';

/** What is likeliest to depend on where the host lives; `--project=window-whole` runs everything there. */
const hostSpecs = ['**/firstLight.spec.ts', '**/killedHost.spec.ts', '**/restarts.spec.ts', '**/windows.spec.ts'];

const executablePath = findInstalledChromium();

/** End-to-end tests in a real VS Code; `npm run test:e2e` packs the extension and sees to a browser first. */
export default defineConfig<object, WorkerFixtures>({
  testDir: 'test/e2e',
  outputDir: 'out/e2e',
  // Each has a server of its own, for all of its files that start it alike. A window keeps a core busy while it opens.
  workers: availableParallelism(),
  retries: 0,
  forbidOnly: (process.env['CI'] ?? '') !== '',
  timeout: 150_000,
  expect: { timeout: 25_000 },
  reporter: [['list'], ['json', { outputFile: 'out/reports/e2e.json' }]],
  // Everything holds wherever the host lives, save what is about just that.
  projects: [
    { name: 'background', use: { hostMode: 'background' }, grepInvert: /@window|@gallery|@readme/ },
    { name: 'window-whole', use: { hostMode: 'window' }, grepInvert: /@background|@gallery|@readme/ },
    { name: 'window', use: { hostMode: 'window' }, grepInvert: /@background|@gallery|@readme/, testMatch: hostSpecs },
    // Pictures to look at, by `npm run screens` alone.
    { name: 'gallery', use: { hostMode: 'background' }, grep: /@gallery/ },
    // The pictures of the README, by `npm run screens -- --project=readme`.
    { name: 'readme', use: { hostMode: 'background' }, grep: /@readme/ },
  ],
  use: {
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    // What was done and when; films and copies of the screen cost as much of the processor as the rest of the test.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
