import { runTool } from './runTool.ts';

const checks = [
  ['tsc', '--project', '.', '--noEmit'],
  ['tsc', '--project', 'src/webview', '--noEmit'],
  ['eslint', '--max-warnings', '0', '.'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'scripts', 'bench', 'test'],
  ['knip'],
] as const;

/** Runs all checks, whatever the first ones say, and answers how many failed. */
export async function runChecks(): Promise<number> {
  let failed = 0;
  for (const [program, ...args] of checks) {
    const started = performance.now();
    const code = await runTool(program, args);
    if (code !== 0) failed++;
    console.log(`${code === 0 ? '✓' : '✗'} ${program} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return failed;
}
