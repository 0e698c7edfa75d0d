// `npm test`: checks, unit, integration and end-to-end tests, as far as the first stage that fails.
// `npm run screens` takes pictures for people to look at. `npm run test:unit -- pattern` and its siblings run one stage, with further arguments for its runner.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { optionalPrograms, requirement } from '../test/support/requirement.ts';
import { runChecks } from './checks.ts';
import { provideChromium } from './chromium.ts';
import { root } from './install.mjs';
import { pack } from './pack.ts';
import { runTool } from './runTool.ts';
import { playwrightCounts, sumCounts, type TestCounts, vitestCounts } from './testReport.ts';

const stages = {
  check: async () => ({ passed: 0, failed: await runChecks(), skipped: 0 }),
  unit: (args: readonly string[]) => runVitest('unit', args),
  integration: (args: readonly string[]) => runVitest('integration', args),
  e2e: (args: readonly string[]) => runEndToEnd(['background', 'window'], args),
  screens: (args: readonly string[]) => runEndToEnd(['gallery'], args),
};

const [chosen, ...rest] = process.argv.slice(2);
// Pictures for people to look at are taken only where somebody asks for them.
const all = Object.entries(stages).filter(([name]) => (chosen === undefined ? name !== 'screens' : name === chosen));
if (all.length === 0) throw new Error(`There is no stage "${String(chosen)}".`);

const done: TestCounts[] = [];
for (const [name, run] of all) {
  console.log(`\n── ${name} ──`);
  const counts = await run(rest);
  done.push(counts);
  if (counts.failed > 0) break;
}

const { passed, failed, skipped } = sumCounts(done);
if (skipped > 0) for (const reason of missingPrograms()) console.log(`Skipped what needs it: ${reason}`);
console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

async function runVitest(project: string, args: readonly string[]): Promise<TestCounts> {
  const report = freshReport(project);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest', ['run', '--project', project, ...reporters, ...args]);
  return counted(code, () => vitestCounts(report));
}

async function runEndToEnd(projects: readonly string[], args: readonly string[]): Promise<TestCounts> {
  const browser = provideChromium();
  if (browser === undefined) {
    console.error('No Chromium was found and none could be installed: install one, or name it in CHROMIUM.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (!(await pack())) return { passed: 0, failed: 1, skipped: 0 };
  const report = freshReport('e2e');
  const isChosen = args.some((arg) => arg.startsWith('--project'));
  const chosenProjects = isChosen ? [] : projects.map((project) => `--project=${project}`);
  const code = await runTool('playwright', ['test', ...chosenProjects, ...args], { CHROMIUM: browser });
  return counted(code, () => playwrightCounts(report));
}

function freshReport(stage: string): string {
  const report = path.join(root, `out/reports/${stage}.json`);
  rmSync(report, { force: true });
  return report;
}

/** A runner that fails without a report, or without naming a test, counts as one failure. */
function counted(code: number, read: () => TestCounts): TestCounts {
  const failure = { passed: 0, failed: 1, skipped: 0 };
  try {
    const counts = read();
    return code !== 0 && counts.failed === 0 ? sumCounts([counts, failure]) : counts;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return failure;
  }
}

function missingPrograms(): readonly string[] {
  // In CI a missing program has made its tests fail already.
  if ((process.env['CI'] ?? '') !== '') return [];
  const programs = Object.keys(optionalPrograms) as (keyof typeof optionalPrograms)[];
  return programs.map((program) => requirement(program)).filter((reason) => reason !== undefined);
}
