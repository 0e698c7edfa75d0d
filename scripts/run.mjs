// The entry of every npm script: `node scripts/run.mjs <script> [arguments]`. Plain JavaScript without dependencies,
// because it runs on whatever Node the machine has, before anything is installed. It installs what is missing and then
// starts the script on the project's own Node, by name, so that PATH decides for it and for all its children alike.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installNodeForWine, installOldestNode, installToolchain, installVSCode, root } from './install.mjs';
import { describeMissing } from './prerequisites.mjs';

const [name = '', ...args] = process.argv.slice(2);
const script = path.join(root, 'scripts', `${name}.ts`);
if (!existsSync(script)) {
  console.error(`There is no script "${name}".`);
  process.exit(1);
}

const missing = describeMissing();
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}

installToolchain();
const opensVSCode = name === 'test' && !['unit', 'integration', 'window', 'wine', 'fuzz'].includes(args[0] ?? '');
if (opensVSCode || (name === 'start' && !isForDesktop())) installVSCode();
if (name === 'test' && (args[0] === 'wine' || args.includes('--all'))) installNodeForWine();
if (name === 'test' && args.includes('--all')) installOldestNode();

const child = spawn('node', [script, ...args], { cwd: root, stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // In a terminal Ctrl-C has reached the child already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
if (process.env['npm_lifecycle_event'] !== undefined) {
  // npm that is told to end, or is killed, may say nothing to what it runs; then somebody else becomes our parent.
  const started = ancestors();
  setInterval(() => {
    if (ancestors() !== started) child.kill('SIGTERM');
  }, 1000).unref();
}
child.on('error', (error) => {
  console.error(`node could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
});

/**
 * Whether the machine's own VS Code is to be started, which needs none of ours; npm keeps an option that no `--`
 * precedes.
 */
function isForDesktop() {
  return process.env['npm_config_desktop'] !== undefined || args.some((arg) => /^--desktop(=|$)/.test(arg));
}

/** Our parent and its parent, where the platform tells it: npm puts a shell between itself and a script. */
function ancestors() {
  const parent = process.ppid;
  try {
    // The parent's pid is the second field after the program's name, which stands in brackets and may hold anything.
    const fields = readFileSync(`/proc/${parent}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return `${parent} ${fields[1]}`;
  } catch {
    return `${parent}`;
  }
}
