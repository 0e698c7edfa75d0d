import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** What a machine must have before anything can be installed: any one of the programs in each row. */
const needed = [
  { what: 'git', programs: ['git'], debian: 'git' },
  { what: 'npm', programs: ['npm'], debian: 'npm' },
  { what: 'python3', programs: ['python3'], debian: 'python3' },
  { what: 'make', programs: ['make'], debian: 'make' },
  { what: 'a C++ compiler', programs: ['c++', 'g++', 'clang++'], debian: 'g++' },
];

const oldestNode = 20;

/**
 * The absolute path of a program on PATH, or undefined.
 * @param {string} name
 */
export function findProgram(name, searchPath = process.env['PATH'] ?? '') {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of searchPath.split(path.delimiter).filter((entry) => entry !== '')) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      try {
        accessSync(candidate, constants.X_OK);
        if (statSync(candidate).isFile()) return candidate;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

/** One line that names everything this machine lacks and how to get it, or undefined where nothing is missing. */
export function describeMissing(nodeVersion = process.versions.node, searchPath = process.env['PATH'] ?? '') {
  const missing = needed.filter(({ programs }) =>
    programs.every((name) => findProgram(name, searchPath) === undefined),
  );
  const parts = missing.map(({ what }) => what);
  const advice = [];
  if (missing.length > 0) {
    advice.push(
      `install with your package manager (Debian: apt-get install ${missing.map((row) => row.debian).join(' ')})`,
    );
  }
  if (Number.parseInt(nodeVersion, 10) < oldestNode) {
    parts.push(`Node ${oldestNode} or newer (this is ${nodeVersion})`);
    advice.push('get Node from https://nodejs.org');
  }
  return parts.length === 0 ? undefined : `This machine lacks ${parts.join(', ')}: ${advice.join('; ')}.`;
}
