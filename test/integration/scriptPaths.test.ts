import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeFailure } from '../../src/model/failure.ts';
import { scriptPathFrom, whyNoScript } from '../../src/host/userFiles.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

/** A workspace folder, a folder beside it, and links between them. */
function world(): TemporaryFolder {
  const folder = temporaryFolder();
  for (const each of ['work/jobs', 'elsewhere/jobs']) mkdirSync(folder.join(each), { recursive: true });
  for (const file of ['work/jobs/a.sh', 'elsewhere/b.sh', 'elsewhere/jobs/c.sh'])
    writeFileSync(folder.join(file), 'exit 0\n');
  symlinkSync(folder.join('elsewhere/b.sh'), folder.join('work/b.sh'));
  symlinkSync(folder.join('elsewhere/jobs'), folder.join('work/linked'));
  symlinkSync(folder.join('work'), folder.join('same'));
  symlinkSync(folder.join('work/jobs/a.sh'), folder.join('elsewhere/a.sh'));
  return folder;
}

test.each([
  ['work', 'work/jobs/a.sh', 'jobs/a.sh'],
  ['work', 'work/b.sh', 'b.sh'],
  ['work', 'work/linked/c.sh', 'linked/c.sh'],
  ['work', 'same/b.sh', 'b.sh'],
  ['same', 'work/jobs/a.sh', 'jobs/a.sh'],
  ['work', 'elsewhere/a.sh', 'jobs/a.sh'],
  ['work', 'elsewhere/b.sh', undefined],
  ['work', 'work', undefined],
  ['work/jobs', 'work/b.sh', undefined],
])('from %s the script %s is %s: as a person sees it', (from, file, expected) => {
  using folder = world();
  expect(scriptPathFrom(folder.join(from), folder.join(file))).toBe(expected);
});

test('what is no script is refused with a sentence', async () => {
  using folder = world();
  execFileSync('mkfifo', [folder.join('work/pipe')]);
  chmodSync(folder.join('work/jobs/a.sh'), 0);
  symlinkSync('nowhere', folder.join('work/gone'));
  const said = async (file: string): Promise<string> => {
    const failure = await whyNoScript(file, folder.join('work', file));
    return failure ? describeFailure(failure).replaceAll(folder.path, '') : 'a script';
  };
  const all = await withoutPrivileges(
    () => Promise.all(['b.sh', 'jobs', 'pipe', 'jobs/a.sh', 'gone', 'no.sh'].map(said)),
    folder.path,
  );
  expect(all).toEqual([
    'a script',
    'The script "jobs" is not a file: /work/jobs. Name a file in "script".',
    'The script "pipe" is not a file: /work/pipe. Name a file in "script".',
    'The script "jobs/a.sh" cannot be read: /work/jobs/a.sh. Give yourself the permission to read it.',
    'The script "gone" was not found at /work/gone. Create it, or correct "script" in the task file.',
    'The script "no.sh" was not found at /work/no.sh. Create it, or correct "script" in the task file.',
  ]);
});
