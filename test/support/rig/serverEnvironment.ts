import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * The environment of a server whose data is in `dir`: everything that belongs to the user, or to the one who started us,
 * is kept away from it. `token` is an assignment, which all its children inherit.
 */
export function serverEnvironment(
  dir: string,
  token: string,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const foreign =
    /^(VSCODE_|ELECTRON_|CODE_SERVER_|EXECUTOR_|XDG_|npm_|PLAYWRIGHT_|TEST_|VITEST|PW_)|^(PORT|PASSWORD|HASHED_PASSWORD|NODE_OPTIONS|NODE_PATH|NODE_ENV|INIT_CWD|FORCE_COLOR|DEBUG_COLORS|NO_COLOR|TMP|TEMP)$/i;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !foreign.test(name)) env[name] = value;
  }
  const [tokenName = '', tokenValue = ''] = token.split('=');
  return {
    ...env,
    PATH: serverPath(),
    HOME: path.join(dir, 'home'),
    TMPDIR: path.join(dir, 'tmp'),
    XDG_RUNTIME_DIR: path.join(dir, 'run'),
    EXTENSIONS_GALLERY: '{}',
    [tokenName]: tokenValue,
    ...extra,
  };
}

/** PATH with the project's Node first; the tools of its node_modules are no part of the world in which scripts run. */
export function serverPath(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(root));
  return [path.join(root, 'tools/node/node_modules/.bin'), ...folders].join(path.delimiter);
}
