// Finishes the installation of code-server after `npm ci --ignore-scripts`: its own postinstall script wants kerberos
// headers, which nobody needs here. Done once; a stamp remembers it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const server = path.join(here, 'node_modules/code-server');
const vscode = path.join(server, 'lib/vscode');
// The package of Node brings its own headers, so that nothing is downloaded to compile against.
const nodeFolder = path.resolve(here, `../node/node_modules/node-${process.platform}-${process.arch}`);

const { version } = JSON.parse(readFileSync(path.join(server, 'package.json'), 'utf8'));
const wanted = `code-server ${version}, node ${process.version} ${process.platform}-${process.arch}\n`;
const stamp = path.join(here, 'node_modules/.set-up');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

if (process.platform !== 'linux' || !existsSync(path.join(nodeFolder, 'include/node'))) {
  console.error(
    `The real VS Code can be set up on Linux (x64, arm64) only, not on ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}

// The shrinkwrap files pin these; `npm ci` refuses them because they are out of step with their package.json.
const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
npm(install, vscode);
npm(install, path.join(vscode, 'extensions'));

// Output channels need spdlog, the extension host needs the watchdog; everything else ships compiled.
for (const name of ['@vscode/spdlog', '@vscode/native-watchdog']) {
  const folder = path.join(vscode, 'node_modules', name);
  // npm puts its own node-gyp on the PATH of whatever it runs, wherever this machine's npm lives.
  npm(
    ['run', '--silent', 'gyp', '--', 'rebuild', `--directory=${folder}`, `--nodedir=${nodeFolder}`, '--loglevel=error'],
    here,
  );
}

link('code-linux.sh', path.join(vscode, 'bin/remote-cli/code-server'));
link('browser-linux.sh', path.join(vscode, 'bin/helpers/browser.sh'));
writeFileSync(stamp, wanted);

function npm(args, cwd) {
  const { status, error } = spawnSync('npm', args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) {
    console.error(`npm ${args.join(' ')} failed in ${cwd} (exit ${String(status)}).`);
    process.exit(1);
  }
}

function link(target, name) {
  rmSync(name, { force: true });
  symlinkSync(target, name);
}
