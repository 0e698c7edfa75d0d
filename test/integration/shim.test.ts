import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { stopSignals } from '../../src/model/task.ts';
import { fixture, launchBench, shells, startOf, stay, unannounced } from '../support/launchBench.ts';
import { expectNoLeftovers } from '../support/leftovers.ts';
import { requirement } from '../support/requirement.ts';
import { waitForLine } from '../support/waitFor.ts';

const said = 'before the end\nand an error\n';
const signals = [...stopSignals, 'SIGKILL'] as const;
const codes = [0, 3, 126, 127, 200];

/** Descriptors above what a shell can name that are handed down by every process here, this one included. */
const inherited = new Set(
  readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((descriptor) => descriptor > 9 && !isClosedOnExec(descriptor)),
);

for (const { argv: shell, name, program, tags } of shells) {
  describe(`a shim of ${name}`, { tags: [...tags] }, () => {
    beforeEach((context) => {
      const missing = requirement(program);
      context.skip(missing !== undefined, missing);
    });

    test('records every exit code', async () => {
      await using bench = launchBench({ shell });
      const runs = codes.map((code) => bench.launch({ argv: [fixture('exitWith.sh'), String(code)] }));
      const ends = await Promise.all(runs.map(({ process }) => process.ended));
      expect(ends.map(({ exit }) => exit)).toEqual(codes.map((code) => ({ code })));
      expect(runs.map((run) => run.log())).toEqual(codes.map(() => said));
    });

    test('records every signal that a script sends itself', async () => {
      await using bench = launchBench({ shell });
      const runs = signals.map((signal) => bench.launch({ argv: [fixture('signalItself.sh'), signal.slice(3)] }));
      const ends = await Promise.all(runs.map(({ process }) => process.ended));
      expect(ends.map(({ exit }) => exit)).toEqual(signals.map((signal) => ({ signal })));
      expect(runs.map((run) => run.log())).toEqual(signals.map(() => said));
    });

    test('records every signal that somebody sends to the script alone', async () => {
      await using bench = launchBench({ shell });
      const runs = signals.map((signal) => ({ signal, ...bench.launch({ argv: stay }) }));
      const ends = await Promise.all(
        runs.map(async ({ signal, plan, process: run }) => {
          await waitForLine(plan.logPath, 'and an error');
          process.kill((await startOf(run)).pid, signal);
          return run.ended;
        }),
      );
      expect(ends.map(({ exit }) => exit)).toEqual(signals.map((signal) => ({ signal })));
      expect(runs.map((run) => run.log())).toEqual(signals.map(() => said));
    });

    test('outlives every signal to the group, and records it', async () => {
      await using bench = launchBench({ shell });
      const runs = stopSignals.map((signal) => ({ signal, ...bench.launch({ argv: stay }) }));
      const ends = await Promise.all(
        runs.map(async ({ signal, plan, process: run }) => {
          await Promise.all([run.started, waitForLine(plan.logPath, 'and an error')]);
          await run.signal(signal);
          return run.ended;
        }),
      );
      expect(ends.map(({ exit }) => exit)).toEqual(stopSignals.map((signal) => ({ signal })));
      expect(runs.map((run) => run.log())).toEqual(stopSignals.map(() => said));
    });

    test('outlives a storm of signals to the group', async () => {
      await using bench = launchBench({ shell });
      const { plan, process: run, log } = bench.launch({ argv: [fixture('ignoreSigterm.sh')] });
      await Promise.all([run.started, waitForLine(plan.logPath, 'ready')]);
      for (let round = 0; round < 50; round++) await run.signal('SIGTERM');
      expect(await run.kill(unannounced)).toEqual([]);
      expect((await run.ended).exit).toEqual({ signal: 'SIGKILL' });
      expect(log()).toBe('ready\n');
    });

    test('gives the script default signal dispositions', async () => {
      await using bench = launchBench({ shell });
      const { process: run, log } = bench.launch({ argv: ['/bin/cat', '/proc/self/status'] });
      await run.ended;
      const masks = log()
        .split('\n')
        .filter((line) => /^Sig(Ign|Cgt|Blk):/.test(line));
      expect(masks).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000', 'SigCgt:\t0000000000000000']);
    });

    test('gives the script its log as both outputs, nothing to read, and no other descriptor', async () => {
      await using bench = launchBench({ shell });
      const { plan, process: run, log } = bench.launch({ argv: ['/bin/ls', '-l', '/proc/self/fd'] });
      await run.ended;
      const descriptors = [...log().matchAll(/(\d+) -> (.*)/g)]
        .map(([, descriptor, target]) => ({ descriptor: Number(descriptor), target }))
        // The listing's own look at the folder, and what whoever started these tests hands down to every process.
        .filter(({ target }) => !target?.startsWith('/proc/'))
        .filter(({ descriptor }) => !inherited.has(descriptor));
      expect(descriptors).toEqual([
        { descriptor: 0, target: '/dev/null' },
        { descriptor: 1, target: plan.logPath },
        { descriptor: 2, target: plan.logPath },
      ]);
    });

    test('leads a session and a group of its own, which the script is in', async () => {
      await using bench = launchBench({ shell });
      const { process: run, log } = bench.launch({ argv: ['/bin/cat', '/proc/self/stat'] });
      const { pid, shim } = await startOf(run);
      await run.ended;
      const [own, , , parent, group, session] = log().split(' ').map(Number);
      expect({ own, parent, group, session }).toEqual({
        own: pid,
        parent: shim.pid,
        group: shim.pid,
        session: shim.pid,
      });
    });

    test('hands arguments on unchanged', async () => {
      await using bench = launchBench({ shell });
      const words = [
        '',
        'two words',
        '"double" \'single\'',
        'line\nbreak\n',
        '$HOME `id` \\',
        '-n',
        '*',
        'naïve 日本 🙂',
        '',
      ];
      const { process: run, log } = bench.launch({ argv: ['/usr/bin/printf', '%s\\0', ...words] });
      await run.ended;
      expect(log().split('\0').slice(0, -1)).toEqual(words);
    });

    test('hands the environment on, odd names included', async () => {
      await using bench = launchBench({ shell });
      const env = {
        EMPTY: '',
        TEXT: 'two words\nand a line with \'quotes\' and "more"',
        SHLVL_NOT: '1',
        HOME: '/nowhere',
        TASK_ID: '0f0f0f0freport',
        'BASH_FUNC_module%%': '() {  echo module\n}',
        code: '7',
        word: 'pid',
      };
      const { plan, process: run, log } = bench.launch({ argv: ['/usr/bin/env', '-0'], env });
      await run.ended;
      const found = Object.fromEntries(
        log()
          .split('\0')
          .slice(0, -1)
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      // These two are what shells keep for themselves, whatever they were given.
      delete found['SHLVL'];
      delete found['_'];
      expect(found).toEqual({ ...plan.env, PWD: plan.cwd, EXECUTOR_RUN_ID: plan.run });
    });

    test('keeps both outputs in the order they were written', async () => {
      await using bench = launchBench({ shell });
      const { process: run, log } = bench.launch({ argv: [fixture('noisy.sh'), '2000'] });
      await run.ended;
      expect(log()).toBe(Array.from({ length: 2000 }, (_, line) => `line ${String(line)}\n`).join(''));
    });

    test('says in the log why a program cannot be run', async () => {
      await using bench = launchBench({ shell });
      const { process: run, log } = bench.launch({ argv: ['/nowhere/at all'] });
      expect((await run.ended).exit).toEqual({ code: 127 });
      expect(log()).toContain('/nowhere/at all');
    });

    test('runs nothing, says nothing and records nothing when the claim is lost', async () => {
      await using bench = launchBench({ shell });
      const plan = bench.plan({ argv: ['/bin/echo', 'it ran'] });
      mkdirSync(bench.runsFolder);
      const statusPath = `${bench.runsFolder}/${plan.run}.status`;
      writeFileSync(statusPath, 'abandoned\n');
      const { process: run, log } = bench.launchPlan(plan);
      expect(await run.started).toEqual({ kind: 'abandoned' });
      await expectNoLeftovers(bench.mark);
      expect([readFileSync(statusPath, 'utf8'), log()]).toEqual(['abandoned\n', '']);
    });
  });
}

function isClosedOnExec(descriptor: number): boolean {
  const closeOnExec = 0o2000000;
  try {
    const info = readFileSync(`/proc/self/fdinfo/${String(descriptor)}`, 'utf8');
    return (Number.parseInt(/^flags:\s*(\d+)$/m.exec(info)?.[1] ?? '0', 8) & closeOnExec) !== 0;
  } catch {
    return true;
  }
}
