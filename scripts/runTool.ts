import { type ChildProcess, spawn } from 'node:child_process';
import { root } from './install.mjs';

/**
 * Runs a program found on PATH in the project's folder, its output going where ours goes, and answers its exit code.
 * Whoever asks us to end asks the program, and we end after it: with Ctrl-C's signal, which every tool here tidies up
 * after, whereas some know no other.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  return follow(program, spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }));
}

/** As `runTool`, with what the program prints in the answer. */
export async function collectTool(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(program, args, { cwd: root, stdio: ['inherit', 'pipe', 'pipe'] });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => parts.push(text));
  }
  const code = await follow(program, child);
  return { code, output: parts.join('') };
}

async function follow(program: string, child: ChildProcess): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption.abort();
    // A terminal has sent SIGINT to the program already; a second one would make it end without tidying up.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill('SIGINT');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
  for (const signal of signals) process.off(signal, interrupt);
  if (interruption.signal.aborted) process.exit(130);
  return code;
}

/** As `runTool`; ends this process with the same code where that is not 0. */
export async function runToolOrExit(program: string, args: readonly string[]): Promise<void> {
  const code = await runTool(program, args);
  if (code !== 0) process.exit(code);
}
