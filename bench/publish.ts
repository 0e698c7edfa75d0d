import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Benches are started in the project's folder. */
const folder = path.resolve('out/bench');

/**
 * One-minute load above which the figures of a machine with two cores say more about its other work than about ours.
 */
const quietLoad = 1.5;

/**
 * How busy the machine is: the load average of the last minute. Our own work raises it, hence to be asked before
 * that.
 */
export function machineLoad(): number {
  return os.loadavg()[0] ?? 0;
}

/** Prints what was measured and keeps it, with what the machine was, in `out/bench/<name>.json`. */
export function publish(name: string, title: string, table: string, loadBefore: number, figures: object): void {
  const machine = {
    node: process.version,
    system: `${os.type()} ${os.release()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    loadBefore,
  };
  console.log(
    `\n${title}\nNode ${machine.node}, ${String(machine.cores)} cores, load ${loadBefore.toFixed(2)} before\n`,
  );
  console.log(table);
  if (loadBefore > quietLoad) console.log('\nThe machine was busy with other work: measure again in a quiet moment.');
  mkdirSync(folder, { recursive: true });
  const kept = { name, at: new Date().toISOString(), machine, ...figures };
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(kept, undefined, 2)}\n`);
}
