// `npm run bench -- start [--rounds N] [--others N]`: how long it takes from the order to start a script until its
// first instruction, by several ways in one process and in turn, so that what else the machine does falls on all of
// them alike; with this many other processes on the machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { benchFolder } from './benchFolder.ts';
import { type Budget, budgetCells, budgetHeads } from './budget.ts';
import { countOption } from './countOption.ts';
import { gatherCrowd } from './crowd.ts';
import { machineLoad, publish } from './publish.ts';
import { bareScript, bareShim, launcher, type StartSample, wholeHost } from './startContenders.ts';
import { median, quantile } from './statistics.ts';
import { textTable } from './textTable.ts';

/** Rounds that count for nothing: code is compiled in them and files come into memory. */
const warmUpRounds = 20;
/** Milliseconds after each start, in which a contender does what it has put off, at the expense of nobody else. */
const restMs = 5;
/** What the launcher may need, with the bare spawn of the shim as the floor. */
const launcherBudget: Budget = { kind: 'at-most', ratio: 1.2 };

const given = process.argv.slice(2);
const rounds = countOption(given, 'rounds', 200);
const others = countOption(given, 'others', 0);
const loadBefore = machineLoad();
using folder = benchFolder();
const crowd = await gatherCrowd(others);
const contenders = [
  { contender: bareScript(folder) },
  { contender: bareShim(folder), isFloor: true },
  { contender: launcher(folder), budget: launcherBudget },
  { contender: await wholeHost(folder) },
].map((entry) => ({ isFloor: false, budget: undefined, ...entry, samples: new Array<StartSample>() }));

for (let round = -warmUpRounds; round < rounds; round++) {
  for (const { contender, samples } of contenders) {
    const sample = await contender.start();
    if (round >= 0) samples.push(sample);
    await sleep(restMs);
  }
}
for (const { contender } of contenders) await contender.close();
await crowd.disperse();

const figures = contenders.map(({ contender, samples, isFloor, budget }) => {
  const starts = samples.map(({ startMs }) => startMs);
  return {
    name: contender.name,
    isFloor,
    budget,
    medianMs: median(starts),
    tenthMs: quantile(starts, 0.1),
    ninetiethMs: quantile(starts, 0.9),
    medianCallMs: median(samples.map(({ callMs }) => callMs)),
  };
});
const floorMs = figures.find(({ isFloor }) => isFloor)?.medianMs ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
const table = textTable([
  ['', 'median', '10 %', '90 %', 'the call itself', ...budgetHeads],
  ...figures.map(({ name, medianMs, tenthMs, ninetiethMs, medianCallMs, budget }) => [
    name,
    ...[medianMs, tenthMs, ninetiethMs, medianCallMs].map(ms),
    ...budgetCells(medianMs, { value: floorMs, text: ms(floorMs) }, budget),
  ]),
]);
publish(
  'start',
  `Start → first instruction, ${String(rounds)} rounds beside ${String(others)} processes`,
  table,
  loadBefore,
  {
    rounds,
    others,
    figures,
  },
);
