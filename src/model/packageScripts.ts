import type { ForeignTasks } from './foreignTasks.ts';

/** Programs that run the scripts of a package.json, by the lock file that each leaves beside it. */
const packageManagers = {
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const;

/**
 * The scripts of a package.json, each run once by the package manager whose lock file is among `files` (npm without one).
 * Those that run before or after another one by their name are left out. Undefined where the text is no such file.
 */
export function packageScripts(text: string, files: readonly string[]): ForeignTasks | undefined {
  const scripts = readScripts(text);
  if (!scripts) return undefined;
  const lock = Object.keys(packageManagers).find((file) => files.includes(file));
  const manager = lock === undefined ? 'npm' : packageManagers[lock as keyof typeof packageManagers];
  const isHook = (name: string): boolean => {
    const [, main] = /^(?:pre|post)(.+)$/.exec(name) ?? [];
    return main !== undefined && scripts.has(main);
  };
  const tasks = [...scripts]
    .filter(([name]) => !isHook(name))
    .map(([name, commandText]) => ({
      stem: name,
      fields: { command: [manager, 'run', name], restart: 'never' as const },
      commandText,
      remarks: [],
    }));
  return { tasks, problems: [] };
}

function readScripts(text: string): ReadonlyMap<string, string> | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return undefined;
  const scripts = 'scripts' in manifest ? manifest.scripts : {};
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(scripts);
  return new Map(entries.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
