// `npm run bench -- output [--size MiB] [--rounds N]`: a script that writes a great deal, into the log of a run and
// into a file as a shell would redirect it: how fast, whether every byte arrives, and what the managing process has
// to do for it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { systemClock } from '../src/base/clock.ts';
import { systemRandom } from '../src/base/random.ts';
import type { Argv } from '../src/model/words/argv.ts';
import { PosixLauncher } from '../src/node/process/posixLauncher.ts';
import { benchFolder } from './benchFolder.ts';
import { type Budget, budgetCells, budgetHeads } from './budget.ts';
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import { median } from './statistics.ts';
import { textTable } from './textTable.ts';

const mebibyte = 2 ** 20;
/** The script writes this piece again and again; it stays in memory, so that reading it costs next to nothing. */
const pieceMiB = 16;
const launcherBudget: Budget = { kind: 'at-least', ratio: 0.95 };

const args = process.argv.slice(2);
const pieces = Math.ceil(countOption(args, 'size', 1024) / pieceMiB);
const rounds = countOption(args, 'rounds', 9);
const sizeMiB = pieces * pieceMiB;
const loadBefore = machineLoad();

using folder = benchFolder();
const { bavail, bsize } = statfsSync(folder.path);
if (bavail * bsize < 1.2 * sizeMiB * mebibyte)
  throw new Error(`${folder.path} has no room for ${String(sizeMiB)} MiB.`);

const piece = Buffer.alloc(pieceMiB * mebibyte);
for (let at = 0, line = 0; at < piece.length; line++)
  at += piece.write(`line ${String(line)} of this piece\n`, at, 'latin1');
writeFileSync(folder.join('piece'), piece);
const expected = checksumOfPieces();

/**
 * Plain reads and writes of a mebibyte: `cat` would let the kernel copy by itself into one kind of file and not into
 * another.
 */
const loop = 'i=0; while [ $i -lt "$2" ]; do dd if="$1" bs=1M status=none || exit; i=$((i+1)); done';
const argv: Argv = ['/bin/sh', '-c', loop, 'writer', folder.join('piece'), String(pieces)];
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', PWD: folder.path };
const output = folder.join('output');
const launcher = new PosixLauncher({ runsFolder: folder.join('runs'), clock: systemClock });

const ways = [
  { name: 'bare spawn, cmd > file', write: writeBare, budget: undefined, samples: new Array<OutputSample>() },
  { name: 'the launcher', write: writeByLauncher, budget: launcherBudget, samples: new Array<OutputSample>() },
];
for (let round = -1; round < rounds; round++) {
  for (const { write, samples } of round % 2 === 0 ? ways : ways.toReversed()) {
    const sample = await measure(write);
    // The first round brings files and code into memory and counts for nothing.
    if (round >= 0) samples.push(sample);
  }
}
launcher.dispose();

const figures = ways.map(({ name, budget, samples }) => ({
  name,
  budget,
  megabytesPerSecond: median(samples.map(({ ms }) => (sizeMiB * mebibyte) / 1000 / ms)),
  managerCpuMs: median(samples.map(({ managerCpuMs }) => managerCpuMs)),
  lostBytes: Math.max(...samples.map(({ lostBytes }) => lostBytes)),
  isIntact: samples.every(({ isIntact }) => isIntact),
}));
const floor = figures[0]?.megabytesPerSecond ?? Number.NaN;
const rate = (value: number): string => `${value.toFixed(0)} MB/s`;
const table = textTable([
  ['', 'median', 'bytes lost', 'checksum', 'CPU of the manager', ...budgetHeads],
  ...figures.map(({ name, budget, megabytesPerSecond, managerCpuMs, lostBytes, isIntact }) => [
    name,
    rate(megabytesPerSecond),
    String(lostBytes),
    isIntact ? 'right' : 'WRONG',
    `${managerCpuMs.toFixed(1)} ms`,
    ...budgetCells(megabytesPerSecond, { value: floor, text: rate(floor) }, budget),
  ]),
]);
const title = `${String(sizeMiB)} MiB of output, ${String(rounds)} rounds`;
publish('output', title, table, loadBefore, { sizeMiB, rounds, figures });

interface OutputSample {
  readonly ms: number;
  readonly managerCpuMs: number;
  readonly lostBytes: number;
  readonly isIntact: boolean;
}

/**
 * Lets the script write, then looks at every byte; the output is gone afterwards, before the disk has seen much of
 * it.
 */
async function measure(write: () => Promise<void>): Promise<OutputSample> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await write();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { size } = await stat(output);
  const isIntact = (await checksumOf(output)) === expected;
  rmSync(output);
  return { ms, managerCpuMs: (user + system) / 1000, lostBytes: sizeMiB * mebibyte - size, isIntact };
}

/** The file is a new one, as a log is: ext4 writes out at once, on closing, what replaces an older file's text. */
async function writeBare(): Promise<void> {
  const descriptor = openSync(output, 'w');
  const [file, ...rest] = argv;
  const child = spawn(file, rest, { cwd: folder.path, env, detached: true, stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The writer ended with ${String(code)}.`);
}

async function writeByLauncher(): Promise<void> {
  writeFileSync(output, '');
  const run = launcher.launch({ run: systemRandom.hex(12), argv, cwd: folder.path, env, logPath: output });
  const report = await run.started;
  if (report.kind !== 'started') throw new Error(`The launcher started nothing: ${JSON.stringify(report)}`);
  const { exit } = await run.ended;
  if (!exit || !('code' in exit) || exit.code !== 0) throw new Error(`The writer ended with ${JSON.stringify(exit)}.`);
}

function checksumOfPieces(): string {
  const hash = createHash('sha256');
  for (let count = 0; count < pieces; count++) hash.update(piece);
  return hash.digest('hex');
}

async function checksumOf(path: string): Promise<string> {
  await using file = await open(path);
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(mebibyte);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
  }
}
