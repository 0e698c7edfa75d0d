import { availableParallelism } from 'node:os';
import { collectTool } from './runTool.ts';

/** The longest first, so that the others run beside it. */
const checks = [
  ['eslint', '--max-warnings', '0', '.'],
  ['tsc', '--project', '.', '--noEmit'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['node', 'scripts/checkTests.ts'],
  ['node', 'scripts/checkRelease.ts'],
  ['knip'],
  ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'scripts', 'bench', 'test'],
  ['tsc', '--project', 'src/webview', '--noEmit'],
] as const;

/** Runs all checks, as many at once as there are cores, whatever the first ones say, and answers how many failed. */
export async function runChecks(): Promise<number> {
  const waiting = [...checks];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [program, ...args] = next;
      const started = performance.now();
      const { code, output } = await collectTool(program, args);
      if (code !== 0) failed++;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const name = program === 'node' ? args.join(' ') : program;
      console.log(`${code === 0 ? '' : output}${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failed;
}
