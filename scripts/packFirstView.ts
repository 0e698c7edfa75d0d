import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, stop } from 'esbuild';
import { root } from './install.mjs';

const folder = path.join(root, 'out/firstView');

/** Packs the extension that shows Executor in the first window of `npm start`; answers the path of the package. */
export async function packFirstView(): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const main = 'extension.js';
  await build({
    entryPoints: [path.join(root, 'scripts/firstView/extension.ts')],
    outfile: path.join(folder, main),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['vscode'],
    logLevel: 'warning',
  });
  await stop();
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
  };
  const manifest = {
    ...{ name: 'first-view', publisher: 'executor-scripts', version: '0.0.0', type: 'module', main: `./${main}` },
    displayName: 'First view of npm start',
    description: 'Shows Executor and its first steps in the first window of npm start.',
    engines: { vscode: engines.vscode },
    files: [main],
    extensionKind: ['workspace'],
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  // It takes a while to load, which whoever is refused need not wait for.
  const { createVSIX } = await import('@vscode/vsce');
  const vsix = path.join(folder, 'firstView.vsix');
  await createVSIX({
    cwd: folder,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return vsix;
}
