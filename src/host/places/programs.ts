import { spawnSync } from 'node:child_process';

/** How a program ended that was waited for. */
export type ProgramEnd =
  | {
      readonly kind: 'ended';
      readonly code: number;
      /** What it wrote, both streams one after the other. */
      readonly output: string;
      /** What it wrote to its standard output alone. */
      readonly stdout: string;
    }
  /** There is no such program, or it may not be run. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Runs a program and waits for it; what it writes is in the answer. */
export function runProgramQuietly(
  [file, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
): ProgramEnd {
  const { error, status, stderr, stdout } = spawnSync(file, args, {
    env: { ...environment },
    encoding: 'utf8',
    windowsHide: true,
  });
  if (error) return { kind: 'failed', detail: error.message };
  return { kind: 'ended', code: status ?? 1, output: `${stdout}${stderr}`, stdout };
}

/** Runs a command line of the user's, such as an editor's, with a file behind it, on this terminal; answers its exit code. */
export function runOnTerminal(
  commandLine: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProgramEnd {
  // With this an editor that is made with Electron, as VS Code is, would be a Node and not come up.
  const env = { ...environment, ELECTRON_RUN_AS_NODE: undefined };
  const options = { env, stdio: 'inherit', encoding: 'utf8' } as const;
  const { error, status } =
    process.platform === 'win32'
      ? spawnSync(`${commandLine} "${file}"`, { ...options, shell: true })
      : spawnSync('/bin/sh', ['-c', `${commandLine} "$1"`, 'sh', file], options);
  if (error) return { kind: 'failed', detail: error.message };
  return { kind: 'ended', code: status ?? 1, output: '', stdout: '' };
}
