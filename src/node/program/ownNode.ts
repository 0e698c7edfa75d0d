import type { Argv } from '../../model/words/argv.ts';

/** The Node that runs this very process, as something that can run scripts. */
export interface OwnNode {
  /** Its path, after what has to go before it. */
  readonly argv: Argv;
  readonly path: string;
  /** As Node itself tells it: "v24.1.0". */
  readonly version: string;
  readonly runsTypeScript: boolean;
}

/** What a process says of the Node that runs it. */
export interface NodeFacts {
  readonly execPath: string;
  readonly platform: string;
  readonly version: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly features: { readonly typescript?: unknown };
}

/**
 * The Node that runs a process. VS Code's desktop is an Electron, which is a Node only where a variable says so; Windows has
 * no program that would set it for another one, and so there is none.
 */
export function ownNode({ execPath, features, platform, version, versions }: NodeFacts): OwnNode | undefined {
  const isElectron = versions['electron'] !== undefined;
  if (isElectron && platform === 'win32') return undefined;
  return {
    argv: isElectron ? ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', execPath] : [execPath],
    path: execPath,
    version,
    runsTypeScript: features.typescript === 'strip' || features.typescript === 'transform',
  };
}
