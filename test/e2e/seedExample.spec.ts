import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
import { requirement } from '../support/requirement.ts';

const script = `
repeat {
  print(Sys.getenv("EXECUTOR_ID"))
  print(Sys.getenv("TASK_ID"))
  print(Sys.getenv("SYMBOL"))
  print(Sys.time())
  Sys.sleep(1)
}
`;

test.use({
  files: {
    'jobs/test.R': script,
    '.vscode/executor.json': `{
  "id": "xg15",
  "tasks": {
    "LOL": { "script": "jobs/test.R", "env": { "SYMBOL": "LOL" } },
    "LMFAO": { "script": "jobs/test.R", "env": { "SYMBOL": "LMFAO" } }
  }
}
`,
  },
});

test('one R script runs twice with different symbols, is stopped, and is started again', async ({
  workbench,
  workspace,
}) => {
  const missing = requirement('Rscript');
  test.skip(missing !== undefined, missing);
  await workbench.openContainer('Executor');
  await workbench.command('Executor: Start All');
  await expect(workbench.toast('Starting LOL, LMFAO.')).toBeVisible();
  await workbench.row('LOL').click();
  await expect(workbench.outputLine('[1] "xg15LOL"').first()).toBeVisible();
  await workbench.row('LMFAO').click();
  await expect(workbench.outputLine('[1] "LMFAO"').first()).toBeVisible();
  await workbench.screenshot('seed');

  await workbench.rowAction('LOL', 'Stop');
  await expect(workbench.description('LOL')).toHaveText(/^stopped · /);
  await expect(workbench.row('LMFAO')).toHaveAttribute('aria-label', /^LMFAO, running for/);
  await workbench.rowAction('LOL', 'Start');
  await expect(workbench.row('LOL')).toHaveAttribute('aria-label', /^LOL, running for/);
  expect(readdirSync(path.join(workspace.dir, '.executor/logs/LOL'))).toHaveLength(2);
});
