// `npm run test:fuzz [-- --seconds N] [--seed N] [--only N]`: puts one odd input after another before a host, and sees after each that every
// other task went on, every verb answers, and the host has not grown. An input is made of the seed and its number alone, so that
// `--only` makes one of them again.
import { parseArgs } from 'node:util';
import { isDeepStrictEqual } from 'node:util';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { CliPrograms } from '../support/cliWorld.ts';
import { Draws } from './draws.ts';
import { Control } from './control.ts';
import { FuzzWorld } from './fuzzWorld.ts';
import type { InputKind } from './kind.ts';
import { envFiles } from './kinds/envFiles.ts';
import { environments } from './kinds/environments.ts';
import { fileKinds } from './kinds/fileKinds.ts';
import { crontabs, procfiles } from './kinds/foreignFiles.ts';
import { hostEnds } from './kinds/hostEnds.ts';
import { logs } from './kinds/logs.ts';
import { names } from './kinds/names.ts';
import { shebangs } from './kinds/shebangs.ts';
import { systemAnswers } from './kinds/systemAnswers.ts';
import { taskFiles } from './kinds/taskFiles.ts';
import { wire } from './kinds/wire.ts';
import { ParserBatches } from './parserBatches.ts';
import { slowest } from './ticks.ts';

/** Texts for readers that compute alone, many in one input; everything else goes to a host. */
const texts = 'texts';
const kinds: readonly (InputKind | typeof texts)[] = [
  fileKinds,
  wire,
  texts,
  systemAnswers,
  taskFiles,
  logs,
  texts,
  environments,
  names,
  envFiles,
  shebangs,
  texts,
  crontabs,
  procfiles,
  hostEnds,
];

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seconds = Number(values.seconds ?? 60);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const only = values.only === undefined ? undefined : Number(values.only);
if (![seconds, seed, only ?? 0].every(Number.isFinite)) throw new Error('--seconds, --seed and --only want a number.');
console.log(`Seed ${String(seed)}, ${only === undefined ? `${String(seconds)} s` : `input ${String(only)} alone`}`);

/** One input that did not go well. */
interface Finding {
  readonly number: number;
  readonly kind: string;
  readonly line: string;
  readonly wrong: string;
}

const findings: Finding[] = [];
const counts = new Map<string, number>();
const batches = new ParserBatches();
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interruption.abort();
  });

using programs = new HostPrograms('test/fuzz/faultyHost.ts');
using cli = new CliPrograms();
using control = new Control();
let world: FuzzWorld | undefined;
let injected = 0;
let unjudged = 0;
const until = performance.now() + seconds * 1_000;
try {
  if (only !== undefined) await put(only);
  else for (let number = 0; performance.now() < until && !interruption.signal.aborted; number += 1) await put(number);
  await endWorld();
} finally {
  await batches.end();
}

console.log(
  `\nSeed ${String(seed)}: ${[...counts].map(([kind, count]) => `${String(count)} ${kind}`).join(', ')} (${String(batches.texts)} texts, ${String(injected)} errors of the system)`,
);
if (unjudged > 0) console.log(`The machine was too busy to judge ${String(unjudged)} of them.`);
console.log(findings.length === 0 ? 'Nothing was found.' : `${String(findings.length)} of them did not go well.`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** Puts one input before the host, or the readers, and judges what comes of it. */
async function put(number: number): Promise<void> {
  const kind = kinds[number % kinds.length] ?? texts;
  const name = kind === texts ? texts : kind.name;
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (kind === texts) {
    await batches.run(seed, number).catch((error: unknown) => {
      note({ number, kind: name, line: 'a batch', wrong: wordsOf(error) });
    });
    return;
  }
  const input = kind.make(new Draws(seed, number));
  if (only !== undefined) console.log(`${name}: ${input.line}`);
  const began = Date.now();
  try {
    if (!world) {
      world = new FuzzWorld(programs, cli, control);
      await world.bringUp();
    }
    const pid = world.hostPid;
    world.forgetPeak();
    const from = Date.now();
    await input.give(world);
    if (!input.endsHost && !world.hostPids.includes(pid)) throw new Error('the host has ended');
    await world.check(from, input.heldMs);
    if (!input.endsHost && world.hostPid !== pid) throw new Error('another host has come up');
  } catch (error) {
    if (control.slowness({ from: began, to: Date.now() }) > slowest) unjudged += 1;
    else note({ number, kind: name, line: input.line, wrong: wordsOf(error) });
    await endWorld(true);
  }
}

/** Ends the world: the next host comes up in it and says the same, and nothing is left. */
async function endWorld(isBroken = false): Promise<void> {
  const ended = world;
  world = undefined;
  if (!ended) return;
  try {
    if (!isBroken) {
      const before = await ended.glance();
      await ended.killHost();
      await ended.reconnect();
      const after = await ended.glance();
      if (!isDeepStrictEqual(before, after))
        throw new Error(`${JSON.stringify(before)} became ${JSON.stringify(after)}`);
    }
  } catch (error) {
    note({ number: -1, kind: 'the end', line: 'the next host', wrong: wordsOf(error) });
  }
  injected += ended.answeredErrors;
  await ended.end().catch((error: unknown) => {
    note({ number: -1, kind: 'the end', line: 'what is left', wrong: wordsOf(error) });
  });
  ended[Symbol.dispose]();
}

function note(finding: Finding): void {
  findings.push(finding);
  const { kind, line, number, wrong } = finding;
  console.log(`\n✗ ${String(number)} ${kind}: ${line}\n  ${wrong}`);
  if (number >= 0)
    console.log(`  Again: node scripts/run.mjs test fuzz --seed ${String(seed)} --only ${String(number)}`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
