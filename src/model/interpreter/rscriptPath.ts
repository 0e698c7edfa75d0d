/** What the variables in a setting of the R extension stand for. */
export interface RPathVariables {
  readonly workspaceFolder: string;
  readonly userHome: string;
}

/** The setting of the R extension that holds the path of R on a platform, as `process.platform` tells it. */
export function rPathSetting(platform: string): string {
  if (platform === 'win32') return 'rpath.windows';
  return platform === 'darwin' ? 'rpath.mac' : 'rpath.linux';
}

/**
 * The Rscript that belongs to the R which a setting of the R extension names; undefined if the setting is empty, names
 * R without its folder (then it is looked for on PATH, as Rscript is), or names a console other than R. The extension
 * knows the same two variables, and quotes around the path.
 */
export function rscriptBeside(setting: unknown, { userHome, workspaceFolder }: RPathVariables): string | undefined {
  if (typeof setting !== 'string') return undefined;
  const path = setting
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replaceAll('${userHome}', () => userHome)
    .replaceAll('${workspaceFolder}', () => workspaceFolder)
    .replace(/^~(?=[/\\])/, () => userHome);
  const [, folder, extension = ''] = /^(.*[/\\])R(?:script)?(\.exe)?$/i.exec(path) ?? [];
  return folder === undefined ? undefined : `${folder}Rscript${extension}`;
}
