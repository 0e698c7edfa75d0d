import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, stop } from 'esbuild';
import type { Build } from '../src/model/build.ts';
import { root } from './install.mjs';
import { taskFileSchema } from './taskFileSchema.ts';
import { fileIn, translations } from './translations.ts';
import { picture, pictureNames } from './walkthroughPictures.ts';

/** Our source and its dependencies as one module for Node. */
export const nodeModule: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  // jsonc-parser's CommonJS build requires its parts in a way that no bundler can follow.
  mainFields: ['module', 'main'],
  // Dependencies written in CommonJS ask for Node's own modules by `require`, which a module does not have.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
};

/** The programs that are bundled, by their source; each is one file, for the oldest Node that VS Code brings. */
const programs = {
  'src/vscode/extension.ts': 'extension.js',
  'src/host/main.ts': 'host.mjs',
  'src/host/uninstall.ts': 'uninstall.mjs',
};

const schemaFile = 'executor.schema.json';

/** The files in `dist/` that are made in each language, by their English names. */
export function translatedFiles(): readonly string[] {
  return [schemaFile, ...pictureNames().map((name) => `walkthrough/${name}`)];
}

/** How one program is bundled. */
export interface ProgramOptions {
  /** The build that the program says it belongs to. */
  readonly identity: Build;
  readonly minify: boolean;
  /** Tests can end it at chosen points. */
  readonly isTestBuild?: boolean;
}

/** Bundles one program, by its source relative to the project, into one file. */
export async function bundleProgram(
  source: string,
  outfile: string,
  { identity, isTestBuild = false, minify }: ProgramOptions,
): Promise<void> {
  await build({
    ...nodeModule,
    entryPoints: [path.join(root, source)],
    outfile,
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'linked',
    define: { executorBuild: JSON.stringify(identity), executorIsTestBuild: String(isTestBuild) },
    minify,
  });
}

/**
 * Bundles the command into two files of a folder: the one that is called, which a Node that is too old for the rest can
 * read as well, and the rest.
 */
export async function bundleCommand(folder: string, options: ProgramOptions): Promise<void> {
  const rest = 'cli.mjs';
  await bundleProgram('src/cli/main.ts', path.join(folder, rest), options);
  const called = path.join(folder, 'executor.mjs');
  await build({
    ...nodeModule,
    // It would be evaluated first, and asks for what is not in every Node.
    banner: {},
    entryPoints: [path.join(root, 'src/cli/executor.ts')],
    outfile: called,
    // The first whose modules may wait.
    target: 'node14.8',
    plugins: [
      {
        name: 'the rest stays a file of its own',
        setup: (bundling) => {
          bundling.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: `./${rest}`, external: true }));
        },
      },
    ],
    minify: options.minify,
  });
  chmodSync(called, 0o755);
}

/**
 * Bundles the extension and writes what goes with it in each language, all of it into `dist/`, made anew. Answers false where
 * the source has errors, which are printed.
 */
export async function bundle({ minify }: { readonly minify: boolean }): Promise<boolean> {
  const dist = path.join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  try {
    const identity = { version: packageVersion(), stamp: Date.now() };
    for (const [source, file] of Object.entries(programs)) {
      await bundleProgram(source, path.join(dist, file), { identity, minify });
    }
    await bundleCommand(dist, { identity, minify });
    await bundlePage(minify);
    for (const language of [undefined, ...translations()]) await writeFilesIn(language, dist);
    return true;
  } catch (error) {
    // What is wrong with the source esbuild has printed itself, with a name and a line.
    if (!(error instanceof Error && 'errors' in error)) throw error;
    return false;
  } finally {
    // esbuild keeps a process of its own at hand, which nobody needs any more.
    await stop();
  }
}

/** The page of the task form, its styles beside it: one file each, for the browser that VS Code is. */
async function bundlePage(minify: boolean): Promise<void> {
  await build({
    entryPoints: {
      taskForm: path.join(root, 'src/webview/taskForm.ts'),
      'taskForm.style': path.join(root, 'src/webview/taskForm.css'),
    },
    outdir: path.join(root, 'dist'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
    legalComments: 'none',
    logLevel: 'warning',
    minify,
  });
}

/** What is made in each language: the schema of the task file and the pictures of the walkthrough. */
async function writeFilesIn(language: string | undefined, dist: string): Promise<void> {
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(dist, fileIn(language, file)), text);
  };
  write(schemaFile, JSON.stringify(await taskFileSchema(language)));
  mkdirSync(path.join(dist, 'walkthrough'), { recursive: true });
  for (const name of pictureNames()) write(`walkthrough/${name}`, picture(name, language));
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
}
