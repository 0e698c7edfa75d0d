import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './prerequisites.mjs';

/** The folder of the whole project. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const nodeFolder = path.join(root, 'tools/node');
const vscodeFolder = path.join(root, 'tools/vscode');
const wineFolder = path.join(root, 'tools/wine');
const oldestNodeFolder = path.join(root, 'tools/oldestNode');

/** PATH with the project's own Node and the tools of its node_modules first. */
export function toolPath() {
  return [
    path.join(nodeFolder, 'node_modules/.bin'),
    path.join(root, 'node_modules/.bin'),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ]
    .filter((folder, index, all) => folder !== '' && all.indexOf(folder) === index)
    .join(path.delimiter);
}

/** Installs what the scripts of this project need, where it is not there yet, and puts its Node first on PATH. */
export function installToolchain() {
  installFolder(nodeFolder, 'Node for this project');
  process.env['PATH'] = toolPath();
  installFolder(root, 'dependencies');
}

/** Installs the real VS Code, where it is not there yet. Needs the toolchain. */
export function installVSCode() {
  installFolder(vscodeFolder, 'a real VS Code (some 800 MB, half a minute)');
  run('node', ['setup.mjs'], vscodeFolder);
}

/** Installs the Node for Windows on which Executor is tried under Wine, where that is there and this is not yet. */
export function installNodeForWine() {
  if (findProgram('wine') !== undefined) installFolder(wineFolder, 'Node for Windows (90 MB)');
}

/** Installs the oldest Node that the command runs on, where there is one for this platform and it is not there yet. */
export function installOldestNode() {
  if (process.platform === 'linux')
    installFolder(oldestNodeFolder, 'the oldest Node that the command runs on (100 MB)');
}

/**
 * `npm ci` in this folder, unless it was done for the same lock file and platform. npm removes node_modules first, so
 * the stamp inside it tells of a whole installation only.
 * @param {string} folder
 * @param {string} what
 */
function installFolder(folder, what) {
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  const stamp = path.join(folder, 'node_modules/.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Installing ${what} …`);
  run('npm', ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], folder);
  writeFileSync(stamp, wanted);
}

/**
 * Runs a program with our output; ends this process where it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(program, args, { cwd, env: installEnvironment(), stdio: 'inherit', shell });
  if (error) throw error;
  if (status !== 0) {
    console.error(`${program} ${args.join(' ')} failed in ${cwd} (exit ${status}).`);
    process.exit(1);
  }
}

/**
 * The environment without what an outer `npm` says about itself: it would make the inner one install into the outer
 * one's folder. Configuration of the user (registry, proxies, cache) stays.
 */
function installEnvironment() {
  const aboutOuterNpm =
    /^npm_(config_(ignore_scripts|global|location|(local_|global_)?prefix|nodedir|omit|include|production|dry_run)$|package_|lifecycle_|command$|execpath$|node_execpath$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !aboutOuterNpm.test(name)));
}
