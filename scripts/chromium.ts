import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findProgram } from './prerequisites.mjs';

// The shell has no window to draw, and is the quickest.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser for end-to-end tests: the one that CHROMIUM names, one on PATH, or Playwright's own. */
export function findInstalledChromium(): string | undefined {
  const candidates = [process.env['CHROMIUM'], ...names.map((name) => findProgram(name)), playwrightsOwn()];
  return candidates.find((candidate) => candidate !== undefined && candidate !== '' && works(candidate));
}

/** As `findInstalledChromium`; installs a browser where there is none, and answers undefined where that fails. */
export function provideChromium(): string | undefined {
  const found = findInstalledChromium();
  if (found !== undefined) return found;
  console.log('Installing Chromium for the end-to-end tests …');
  spawnSync('playwright', ['install', 'chromium'], { stdio: 'inherit', timeout: 600_000 });
  const installed = findInstalledChromium();
  if (installed !== undefined) return installed;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && findProgram('apt-get') !== undefined) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], { stdio: 'inherit', env });
  }
  return findInstalledChromium();
}

function playwrightsOwn(): string | undefined {
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/** A browser can be there and still not start: a stub that wants snap, or one whose libraries are missing. */
function works(file: string): boolean {
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
