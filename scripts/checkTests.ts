// Finds tests that nobody runs: files that no project of Vitest takes, and end-to-end tests that neither `npm test -- --all` nor
// one of the commands for pictures runs. Which tests are quick and which are not needs no look: each is one or the other.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import vitestConfig from '../vitest.config.ts';
import { root } from './install.mjs';

/** The projects whose tests somebody runs; `window-whole` is there to be asked for. */
const runProjects = ['background', 'window', 'gallery', 'readme'];

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly { readonly projectName: string }[];
  }[];
}

const problems = [...unknownFiles(), ...orphanSpecs()];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function unknownFiles(): readonly string[] {
  const projects = vitestConfig.test?.projects ?? [];
  const included = projects.flatMap((project) =>
    typeof project === 'object' && 'test' in project ? (project.test.include ?? []) : [],
  );
  const taken = new Set([...included, 'test/e2e/*.spec.ts'].flatMap((glob) => globSync(glob, { cwd: root })));
  const files = globSync('test/**/*.{test,spec}.*', { cwd: root });
  return files.filter((file) => !taken.has(file)).map((file) => `${file}: no runner takes this file.`);
}

function orphanSpecs(): readonly string[] {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout } = spawnSync('playwright', ['test', '--list', '--reporter=json'], options);
  const { suites } = JSON.parse(stdout) as Suite;
  const projectsOf = new Map<string, Set<string>>();
  const walk = ({ specs = [], suites: inner = [] }: Suite): void => {
    for (const { file, line, tests, title } of specs) {
      const key = `${path.join('test/e2e', file)}:${String(line)} "${title}"`;
      const projects = projectsOf.get(key) ?? new Set();
      for (const { projectName } of tests) projects.add(projectName);
      projectsOf.set(key, projects);
    }
    for (const suite of inner) walk(suite);
  };
  for (const suite of suites ?? []) walk(suite);
  const orphans = [...projectsOf].filter(([, projects]) => !runProjects.some((name) => projects.has(name)));
  const found = orphans.map(([key]) => `${key}: only the project "window-whole" runs this test.`);
  return projectsOf.size > 0 ? found : ['Playwright lists no end-to-end test.'];
}
