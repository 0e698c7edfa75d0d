import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { ExecutorChange } from '../../src/core/tasks/announcer.ts';
import { TaskLogFeed } from '../../src/host/serve/taskLogFeed.ts';
import { logMark, renderRunBanner } from '../../src/model/log/logText.ts';
import type { RunView } from '../../src/model/view/taskView.ts';
import { aRun, aTask } from '../support/aTask.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitUntil } from '../support/waitFor.ts';

/** Follows the log of a task whose newest run is the one the test says. */
class Following implements Disposable {
  text = '';
  private readonly changed = new Emitter<ExecutorChange>();
  private readonly feed: TaskLogFeed;
  /** What is still being written of runs that have ended. */
  writing: Promise<unknown> = Promise.resolve();
  isAsked = false;

  constructor(private newest: RunView | undefined) {
    const executor = {
      history: () => (this.newest ? [this.newest] : []),
      onDidChange: this.changed.event,
      untilLogged: async () => {
        this.isAsked = true;
        await this.writing;
      },
    };
    this.feed = new TaskLogFeed(executor, 'report', 100, systemClock, (text) => {
      this.text += text;
      return Promise.resolve();
    });
  }

  changes(newest: RunView): void {
    this.newest = newest;
    this.changed.fire({ kind: 'task', task: aTask() });
  }

  async says(text: string): Promise<void> {
    await waitUntil(() => this.text.length >= text.length, `the stream says ${JSON.stringify(text)}`);
    expect(this.text).toBe(text);
  }

  [Symbol.dispose](): void {
    this.feed.dispose();
  }
}

const first = aRun({ id: 'r1', createdAt: 1_000 });
const second = aRun({ id: 'r2', createdAt: 61_000, trigger: 'restart' });
const banner = renderRunBanner({ at: 61_000, trigger: 'restart' });

test('a banner stands between the end of a run and the header of the next', async () => {
  using folder = temporaryFolder();
  const [one, two] = [folder.join('one.log'), folder.join('two.log')];
  writeFileSync(one, 'header 1\nout\n');
  using following = new Following({ ...first, logPath: one });
  await following.says('header 1\nout\n');
  appendFileSync(one, 'footer 1\n');
  writeFileSync(two, 'header 2\n');
  following.changes({ ...second, logPath: two });
  await following.says(`header 1\nout\nfooter 1\n${banner}header 2\n`);
});

test('the end of a run that is still being written when the next one begins comes before its banner', async () => {
  using folder = temporaryFolder();
  const [one, two] = [folder.join('one.log'), folder.join('two.log')];
  writeFileSync(one, 'out\n');
  writeFileSync(two, 'header 2\n');
  using following = new Following({ ...first, logPath: one });
  await following.says('out\n');
  let written: (nothing: undefined) => void = () => undefined;
  following.writing = new Promise((resolve) => (written = resolve));
  following.changes({ ...second, logPath: two });
  await waitUntil(() => following.isAsked, 'the next run is to be followed');
  appendFileSync(one, 'footer 1\n');
  written(undefined);
  await following.says(`out\nfooter 1\n${banner}header 2\n`);
});

test('a line that a run has left open is ended before the banner', async () => {
  using folder = temporaryFolder();
  const [one, two] = [folder.join('one.log'), folder.join('two.log')];
  writeFileSync(one, 'no end');
  writeFileSync(two, 'header 2\n');
  using following = new Following({ ...first, logPath: one });
  await following.says('no end');
  following.changes({ ...second, logPath: two });
  await following.says(`no end\n${banner}header 2\n`);
});

test('the end of a line that comes by itself, as Python writes it, ends that line and no other', async () => {
  using folder = temporaryFolder();
  const log = folder.join('one.log');
  writeFileSync(log, 'quote 1');
  using following = new Following({ ...first, logPath: log });
  await following.says('quote 1');
  appendFileSync(log, '\nquote 2');
  await following.says('quote 1\nquote 2');
  appendFileSync(log, '\n\nquote 3\n');
  await following.says('quote 1\nquote 2\n\nquote 3\n');
});

test('a log that was cut says so, and ends the line that was open before', async () => {
  using folder = temporaryFolder();
  const log = folder.join('one.log');
  writeFileSync(log, 'a long line without an end');
  using following = new Following({ ...first, logPath: log });
  await following.says('a long line without an end');
  writeFileSync(log, 'new\n');
  await following.says(`a long line without an end\n\n${logMark}this log was truncated; it continues:\nnew\n`);
});

test('no banner stands before the first run', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.join('one.log'), 'header 1\n');
  using following = new Following(undefined);
  following.changes({ ...first, logPath: folder.join('one.log') });
  await following.says('header 1\n');
});

test('a log that moves with its renamed task is read on, and nothing twice', async () => {
  using folder = temporaryFolder();
  const [old, moved] = [folder.join('old.log'), folder.join('new.log')];
  writeFileSync(old, 'header 1\n');
  using following = new Following({ ...first, logPath: old });
  await following.says('header 1\n');
  renameSync(old, moved);
  appendFileSync(moved, 'out\n');
  following.changes({ ...first, logPath: moved });
  await following.says('header 1\nout\n');
});
