// `npm test`: what a change most likely breaks, in about ten minutes, as far as the first stage that fails: checks, unit,
// integration and window tests but the long ones, and the journeys among the end-to-end tests. `npm test -- --all` goes on with
// everything else. `npm run test:unit -- pattern` and its siblings run one stage, with further arguments for its runner;
// `npm run screens` takes pictures for people to look at.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { optionalPrograms, requirement } from '../test/support/requirement.ts';
import { runChecks } from './checks.ts';
import { provideChromium } from './chromium.ts';
import { hidePrograms, type Hiding } from './hiddenPrograms.ts';
import { root } from './install.mjs';
import { pack } from './pack.ts';
import { runTool } from './runTool.ts';
import { playwrightCounts, sumCounts, type TestCounts, vitestCounts } from './testReport.ts';

/** One step of a run of the tests. */
interface Stage {
  readonly name: string;
  readonly run: (args: readonly string[]) => Promise<TestCounts>;
}

/** Which of the tests of a runner: the quick ones, the others, or all. */
type Part = 'quick' | 'rest' | 'all';

/** What Node needs to run our source, with what it brings in from elsewhere. */
const sourceFlags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

const isWhole = process.argv.includes('--all') || process.env['npm_config_all'] !== undefined;
const [chosen, ...rest] = process.argv.slice(2).filter((arg) => arg !== '--all');

// What a machine may lack must not be missed by the quick part: the whole suite hides it there.
const hiding = isWhole ? hidePrograms() : undefined;

const quick: readonly Stage[] = [
  { name: 'check', run: async () => ({ passed: 0, failed: await runChecks(), skipped: 0 }) },
  vitestStage('unit', ['unit'], 'all'),
  vitestStage('integration', ['integration', 'window'], 'quick', hiding),
  endToEndStage('e2e', ['background', 'window'], 'quick', hiding),
];

const others: readonly Stage[] = [
  vitestStage('integration-long', ['integration', 'window'], 'rest'),
  vitestStage('wine', ['wine'], 'all'),
  endToEndStage('e2e-rest', ['background', 'window'], 'rest'),
  { name: 'soak', run: () => runSoak() },
  // The same inputs in each run; whoever looks for new ones takes another seed.
  { name: 'fuzz', run: () => runFuzz(['--seed', '1']) },
];

const single: readonly Stage[] = [
  ...quick.slice(0, 2),
  vitestStage('integration', ['integration'], 'all'),
  vitestStage('window', ['window'], 'all'),
  vitestStage('wine', ['wine'], 'all'),
  endToEndStage('e2e', ['background', 'window'], 'all'),
  endToEndStage('screens', ['gallery'], 'all'),
  { name: 'fuzz', run: runFuzz },
];

const stages =
  chosen === undefined ? [...quick, ...(isWhole ? others : [])] : single.filter(({ name }) => name === chosen);
if (stages.length === 0) throw new Error(`There is no stage "${String(chosen)}".`);

const done: TestCounts[] = [];
const times: string[] = [];
for (const { name, run } of stages) {
  console.log(`\n── ${name} ──`);
  const started = performance.now();
  const counts = await run(rest);
  done.push(counts);
  times.push(`${name} ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (counts.failed > 0) break;
}

const { passed, failed, skipped } = sumCounts(done);
if (skipped > 0) for (const reason of missingPrograms()) console.log(`Skipped what needs it: ${reason}`);
console.log(`\n${times.join(', ')}`);
console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function vitestStage(name: string, projects: readonly string[], part: Part, hidden?: Hiding): Stage {
  const filter = { quick: ['--tags-filter=!long'], rest: ['--tags-filter=long'], all: [] }[part];
  return {
    name,
    run: (args) => runVitest(name, [...projects.map((each) => `--project=${each}`), ...filter, ...args], hidden),
  };
}

function endToEndStage(name: string, projects: readonly string[], part: Part, hidden?: Hiding): Stage {
  const filter = { quick: ['--grep=@journey'], rest: ['--grep-invert=@journey'], all: [] }[part];
  return { name, run: (args) => runEndToEnd(projects, [...filter, ...args], hidden) };
}

async function runVitest(name: string, args: readonly string[], hidden?: Hiding): Promise<TestCounts> {
  const report = freshReport(name);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runHidden(hidden, ['vitest', 'run', ...reporters, ...args]);
  return counted(code, () => vitestCounts(report));
}

async function runEndToEnd(projects: readonly string[], args: readonly string[], hidden?: Hiding): Promise<TestCounts> {
  const browser = provideChromium();
  if (browser === undefined) {
    console.error('No Chromium was found and none could be installed: install one, or name it in CHROMIUM.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (!(await pack())) return { passed: 0, failed: 1, skipped: 0 };
  const report = freshReport('e2e');
  const isChosen = args.some((arg) => arg.startsWith('--project'));
  const chosenProjects = isChosen ? [] : projects.map((project) => `--project=${project}`);
  const code = await runHidden(hidden, ['playwright', 'test', ...chosenProjects, ...args], { CHROMIUM: browser });
  return counted(code, () => playwrightCounts(report));
}

/** A minute of tasks whose host is killed again and again. */
async function runSoak(): Promise<TestCounts> {
  const code = await runTool('node', ['scripts/bench.ts', 'soak', '--minutes', '1', '--tasks', '20']);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Odd inputs for a minute, or as long as the arguments say. */
async function runFuzz(args: readonly string[]): Promise<TestCounts> {
  const code = await runTool('node', [...sourceFlags, 'test/fuzz/main.ts', ...args]);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function runHidden(
  hidden: Hiding | undefined,
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [first, ...further] = [...(hidden?.prefix ?? []), program, ...args];
  return runTool(first ?? program, further, { ...env, ...hidden?.env });
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
  const programs = Object.keys(optionalPrograms) as (keyof typeof optionalPrograms)[];
  return programs.map((program) => requirement(program)).filter((reason) => reason !== undefined);
}
