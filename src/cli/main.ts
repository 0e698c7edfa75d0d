// The `executor` command, on a Node that is new enough for it.
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../base/clock.ts';
import { toDisposable } from '../base/disposable.ts';
import { build } from '../host/places/build.ts';
import { followMachineZone } from '../host/places/machineZone.ts';
import { brokenOutput } from './brokenOutput.ts';
import { runProgram } from './program.ts';
import type { EndingSignal, Terminal } from './terminal.ts';
import { printableLines } from './textTable.ts';

const { env, stderr, stdin, stdout } = process;
const folder = path.dirname(fileURLToPath(import.meta.url));
const cliFile = path.join(folder, 'executor.mjs');
const isScreen = stdout.isTTY;

/** The write that failed says so to whoever waits for it. */
stdout.on('error', () => undefined);
stderr.on('error', () => undefined);

const terminal: Terminal = {
  write: (text) =>
    new Promise((resolve) => {
      stdout.write(text, (error) => {
        if (error) giveUp(error);
        resolve();
      });
    }),
  complain: (line) => {
    stderr.write(`${printableLines(line)}\n`);
  },
  ask: stdin.isTTY && isScreen ? ask : undefined,
  isScreen,
  hasColor: isScreen && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  environment: env,
  cwd: process.cwd(),
  clock: systemClock,
  build,
  program: { file: path.join(folder, 'host.mjs'), nodePath: process.execPath },
  command: env['EXECUTOR_COMMAND'] === undefined ? [process.execPath, cliFile] : [env['EXECUTOR_COMMAND']],
  cliFile,
  pid: process.pid,
  uid: process.geteuid?.(),
  onSignal: (signals, listener) => {
    const listen = (signal: NodeJS.Signals): void => {
      listener(signal as EndingSignal);
    };
    for (const signal of signals) process.on(signal, listen);
    return toDisposable(() => {
      for (const signal of signals) process.off(signal, listen);
    });
  },
};

/** Ends this process: what it has to say reaches nobody. */
function giveUp(error: NodeJS.ErrnoException): never {
  const { exit, message } = brokenOutput(error, process.argv.slice(2));
  if (message !== undefined) terminal.complain(message);
  process.exit(exit);
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

followMachineZone(env, systemClock);
process.exit(await runProgram(process.argv.slice(2), terminal));
