import { ok } from '../../base/result.ts';
import { withoutVariables } from '../words/variables.ts';
import { ForeignCollector, type ForeignPlace, type ForeignTasks } from './foreignTasks.ts';

/** Programs that run the scripts of a package.json, by the lock file that each leaves beside it. */
const packageManagers = {
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const;

/**
 * The scripts of a package.json, each run once by the package manager whose lock file is beside it (npm without one).
 * Those that run before or after another one by their name are left out. Undefined if the text is no such file.
 */
export function packageScripts(text: string, { folder, siblings }: ForeignPlace): ForeignTasks | undefined {
  const scripts = readScripts(text);
  if (!scripts) return undefined;
  const manager = packageManagerOf(siblings);
  const isHook = (name: string): boolean => {
    const [, main] = /^(?:pre|post)(.+)$/.exec(name) ?? [];
    return main !== undefined && scripts.has(main);
  };
  const collector = new ForeignCollector();
  for (const [name, commandText] of scripts) {
    if (isHook(name)) continue;
    const fields = {
      command: [manager, 'run', withoutVariables(name)],
      ...(folder !== '' && { cwd: folder }),
      restart: 'never' as const,
    };
    collector.add(lineOf(name, text), ok({ stem: name, fields, commandText, remarks: [] }));
  }
  return collector.found([]);
}

/** The program that runs the scripts of a package.json with these files beside it. */
export function packageManagerOf(siblings: readonly string[]): string {
  const lock = Object.keys(packageManagers).find((file) => siblings.includes(file));
  return lock === undefined ? 'npm' : packageManagers[lock as keyof typeof packageManagers];
}

/** Where a name stands, as it is usually written; the first line where it is written otherwise. */
function lineOf(name: string, text: string): number {
  return text.slice(0, Math.max(0, text.indexOf(JSON.stringify(name)))).split('\n').length;
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
