import { cpSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../../scripts/prerequisites.mjs';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { word } from '../../src/model/words/clause.ts';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { sampleScripts } from '../../src/model/sampleScript.ts';
import type { TaskView } from '../../src/model/view/taskView.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitForText } from '../support/waitFor.ts';
import { untilEnded, WitnessWorld } from '../support/witnessWorld.ts';

/** What each task of `examples/` says soon after it was started. */
const says: Readonly<Record<string, RegExp>> = {
  scrape: / 1 {2}LOL +\d+\.\d\d$/m,
  report: /page 1 of 120 /,
  daily: /page 1 of 5 /,
  poll: / 1 {2}load \d/,
  watch: /watching \d+ files/,
  backup: /round 1: \S/,
  serve: /^Serving HTTP /m,
};

const hasR = findProgram('Rscript') !== undefined;
const missingR =
  /^Rscript was not found: looked in \/.*, \/usr\/bin.*\. Install R from https:\/\/cran\.r-project\.org, or name an interpreter in the setting executor\.interpreters/;

const hosts = new HostPrograms();
let world: WitnessWorld;
let window: ExecutorConnection;

beforeEach(() => {
  world = new WitnessWorld(hosts);
});

afterEach(async () => {
  await window.client.ask('task/stopAll', {});
  await window.close();
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  hosts[Symbol.dispose]();
});

/** Starts a task at once, whatever its schedule, and resolves when it has said what it should; answers the task. */
async function untilSaid(name: string, text: RegExp): Promise<TaskView> {
  const answer = await window.client.ask('task/runNow', { name, beside: false });
  if (!answer.ok) throw new Error(answer.error.message);
  const task = await untilTask(window, name, ({ runs }) => runs[0]?.startedAt !== undefined);
  await waitForText(task.runs[0]?.logPath ?? '', (log) => text.test(log));
  return task;
}

/** A task that cannot start, and why. */
async function whyBlocked(name: string): Promise<string> {
  await window.client.ask('task/start', { name });
  const { status } = await untilTask(window, name, (task) => task.status.kind === 'blocked');
  return status.kind === 'blocked' ? describeFailure(status.failure) : '';
}

test(
  'every task of the examples runs here; that of R says where R is to be had where there is none',
  { tags: ['long'] },
  async () => {
    cpSync(path.join(import.meta.dirname, '../../examples'), world.workspace, { recursive: true });
    const taskFile = readFileSync(path.join(world.workspace, '.vscode/executor.json'), 'utf8');
    const port = String(await freePort());
    expect(taskFile).toContain('"8899"');
    world.write('.vscode/executor.json', taskFile.replace('"8899"', `"${port}"`));
    window = await world.connect();
    const names = window.client.executor.tasks.map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(says).toSorted());
    for (const name of names) {
      if (name === 'scrape' && !hasR) expect(await whyBlocked(name)).toMatch(missingR);
      else await untilSaid(name, says[name] ?? /./);
    }
  },
);

test('a TypeScript sample runs whatever the Node on PATH, and log and list say by which and why', async () => {
  cpSync(path.join(import.meta.dirname, '../../examples'), world.workspace, { recursive: true });
  // All that a login shell of a machine without anything installed has.
  world.setVariable('PATH', '/usr/bin:/bin');
  window = await world.connect();
  const { interpreter, runs } = await untilSaid('watch', says['watch'] ?? /./);
  const why = word(interpreter ?? '');
  expect(why).toMatch(/^(?:tsx|node v\d+\.\d+\.\d+) for \.ts, /);
  expect(readFileSync(runs[0]?.logPath ?? '', 'utf8')).toContain(why);
});

test('every sample that the walkthrough creates runs to its end', async () => {
  const samples = sampleScripts(process.platform);
  const tasks: Record<string, object> = {};
  for (const { extension, language, text } of samples) {
    world.write(`hello.${extension}`, text);
    tasks[language] = { script: `hello.${extension}`, restart: 'never' };
  }
  world.define(tasks);
  window = await world.connect();
  const running = samples.filter(({ language }) => language !== 'R' || hasR).map(({ language }) => language);
  await Promise.all(running.map((name) => untilSaid(name, /^Hello, this is line 5\.$/m)));
  for (const name of running) {
    const { runs } = await untilEnded(window, name);
    expect({ name, outcome: runs[0]?.outcome?.kind }).toEqual({ name, outcome: 'succeeded' });
  }
  if (!hasR) expect(await whyBlocked('R')).toMatch(missingR);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
