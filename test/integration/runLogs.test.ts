import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunLogFiles } from '../../src/node/log/runLogFiles.ts';
import { RecordingJournal } from '../support/recordingJournal.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const at = new Date(2026, 2, 5, 14, 2, 7).getTime();
const run = '0123456789ab';
const name = `20260305-140207_${run}.log`;
const done = { ok: true, value: undefined };

/** A workspace and a state folder beside each other. */
function place(folder: TemporaryFolder) {
  mkdirSync(folder.join('workspace'));
  mkdirSync(folder.join('state'));
  const journal = new RecordingJournal();
  const workspace = folder.join('workspace');
  const folders = { workspace, folder: folder.join('workspace/.executor'), fallback: folder.join('state/logs') };
  return { logs: new RunLogFiles(() => folders, journal), journal, ...folders };
}

describe('the log of a run', () => {
  test('is made in the workspace with its header, where version control does not see it', async () => {
    using folder = temporaryFolder();
    const { logs } = place(folder);
    const path = logs.pathFor('daily report', run, at);
    expect(path).toBe(folder.join('workspace/.executor/logs/daily_report-83971c32df', name));
    expect(readdirSync(folder.join('workspace'))).toEqual([]);

    expect(await logs.create(path, 'header\n')).toEqual(done);
    expect(readFileSync(path, 'utf8')).toBe('header\n');
    expect(readFileSync(folder.join('workspace/.executor/.gitignore'), 'utf8')).toBe('*\n');
  });

  test('is never overwritten', async () => {
    using folder = temporaryFolder();
    const { logs } = place(folder);
    const path = logs.pathFor('scrape', run, at);
    await logs.create(path, 'header\n');
    expect(await logs.create(path, 'other\n')).toMatchObject({ ok: false, error: { reason: 'log-unwritable', path } });
    expect(readFileSync(path, 'utf8')).toBe('header\n');
  });

  test('leaves a .gitignore alone that a person wrote or took away', async () => {
    using folder = temporaryFolder();
    const { logs, folder: own } = place(folder);
    mkdirSync(own);
    writeFileSync(folder.join('workspace/.executor/.gitignore'), 'mine\n');
    expect(await logs.create(logs.pathFor('one', run, at), '')).toEqual(done);
    expect(readFileSync(folder.join('workspace/.executor/.gitignore'), 'utf8')).toBe('mine\n');
    rmSync(folder.join('workspace/.executor/.gitignore'));
    expect(await logs.create(logs.pathFor('two', run, at), '')).toEqual(done);
    expect(readdirSync(own)).toEqual(['logs']);
  });

  test.each(['.executor', '.executor/logs', '.executor/logs/scrape'])(
    'goes into the state folder where %s cannot be a folder',
    async (obstacle) => {
      using folder = temporaryFolder();
      const { logs } = place(folder);
      mkdirSync(dirname(folder.join('workspace', obstacle)), { recursive: true });
      writeFileSync(folder.join('workspace', obstacle), 'a file in the way');
      const path = logs.pathFor('scrape', run, at);
      expect(path).toBe(folder.join('state/logs/scrape', name));
      expect(await logs.create(path, 'header\n')).toEqual(done);
      expect(readdirSync(folder.join('state/logs'))).toEqual(['scrape']);

      rmSync(folder.join('workspace', obstacle));
      expect(logs.pathFor('scrape', run, at)).toBe(folder.join('workspace/.executor/logs/scrape', name));
    },
  );

  test('that cannot be made anywhere is a failure and no exception', async () => {
    using folder = temporaryFolder();
    const { logs } = place(folder);
    writeFileSync(folder.join('workspace/.executor'), '');
    writeFileSync(folder.join('state/logs'), '');
    const path = logs.pathFor('scrape', run, at);
    expect(await logs.create(path, '')).toMatchObject({ ok: false, error: { reason: 'log-unwritable', path } });
  });

  test.each([
    ['header\nlast line\n', 'header\nlast line\nfooter\n'],
    ['header\nlast line without end', 'header\nlast line without end\nfooter of an open line\n'],
    ['', 'footer\n'],
    ['☂', '☂\nfooter of an open line\n'],
  ])('that says %j gets its footer on a line of its own', async (text, whole) => {
    using folder = temporaryFolder();
    const { logs } = place(folder);
    const path = logs.pathFor('scrape', run, at);
    await logs.create(path, '');
    appendFileSync(path, text);
    expect(await logs.append(path, (isLineOpen) => `footer${isLineOpen ? ' of an open line' : ''}\n`)).toEqual(done);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });

  test('that was deleted is not made anew for its footer', async () => {
    using folder = temporaryFolder();
    const { logs } = place(folder);
    const path = logs.pathFor('scrape', run, at);
    await logs.create(path, '');
    rmSync(path);
    expect(await logs.append(path, () => 'footer\n')).toMatchObject({
      ok: false,
      error: { reason: 'log-unwritable', path },
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe('removing logs', () => {
  test('takes the folders that are empty then, and no others', async () => {
    using folder = temporaryFolder();
    const { logs, journal, folder: own } = place(folder);
    const paths = ['one', 'two'].map((task) => logs.pathFor(task, run, at));
    for (const path of paths) await logs.create(path, '');
    writeFileSync(folder.join('workspace/.executor/logs/two/notes.txt'), 'mine');
    const gone = logs.pathFor('one', 'ba9876543210', at);
    await logs.remove([...paths, gone, logs.pathFor('never', run, at)]);
    expect(readdirSync(own, { recursive: true }).sort()).toEqual([
      '.gitignore',
      'logs',
      'logs/two',
      'logs/two/notes.txt',
    ]);
    expect(journal.events).toEqual([]);
  });

  test('takes logs in the state folder too', async () => {
    using folder = temporaryFolder();
    const { logs, folder: own, fallback } = place(folder);
    writeFileSync(own, 'a file in the way');
    const path = logs.pathFor('scrape', run, at);
    await logs.create(path, '');
    await logs.remove([path]);
    expect(readdirSync(fallback)).toEqual([]);
  });

  test('refuses whatever is not a log in one of its own folders', async () => {
    using folder = temporaryFolder();
    const { logs, journal, folder: own } = place(folder);
    mkdirSync(folder.join('elsewhere/scrape'), { recursive: true });
    await logs.create(logs.pathFor('scrape', run, at), '');
    symlinkSync(folder.join('elsewhere/scrape'), folder.join('workspace/.executor/logs/link'));
    const refused = [
      folder.join('elsewhere/scrape', name),
      `${own}/logs/../../../elsewhere/scrape/${name}`,
      `${own}/logs/link/${name}`,
      `${own}/logs/scrape/notes.log`,
      `${own}/logs/${name}`,
      `${own}/.gitignore`,
    ];
    for (const path of refused) if (!existsSync(path)) writeFileSync(path, 'precious');
    await logs.remove(refused);
    expect(refused.filter((path) => !existsSync(path))).toEqual([]);
    expect(journal.events).toEqual(refused.map(() => 'log-not-removed'));
  });

  test('takes logs that an earlier version has written through a link', async () => {
    using folder = temporaryFolder();
    const { logs, folder: own } = place(folder);
    mkdirSync(folder.join('large/logs/scrape'), { recursive: true });
    symlinkSync(folder.join('large'), own);
    const path = `${own}/logs/scrape/${name}`;
    writeFileSync(path, '');
    logs.pathFor('scrape', run, at);
    await logs.remove([path]);
    expect(readdirSync(folder.join('large/logs'))).toEqual([]);
  });
});

describe('a link in the workspace that leads out of it', () => {
  test.each([['.executor'], ['.executor/logs'], ['.executor/logs/scrape']])(
    '%s is not followed: the log goes into the state folder, and the journal says why',
    async (link) => {
      using folder = temporaryFolder();
      const { logs, fallback, journal } = place(folder);
      mkdirSync(folder.join('elsewhere'));
      mkdirSync(dirname(folder.join('workspace', link)), { recursive: true });
      symlinkSync(folder.join('elsewhere'), folder.join('workspace', link));
      for (const id of [run, 'ba9876543210']) {
        const path = logs.pathFor('scrape', id, at);
        expect(dirname(path)).toBe(`${fallback}/scrape`);
        expect(await logs.create(path, 'header\n')).toEqual(done);
        expect(readFileSync(path, 'utf8')).toBe('header\n');
      }
      expect(readdirSync(folder.join('elsewhere'))).toEqual([]);
      expect(journal.events).toEqual(['logs-elsewhere']);
    },
  );

  test('that leads nowhere, or to itself, is not followed either', () => {
    using folder = temporaryFolder();
    for (const [index, target] of ['nowhere', '.executor'].entries()) {
      const own = folder.join(`w${String(index)}/.executor`);
      mkdirSync(dirname(own));
      const folders = { workspace: dirname(own), folder: own, fallback: folder.join('state/logs') };
      symlinkSync(target === '.executor' ? own : folder.join(target), own);
      const path = new RunLogFiles(() => folders, new RecordingJournal()).pathFor('scrape', run, at);
      expect(path.startsWith(folders.fallback)).toBe(true);
    }
    expect(existsSync(folder.join('nowhere'))).toBe(false);
  });

  test('is refused where it comes between the decision and the log', async () => {
    using folder = temporaryFolder();
    const { logs, folder: own } = place(folder);
    const path = logs.pathFor('scrape', run, at);
    mkdirSync(folder.join('elsewhere'));
    symlinkSync(folder.join('elsewhere'), own);
    expect(await logs.create(path, '')).toMatchObject({ ok: false, error: { reason: 'log-unwritable', path } });
    expect(readdirSync(folder.join('elsewhere'))).toEqual([]);
  });

  test('takes no log of a task that is renamed', async () => {
    using folder = temporaryFolder();
    const { logs, folder: own, journal } = place(folder);
    const path = logs.pathFor('scrape', run, at);
    await logs.create(path, '');
    mkdirSync(folder.join('elsewhere'));
    symlinkSync(folder.join('elsewhere'), `${own}/logs/other`);
    expect(await logs.move([path], 'other')).toEqual(new Map());
    expect(existsSync(path)).toBe(true);
    expect(journal.events).toEqual(['log-not-moved']);
  });

  test('is no matter in the state folder, also where somebody works in their home', async () => {
    using folder = temporaryFolder();
    const { folder: own, journal, workspace } = place(folder);
    mkdirSync(folder.join('elsewhere'));
    symlinkSync(folder.join('elsewhere'), folder.join('workspace/.local'));
    writeFileSync(own, 'a file in the way');
    const fallback = folder.join('workspace/.local/logs');
    const logs = new RunLogFiles(() => ({ workspace, folder: own, fallback }), journal);
    const path = logs.pathFor('scrape', run, at);
    expect(await logs.create(path, '')).toEqual(done);
    expect((await logs.move([path], 'other')).size).toBe(1);
    expect(existsSync(folder.join('elsewhere/logs/other', name))).toBe(true);
  });

  test('is followed where it stays in the workspace, and where the setting names the place itself', async () => {
    using folder = temporaryFolder();
    const { folder: own, ...others } = place(folder);
    mkdirSync(folder.join('workspace/data'));
    symlinkSync('data', own);
    for (const each of [own, folder.join('large')]) {
      const logs = new RunLogFiles(() => ({ ...others, folder: each }), others.journal);
      const path = logs.pathFor('scrape', run, at);
      expect(path).toBe(`${each}/logs/scrape/${name}`);
      expect(await logs.create(path, '')).toEqual(done);
    }
    expect(existsSync(folder.join('workspace/data/logs/scrape', name))).toBe(true);
  });
});
