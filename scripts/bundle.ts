import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Metafile, stop } from 'esbuild';
import type { Build } from '../src/model/host/build.ts';
import { root } from './install.mjs';
import { taskFileSchema } from './taskFileSchema.ts';
import { licenceFaults, noticesFile, packagesOf, thirdPartyNotices } from './thirdPartyNotices.ts';
import { fileIn, translations } from './translations.ts';
import { picture, pictureNames } from './walkthroughPictures.ts';

/** Our source and its dependencies as one module for Node. */
export const nodeModule: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  // jsonc-parser's CommonJS build requires its parts in a way that no bundler can follow.
  mainFields: ['module', 'main'],
  // Dependencies written in CommonJS ask for Node's own modules by `require`, which a module does not have.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  // The licences are in the file of notices, each once.
  legalComments: 'none',
  logLevel: 'warning',
};

/** The programs, by the file in `dist/` that each begins with, without its ending. */
const programs = {
  extension: 'src/vscode/extension.ts',
  host: 'src/host/own/main.ts',
  uninstall: 'src/host/own/uninstall.ts',
  cli: 'src/cli/main.ts',
};

type ProgramName = keyof typeof programs;

const schemaFile = 'executor.schema.json';

/** The files in `dist/` that are made in each language, by their English names. */
export function translatedFiles(): readonly string[] {
  return [schemaFile, ...pictureNames().map((name) => `walkthrough/${name}`)];
}

/** How a program is bundled. */
export interface ProgramOptions {
  /** The build that the program says it belongs to. */
  readonly identity: Build;
  readonly minify: boolean;
  /** Tests can end it at chosen points. */
  readonly isTestBuild?: boolean;
}

/** Files that were bundled. */
export interface Bundled {
  /** Paths relative to the folder that they are in. */
  readonly files: readonly string[];
  /** Paths of the source in them, relative to the project. */
  readonly sources: readonly string[];
}

/** For the oldest Node that VS Code brings. */
function programBuild({ identity, isTestBuild = false, minify }: ProgramOptions): BuildOptions & { metafile: true } {
  return {
    ...nodeModule,
    target: 'node22',
    external: ['vscode'],
    // What is handed out names no map; that of a release is kept beside its packages.
    sourcemap: minify ? 'external' : 'linked',
    define: { executorBuild: JSON.stringify(identity), executorIsTestBuild: String(isTestBuild) },
    minify,
    metafile: true,
  };
}

/** Bundles one program, by its source relative to the project, into one file that needs no other. */
export async function bundleProgram(source: string, outfile: string, options: ProgramOptions): Promise<void> {
  await build({ ...programBuild(options), entryPoints: [path.join(root, source)], outfile });
}

/**
 * Bundles programs into a folder, with what they have in common in files of their own, in `shared/`. Beside the host is a
 * list of the files that it needs, for whoever copies it. Answers what each program consists of.
 */
export async function bundlePrograms(
  folder: string,
  options: ProgramOptions,
  names: readonly ProgramName[] = ['host', 'uninstall', 'cli'],
): Promise<ReadonlyMap<ProgramName, Bundled>> {
  const { metafile } = await build({
    ...programBuild(options),
    entryPoints: Object.fromEntries(names.map((name) => [name, path.join(root, programs[name])])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'shared/[hash]',
  });
  const parts = new Map(names.map((name) => [name, partsOf(`${name}.mjs`, folder, metafile)]));
  writeFileSync(path.join(folder, 'host.files.json'), JSON.stringify(parts.get('host')?.files ?? []));
  if (names.includes('cli')) await bundleCalledFile(folder, options.minify);
  return parts;
}

/** The file of this name and all that it imports, with their source. */
function partsOf(name: string, folder: string, { outputs }: Metafile): Bundled {
  const place = path.relative(root, folder);
  const found = new Set([path.join(place, name)]);
  for (const output of found) {
    for (const imported of outputs[output]?.imports ?? []) if (!imported.external) found.add(imported.path);
  }
  return {
    files: [...found].map((output) => path.relative(place, output)).toSorted(),
    sources: [...found].flatMap((output) => Object.keys(outputs[output]?.inputs ?? {})),
  };
}

/** The file that is called as `executor`, which a Node that is too old for the rest can read as well. */
async function bundleCalledFile(folder: string, minify: boolean): Promise<void> {
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
          bundling.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './cli.mjs', external: true }));
        },
      },
    ],
    minify,
  });
  chmodSync(called, 0o755);
}

/**
 * Bundles the extension and writes what goes with it in each language, all of it into `dist`, made anew. Answers the files
 * of the command and their source; undefined where something is wrong, which is printed.
 */
export async function bundle({
  dist = path.join(root, 'dist'),
  minify,
}: {
  readonly dist?: string;
  readonly minify: boolean;
}): Promise<Bundled | undefined> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  try {
    const identity = { version: packageVersion(), stamp: Date.now() };
    const names = Object.keys(programs) as ProgramName[];
    const parts = await bundlePrograms(dist, { identity, minify }, names);
    const page = await bundlePage(dist, minify);
    for (const language of [undefined, ...translations()]) await writeFilesIn(language, dist);
    const all = packagesOf([...[...parts.values()].flatMap(({ sources }) => sources), ...page]);
    const faults = licenceFaults(all);
    for (const fault of faults) console.error(fault);
    writeFileSync(path.join(dist, noticesFile), thirdPartyNotices(all));
    const own = [parts.get('cli'), parts.get('host')].filter((each) => each !== undefined);
    const files = ['executor.mjs', 'host.files.json', ...own.flatMap((each) => each.files)];
    return faults.length > 0
      ? undefined
      : { files: [...new Set(files)].toSorted(), sources: own.flatMap((each) => each.sources) };
  } catch (error) {
    // What is wrong with the source esbuild has printed itself, with a name and a line.
    if (!(error instanceof Error && 'errors' in error)) throw error;
    return undefined;
  } finally {
    // esbuild keeps a process of its own at hand, which nobody needs any more.
    await stop();
  }
}

/** The page of the task form, its styles beside it: one file each, for the browser that VS Code is. Answers its source. */
async function bundlePage(dist: string, minify: boolean): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      taskForm: path.join(root, 'src/webview/taskForm.ts'),
      'taskForm.style': path.join(root, 'src/webview/taskForm.css'),
    },
    outdir: dist,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
    legalComments: 'none',
    logLevel: 'warning',
    minify,
    metafile: true,
  });
  return Object.keys(metafile.inputs);
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
