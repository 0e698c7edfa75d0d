import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { FileWatcher } from '../../src/node/watch/fileWatch.ts';
import { PatternJudge } from '../../src/node/patterns/patternJudge.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const judge = new PatternJudge(systemClock);

afterAll(() => {
  judge.dispose();
});

/** A folder with some files, watched, and the means to wait for what is told. */
function watched(globs: readonly string[]): {
  write: (file: string) => void;
  join: (...names: string[]) => string;
  told: Set<string>;
  /** Resolves when this file is told of, from now on. */
  until: (file: string) => Promise<void>;
} {
  const folder = temporaryFolder();
  for (const name of ['src/deep', 'node_modules/x', '.git', 'data']) mkdirSync(folder.join(name), { recursive: true });
  const told = new Set<string>();
  let tell: (file: string) => void = () => undefined;
  const watch = new FileWatcher(folder.path, judge).watch(
    globs,
    (file) => {
      told.add(file);
      tell(file);
    },
    (detail) => {
      throw new Error(detail);
    },
  );
  onTestFinished(() => {
    watch.dispose();
    folder[Symbol.dispose]();
  });
  return {
    write: (file) => {
      writeFileSync(folder.join(file), '');
    },
    join: (...names) => folder.join(...names),
    told,
    until: (wanted) =>
      new Promise((resolve) => {
        tell = (file) => {
          if (file === wanted) resolve();
        };
      }),
  };
}

test('tells of a matching file that is written, replaced or deleted', async () => {
  const { join, until, write } = watched(['src/**/*.py']);
  write('src/deep/a.py');
  await until('src/deep/a.py');
  write('data/b');
  renameSync(join('data', 'b'), join('src', 'b.py'));
  await until('src/b.py');
  rmSync(join('src', 'b.py'));
  await until('src/b.py');
});

test('passes over what does not match, and what is in .git, node_modules and .executor', async () => {
  const { told, until, write } = watched(['**/*.py', './data/*']);
  write('src/a.txt');
  write('node_modules/x/a.py');
  write('.git/a.py');
  write('data/x');
  await until('data/x');
  write('src/last.py');
  await until('src/last.py');
  expect([...told].sort()).toEqual(['data/x', 'src/last.py']);
});

test('follows folders that come, and those that are replaced under their name', async () => {
  const { join, told, until, write } = watched(['lib/**/*.py', 'src/**']);
  mkdirSync(join('lib', 'one', 'two'), { recursive: true });
  write('lib/one/two/a.py');
  await until('lib/one/two/a.py');
  rmSync(join('src'), { recursive: true });
  mkdirSync(join('src', 'deep'), { recursive: true });
  write('src/deep/new.txt');
  await until('src/deep/new.txt');
  write('src/deep/later.txt');
  await until('src/deep/later.txt');
  expect([...told].sort()).toEqual(['lib/one/two/a.py', 'src/deep/later.txt', 'src/deep/new.txt']);
});

test('goes on where a watched folder becomes a file, a link to itself or a pipe, and a folder again', async () => {
  const { join, until, write } = watched(['src/**/*.py']);
  const become = [
    (): void => {
      write('src/deep');
    },
    (): void => {
      symlinkSync('deep', join('src', 'deep'));
    },
    (): void => {
      execFileSync('mkfifo', [join('src', 'deep')]);
    },
  ];
  for (const put of become) {
    rmSync(join('src', 'deep'), { recursive: true });
    put();
    const other = until('src/b.py');
    write('src/b.py');
    await other;
    rmSync(join('src', 'deep'));
    mkdirSync(join('src', 'deep'));
    const again = until('src/deep/a.py');
    write('src/deep/a.py');
    await again;
  }
});

test('says once that patterns cannot be read, and watches nothing', () => {
  const said: string[] = [];
  const folder = temporaryFolder();
  const told = (detail: string): void => {
    said.push(detail);
  };
  const watch = new FileWatcher(folder.path, judge).watch(['x'.repeat(70_000)], told, told);
  onTestFinished(() => {
    watch.dispose();
    folder[Symbol.dispose]();
  });
  expect(said).toEqual(['the patterns in "watch" cannot be read']);
});

test('watches ten thousand folders at most, and says so once', { tags: ['long'] }, () => {
  const said: string[] = [];
  const folder = temporaryFolder();
  for (let count = 0; count < 10_002; count += 1) mkdirSync(folder.join(String(count)));
  const told = (detail: string): void => {
    said.push(detail);
  };
  const watch = new FileWatcher(folder.path, judge).watch(['**/*.py'], told, told);
  onTestFinished(() => {
    watch.dispose();
    folder[Symbol.dispose]();
  });
  expect(said).toEqual(['there are more than 10000 folders']);
});
