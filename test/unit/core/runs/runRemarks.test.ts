import { expect, test } from 'vitest';
import { parseEnvFile } from '../../../../src/model/environment/envFile.ts';
import { type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const bare = 'if you mean a literal "$", put the value in single quotes';

/** The remarks in the header of the newest log. */
function remarks(world: FakeWorld): readonly string[] {
  const [text = ''] = [...world.logs.files.values()].slice(-1);
  return text.split('\n').flatMap((line) => /remark {3}(.*)$/.exec(line)?.[1]?.split(' · ') ?? []);
}

async function world(fields: string): Promise<FakeWorld> {
  return openFakeExecutor(`{ "tasks": { "a": { ${fields} } } }`);
}

test('the log of a run says which variables of the task stand for nothing', async () => {
  const it = await world(
    '"script": "a.sh", "args": ["${env:NONE}", "${env:NONE:-1}"], "cwd": "${env:WHERE}", "env": { "A": "${env:B}" }, "stopCommand": ["kill", "${env:EXECUTOR_PID}", "${env:HOW}"]',
  );
  void it.executor.taskRuns.start('a', 'manual');
  await settle();
  expect(remarks(it)).toEqual([
    '${env:B} is not set, so it is empty in A',
    '${env:NONE} is not set, so it is empty in args',
    '${env:WHERE} is not set, so it is empty in cwd',
    '${env:HOW} is not set, so it is empty in stopCommand',
  ]);
});

test('a secret is no argument, and that is said without its value', async () => {
  const it = await world('"script": "a.sh", "args": ["--key=${env:KEY}"], "secrets": ["KEY"]');
  it.executor.putSecrets({ KEY: 'hush' });
  void it.executor.taskRuns.start('a', 'manual');
  await settle();
  expect(remarks(it)).toEqual(['${env:KEY} is a secret, which arguments cannot contain, so it is empty in args']);
});

test('the log of a run says where in an env file a variable stands for nothing', async () => {
  const it = await world('"script": "a.sh", "envFile": ".env${env:STAGE}"');
  const parsed = parseEnvFile('A=1\nPASS=pa$word\n');
  it.envFiles.set('.env', { path: '.env', assignments: parsed.ok ? parsed.value : [] });
  void it.executor.taskRuns.start('a', 'manual');
  await settle();
  expect(remarks(it)).toEqual([
    `the variable at .env:2:8 is not set, so it is empty in PASS; ${bare}`,
    '${env:STAGE} is not set, so it is empty in envFile',
  ]);
});

test('a variable of an env file that must be set keeps the task from starting, and says why', async () => {
  const it = await world('"script": "a.sh", "envFile": ".env"');
  const parsed = parseEnvFile('\nURL=x${HOST:?ask for it}\n');
  it.envFiles.set('.env', { path: '.env', assignments: parsed.ok ? parsed.value : [] });
  expect(await it.executor.taskRuns.start('a', 'manual')).toMatchObject({
    ok: false,
    error: {
      reason: 'env-file-invalid',
      line: 2,
      column: 6,
      message: { say: '{0} must be set: {1}', with: ['HOST', 'ask for it'] },
    },
  });
});
