import type { Terminal } from '../../src/cli/terminal.ts';
import { testBuild } from './aClient.ts';
import { FakeClock } from './fakeClock.ts';

/** A terminal that nobody looks at: what was written is kept. */
export interface RecordingTerminal extends Terminal {
  readonly written: string[];
  readonly complaints: string[];
}

/** A terminal for what reaches neither host nor file. */
export function aTerminal(cwd = '/'): RecordingTerminal {
  const written: string[] = [];
  const complaints: string[] = [];
  return {
    written,
    complaints,
    write: (text) => {
      written.push(typeof text === 'string' ? text : new TextDecoder().decode(text));
      return Promise.resolve();
    },
    complain: (line) => {
      complaints.push(line);
    },
    ask: undefined,
    isScreen: false,
    hasColor: false,
    environment: {},
    cwd,
    clock: new FakeClock(),
    build: testBuild,
    program: { file: '/cli/host.mjs', nodePath: '/bin/node' },
    command: ['/bin/node', '/cli/executor.mjs'],
    cliFile: '/cli/executor.mjs',
    pid: 42,
    uid: process.geteuid?.(),
    onSignal: () => ({ dispose: () => undefined }),
  };
}
