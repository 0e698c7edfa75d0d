import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BackgroundWorld } from '../test/support/backgroundWorld.ts';
import { waitUntil } from '../test/support/waitFor.ts';
import type { HostNeeds } from './soakNeeds.ts';

const witnessScript = path.resolve('test/fixtures/witness.sh');

/** Each this many tasks one is bad: it costs more than itself where something does not hold. */
const badEach = 5;
/** What bad tasks are called. */
const bad = 'bad-';
/** A name on which the globs of a task go on for ever. */
const longName = 'a'.repeat(250);

/** Whether a task of this name is one of the bad ones. */
export function isBad(name: string): boolean {
  return name.startsWith(bad);
}

/** The definition of the n-th task: one of seven kinds, or of the bad ones, with times of its own. */
function defineTask(index: number, witness: string): readonly [string, unknown] {
  const run = (seconds: number, exit: number, ...how: readonly string[]): object => ({
    command: [witnessScript, String(seconds), String(exit), ...how],
    env: { WITNESS: witness },
  });
  const seconds = 1 + (index % 9);
  const kinds: readonly (readonly [string, object])[] = [
    ['crash', { ...run(seconds, 3), backoff: { initial: '1 sec', max: '10 sec' } }],
    ['finish', { ...run(seconds, 0), restart: 'always', backoff: { initial: '2 sec', max: '10 sec' } }],
    ['once', { ...run(seconds, 0), restart: 'never' }],
    ['stay', { ...run(10_000, 0), restart: 'always' }],
    ['stubborn', { ...run(10_000, 0, 'stubborn'), restart: 'never', stopTimeout: '500 ms' }],
    ['often', { ...run(1, index % 2), every: `${String(5 + seconds)} sec` }],
    ['polite', { ...run(10_000, 0), stopCommand: ['sh', '-c', 'kill -TERM "$EXECUTOR_PID"'] }],
  ];
  const below = (line: string): object => ({
    command: ['sh', '-c', `${line}; exec "$0" "$@"`, witnessScript, '10000', '0'],
    env: { WITNESS: witness },
    restart: 'always',
  });
  const badKinds: readonly (readonly [string, object])[] = [
    ['link', { script: 'loop/script.sh', restart: 'always' }],
    ['pipe', { ...run(seconds, 0), envFile: 'pipe', restart: 'always' }],
    ['nul', { script: 'nul.sh', env: { WITNESS: witness }, restart: 'always' }],
    ['pattern', { ...below('head -c 9000 /dev/zero | tr "\\0" a'), ready: { log: '/(a+)+$|(a|aa)+b/' } }],
    ['waits', { ...run(seconds, 0), after: [`${bad}pattern-${String(index - badEach)}`], restart: 'always' }],
    ['daemon', { ...run(0, 3), command: ['sh', '-c', `setsid -f sleep 1000; exec ${witnessScript} 0 3`] }],
    ['suspends', below('kill -STOP $PPID')],
    ['folder', { ...run(seconds, 0), cwd: 'x'.repeat(300), restart: 'always' }],
    ['globs', { ...run(10_000, 0), watch: ['{*,*}{*,*}{*,*}{*,*}x', longName], restart: 'always' }],
  ];
  const isOdd = index % badEach === badEach - 1;
  const among = isOdd ? badKinds : kinds;
  const [kind, task] = among[(isOdd ? Math.floor(index / badEach) : index) % among.length] ?? ['', {}];
  return [`${isOdd ? bad : ''}${kind}-${String(index)}`, task];
}

/** A folder with many restless tasks, whose hosts tell what they need. */
export class SoakWorld extends BackgroundWorld {
  /** What the runs themselves say. */
  readonly witness = this.join('witness');
  private readonly needsFile = this.join('needs');

  /** Writes the task file; answers the names. */
  defineTasks(count: number): readonly string[] {
    this.variables['SOAK_NEEDS'] = this.needsFile;
    symlinkSync('loop', path.join(this.workspace, 'loop'));
    execFileSync('mkfifo', [path.join(this.workspace, 'pipe')]);
    this.write('nul.sh', `#!/bin/sh -e\0x\nexec ${witnessScript} 1 0\n`);
    this.touch();
    const tasks = Array.from({ length: count }, (_, index) => defineTask(index, this.witness));
    this.define(Object.fromEntries(tasks));
    return tasks.map(([name]) => name);
  }

  /** Changes the file that is watched by globs. */
  touch(): void {
    writeFileSync(path.join(this.workspace, longName), `${String(performance.now())}\n`);
  }

  /** What the living host needs. */
  async hostNeeds(): Promise<HostNeeds> {
    const { pid } = this.record;
    rmSync(this.needsFile, { force: true });
    process.kill(pid, 'SIGUSR2');
    await waitUntil(() => existsSync(this.needsFile), 'the host tells what it needs');
    return JSON.parse(readFileSync(this.needsFile, 'utf8')) as HostNeeds;
  }
}
