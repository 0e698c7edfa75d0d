import { once } from 'node:events';
import { watch } from 'node:fs';
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { say } from '../../src/model/words/clause.ts';
import { TaskFileOnDisk } from '../../src/node/watch/taskFileOnDisk.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

/** A workspace folder and the storage that watches its task file. */
class Bench implements Disposable {
  readonly workspace: string;
  readonly vscode: string;
  readonly file: string;
  readonly storage: TaskFileOnDisk;
  private readonly happened = new EventTarget();
  private count = 0;

  private constructor(private readonly folder: TemporaryFolder) {
    this.workspace = folder.path;
    this.vscode = folder.join('.vscode');
    this.file = folder.join('.vscode', 'executor.json');
    this.storage = new TaskFileOnDisk(this.workspace, systemClock);
    this.storage.onDidChange(() => {
      this.count += 1;
      this.happened.dispatchEvent(new globalThis.Event('change'));
    });
  }

  /** A workspace that is filled before it is watched. */
  static async open(fill?: (vscode: string, workspace: string) => Promise<unknown>): Promise<Bench> {
    const folder = temporaryFolder();
    await fill?.(folder.join('.vscode'), folder.path);
    return new Bench(folder);
  }

  /** Does something, and resolves with the file's text once a change is told after which it satisfies the condition. */
  async after(action: () => Promise<unknown>, condition: (text: string | undefined) => boolean): Promise<void> {
    const before = this.count;
    await action();
    for (;;) {
      const next = once(this.happened, 'change');
      if (this.count > before && condition(await this.text())) return;
      await next;
    }
  }

  async text(): Promise<string | undefined> {
    const read = await this.storage.read();
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value;
  }

  [Symbol.dispose](): void {
    this.storage.dispose();
    this.folder[Symbol.dispose]();
  }
}

const withFile =
  (text: string) =>
  async (vscode: string): Promise<void> => {
    await mkdir(vscode);
    await writeFile(path.join(vscode, 'executor.json'), text);
  };

describe('reading and writing', () => {
  test('there is no text where there is no file, no folder, or a file in place of the folder', async () => {
    using none = await Bench.open();
    expect(await none.storage.read()).toEqual({ ok: true, value: undefined });
    using empty = await Bench.open((vscode) => mkdir(vscode));
    expect(await empty.storage.read()).toEqual({ ok: true, value: undefined });
    using other = await Bench.open((vscode) => writeFile(vscode, ''));
    expect(await other.storage.read()).toEqual({ ok: true, value: undefined });
  });

  test('writes what it reads, to the letter, and creates the folder', async () => {
    using bench = await Bench.open();
    const text = '\uFEFF{\r\n  "é": "🦊"\n}';
    expect(await bench.storage.write(text)).toEqual({ ok: true });
    expect(await bench.text()).toBe(text);
    expect(await bench.storage.write('{}')).toEqual({ ok: true });
    expect(await readFile(bench.file, 'utf8')).toBe('{}');
    expect(await readdir(bench.vscode)).toEqual(['executor.json']);
  });

  test('keeps the mode of the file, and what a symbolic link leads to', async () => {
    using bench = await Bench.open(async (vscode, workspace) => {
      await mkdir(vscode);
      await mkdir(path.join(workspace, 'dotfiles'));
      await writeFile(path.join(workspace, 'dotfiles', 'tasks.json'), '{}');
      await chmod(path.join(workspace, 'dotfiles', 'tasks.json'), 0o640);
      await symlink('../dotfiles/link.json', path.join(vscode, 'executor.json'));
      await symlink('tasks.json', path.join(workspace, 'dotfiles', 'link.json'));
    });
    const target = path.join(bench.workspace, 'dotfiles', 'tasks.json');
    expect(await bench.storage.write('{ "id": "x" }')).toEqual({ ok: true });
    expect(await readFile(target, 'utf8')).toBe('{ "id": "x" }');
    expect((await stat(target)).mode & 0o777).toBe(0o640);
    expect((await lstat(bench.file)).isSymbolicLink()).toBe(true);
    await rm(target);
    expect(await bench.storage.write('{}')).toEqual({ ok: true });
    expect(await readFile(target, 'utf8')).toBe('{}');
    expect(await readdir(path.dirname(target))).toEqual(['link.json', 'tasks.json']);
  });

  test('says why a file cannot be read or written, and leaves nothing behind', async () => {
    using bench = await Bench.open((vscode) => mkdir(path.join(vscode, 'executor.json'), { recursive: true }));
    const { path: file } = bench.storage;
    expect(await bench.storage.read()).toEqual({
      ok: false,
      error: { reason: 'task-file-unreadable', path: file, detail: 'it is a folder' },
    });
    expect(await bench.storage.write('{}')).toMatchObject({ ok: false, error: { reason: 'task-file-unwritable' } });
    expect(await readdir(bench.vscode)).toEqual(['executor.json']);
    await rm(file, { recursive: true });
    await writeFile(file, Buffer.from([0x7b, 0xff, 0x7d]));
    expect(await bench.storage.read()).toMatchObject({ ok: false, error: { detail: 'it is not UTF-8 text' } });
    await rm(file);
    await symlink('executor.json', file);
    expect(await bench.storage.write('{}')).toMatchObject({ ok: false, error: { detail: 'too many symbolic links' } });
  });

  test.each([
    ['the file, which leads to no file outside', 'executor.json', 'elsewhere/new.json', 'elsewhere/new.json'],
    ['the file, which leads to no folder outside', 'executor.json', 'gone/new.json', 'gone/new.json'],
    ['its folder, which leads outside', '', 'elsewhere', 'elsewhere/executor.json'],
  ])('makes no file outside of the folder through a link in place of %s', async (_, link, target, named) => {
    using folder = temporaryFolder();
    const workspace = folder.join('workspace');
    const file = path.join(workspace, '.vscode', 'executor.json');
    await mkdir(path.join(workspace, link === '' ? '' : '.vscode'), { recursive: true });
    await mkdir(folder.join('elsewhere'));
    await symlink(folder.join(target), path.join(workspace, '.vscode', link));
    const storage = new TaskFileOnDisk(workspace, new FakeClock());
    expect(await storage.write('{}')).toEqual({
      ok: false,
      error: {
        reason: 'task-file-unwritable',
        path: file,
        detail: say(
          'a link points outside the workspace folder to {0}, which does not exist; create it yourself, or remove the link',
          folder.join(named),
        ),
      },
    });
    expect(await readdir(folder.path, { recursive: true })).not.toContain(named);
    expect(await readdir(folder.join('elsewhere'))).toEqual([]);
    storage.dispose();
  });

  test('says that its folder is a link to a place that is not there', async () => {
    using folder = temporaryFolder();
    await symlink(folder.join('gone'), folder.join('.vscode'));
    const storage = new TaskFileOnDisk(folder.path, new FakeClock());
    const detail = say('a link points to {0}, which does not exist', folder.join('gone'));
    expect(await storage.write('{}')).toMatchObject({ ok: false, error: { detail } });
    storage.dispose();
  });

  test('writes a file that is there, wherever its folder leads', async () => {
    using folder = temporaryFolder();
    await mkdir(folder.join('workspace'));
    await mkdir(folder.join('dotfiles'));
    await writeFile(folder.join('dotfiles/executor.json'), '{}');
    await symlink(folder.join('dotfiles'), folder.join('workspace/.vscode'));
    const storage = new TaskFileOnDisk(folder.join('workspace'), new FakeClock());
    expect(await storage.write('{ "id": "x" }')).toEqual({ ok: true });
    expect(await readFile(folder.join('dotfiles/executor.json'), 'utf8')).toBe('{ "id": "x" }');
    storage.dispose();
  });

  test('neither reads nor writes a file that is too large, and leaves what is there', async () => {
    const most = `// ${'x'.repeat(512 * 1024 - 3)}`;
    using bench = await Bench.open(withFile(most));
    expect(await bench.text()).toBe(most);
    const { path: file } = bench.storage;
    expect(await bench.storage.write(`${most}x`)).toEqual({
      ok: false,
      error: {
        reason: 'task-file-unwritable',
        path: file,
        detail: 'it would be larger than 512 KB, the most that Executor reads',
      },
    });
    expect(await bench.text()).toBe(most);
    await appendFile(bench.file, 'x');
    expect(await bench.storage.read()).toEqual({
      ok: false,
      error: { reason: 'task-file-too-large', path: file, bytes: 512 * 1024 + 1, limitBytes: 512 * 1024 },
    });
  });

  test('does not replace a file that was made read-only', async () => {
    using bench = await Bench.open(withFile('{}'));
    await chmod(bench.vscode, 0o777);
    await chmod(bench.file, 0o444);
    const written = await withoutPrivileges(() => bench.storage.write('x'), bench.workspace);
    expect(written).toMatchObject({ ok: false, error: { reason: 'task-file-unwritable' } });
    expect(await bench.text()).toBe('{}');
    expect(await readdir(bench.vscode)).toEqual(['executor.json']);
  });
});

describe('watching', () => {
  test('tells edits in place, replacements by rename, deletion and creation', async () => {
    using bench = await Bench.open(withFile('1'));
    await bench.after(
      () => writeFile(bench.file, '2'),
      (text) => text === '2',
    );
    await bench.after(
      () => appendFile(bench.file, '2'),
      (text) => text === '22',
    );
    await bench.after(
      async () => {
        await writeFile(`${bench.file}.new`, '3');
        await rename(`${bench.file}.new`, bench.file);
      },
      (text) => text === '3',
    );
    await bench.after(
      () => writeFile(bench.file, '4'),
      (text) => text === '4',
    );
    await bench.after(
      () => rm(bench.file),
      (text) => text === undefined,
    );
    await bench.after(
      () => writeFile(bench.file, '5'),
      (text) => text === '5',
    );
    await bench.after(
      () => bench.storage.write('6'),
      (text) => text === '6',
    );
  });

  test('sees the folder appear, go, come back and be replaced by another', async () => {
    using bench = await Bench.open();
    await bench.after(
      () => withFile('1')(bench.vscode),
      (text) => text === '1',
    );
    await bench.after(
      () => writeFile(bench.file, '2'),
      (text) => text === '2',
    );
    await bench.after(
      () => rm(bench.vscode, { recursive: true }),
      (text) => text === undefined,
    );
    await bench.after(
      () => mkdir(bench.vscode),
      (text) => text === undefined,
    );
    await bench.after(
      () => writeFile(bench.file, '3'),
      (text) => text === '3',
    );
    const other = path.join(bench.workspace, 'other');
    await withFile('4')(other);
    await bench.after(
      async () => {
        await rename(bench.vscode, path.join(bench.workspace, 'old'));
        await rename(other, bench.vscode);
      },
      (text) => text === '4',
    );
    await bench.after(
      () => writeFile(bench.file, '5'),
      (text) => text === '5',
    );
    await bench.after(
      async () => {
        await rm(bench.vscode, { recursive: true });
        await withFile('6')(bench.vscode);
      },
      (text) => text === '6',
    );
    await bench.after(
      () => bench.storage.write('7'),
      (text) => text === '7',
    );
  });

  test('follows a file that becomes a symbolic link, and the file it leads to', async () => {
    using bench = await Bench.open(withFile('1'));
    const target = path.join(bench.workspace, 'dotfiles', 'tasks.json');
    await mkdir(path.dirname(target));
    await writeFile(target, '2');
    await bench.after(
      async () => {
        await symlink(target, `${bench.file}.new`);
        await rename(`${bench.file}.new`, bench.file);
      },
      (text) => text === '2',
    );
    await bench.after(
      () => writeFile(target, '3'),
      (text) => text === '3',
    );
    await bench.after(
      () => bench.storage.write('4'),
      (text) => text === '4',
    );
  });

  test('tells many changes close together as one, and those of other files not at all', async () => {
    using folder = temporaryFolder();
    const vscode = folder.join('.vscode');
    await withFile('0')(vscode);
    const clock = new FakeClock();
    const storage = new TaskFileOnDisk(folder.path, clock);
    let changes = 0;
    storage.onDidChange(() => (changes += 1));
    // Watches the same folder, begun later: what it is told, the storage has been told before.
    const later = watch(vscode);
    const touch = async (name: string): Promise<void> => {
      const told = new Promise<void>((resolve) => {
        const listener = (_event: string, changed: string | Buffer): void => {
          if (changed !== name) return;
          later.off('change', listener);
          resolve();
        };
        later.on('change', listener);
      });
      await writeFile(path.join(vscode, name), 'x');
      await told;
    };
    await touch('settings.json');
    await touch('.executor.json.0123.tmp');
    expect(clock.pendingTimers).toBe(0);
    for (let count = 0; count < 20; count += 1) await touch('executor.json');
    expect([clock.pendingTimers, changes]).toEqual([1, 0]);
    clock.advance(50);
    expect(changes).toBe(1);
    await touch('executor.json');
    storage.dispose();
    later.close();
    expect([clock.pendingTimers, changes]).toEqual([0, 1]);
  });

  test('is heard no more once it is disposed, and a workspace that is not there is tried again', () => {
    using folder = temporaryFolder();
    const clock = new FakeClock();
    const storage = new TaskFileOnDisk(folder.join('later'), clock);
    let changes = 0;
    storage.onDidChange(() => (changes += 1));
    clock.advance(10_000);
    expect(changes).toBeGreaterThan(0);
    storage.dispose();
    expect(clock.pendingTimers).toBe(0);
  });
});
