import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { scriptPathFrom, whyNoScript } from '../../src/host/read/userFiles.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

/** A workspace folder, a folder beside it, and links between them. */
function world(): TemporaryFolder {
  const folder = temporaryFolder();
  for (const each of ['ws/jobs', 'elsewhere/jobs']) mkdirSync(folder.join(each), { recursive: true });
  for (const file of ['ws/jobs/a.sh', 'elsewhere/b.sh', 'elsewhere/jobs/c.sh'])
    writeFileSync(folder.join(file), 'exit 0\n');
  symlinkSync(folder.join('elsewhere/b.sh'), folder.join('ws/b.sh'));
  symlinkSync(folder.join('elsewhere/jobs'), folder.join('ws/linked'));
  symlinkSync(folder.join('ws'), folder.join('same'));
  symlinkSync(folder.join('ws/jobs/a.sh'), folder.join('elsewhere/a.sh'));
  return folder;
}

test.each([
  ['ws', 'ws/jobs/a.sh', 'jobs/a.sh'],
  ['ws', 'ws/b.sh', 'b.sh'],
  ['ws', 'ws/linked/c.sh', 'linked/c.sh'],
  ['ws', 'same/b.sh', 'b.sh'],
  ['same', 'ws/jobs/a.sh', 'jobs/a.sh'],
  ['ws', 'elsewhere/a.sh', 'jobs/a.sh'],
  ['ws', 'elsewhere/b.sh', undefined],
  ['ws', 'ws', undefined],
  ['ws/jobs', 'ws/b.sh', undefined],
])('from %s the script %s is %s: as a person sees it', (from, file, expected) => {
  using folder = world();
  expect(scriptPathFrom(folder.join(from), folder.join(file))).toBe(expected);
});

test('what is no script is refused with a sentence', async () => {
  using folder = world();
  execFileSync('mkfifo', [folder.join('ws/pipe')]);
  chmodSync(folder.join('ws/jobs/a.sh'), 0);
  symlinkSync('nowhere', folder.join('ws/gone'));
  const said = async (file: string): Promise<string> => {
    const failure = await whyNoScript(file, folder.join('ws', file));
    return failure ? describeFailure(failure).replaceAll(folder.path, '') : 'a script';
  };
  const all = await withoutPrivileges(
    () => Promise.all(['b.sh', 'jobs', 'pipe', 'jobs/a.sh', 'gone', 'no.sh'].map(said)),
    folder.path,
  );
  expect(all).toEqual([
    'a script',
    'The script "jobs" is not a file: /ws/jobs. Set "script" to a file.',
    'The script "pipe" is not a file: /ws/pipe. Set "script" to a file.',
    'The script "jobs/a.sh" cannot be read: /ws/jobs/a.sh. Give yourself read permission.',
    'The script "gone" was not found at /ws/gone. Create it, or fix "script" in the task file.',
    'The script "no.sh" was not found at /ws/no.sh. Create it, or fix "script" in the task file.',
  ]);
});
