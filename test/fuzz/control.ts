import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { slowness, type Span } from './ticks.ts';

/** Writes its pid and the time into STEADY each 200 ms, for as long as the process lives that it is given, or for ever. */
export const steadyScript = `#!/bin/sh
while [ -z "$1" ] || [ -d "/proc/$1" ]; do
  echo "$$ $(date +%s%3N)" >>"$STEADY"
  sleep 0.2
done
`;

/** What ticks beside every world without a host, so that what holds up the whole machine is not taken for a fault. */
export class Control implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  private readonly file = this.folder.join('ticks');
  private readonly process: ChildProcess;

  constructor() {
    const env = { ...process.env, STEADY: this.file };
    this.process = spawn('/bin/sh', ['-c', steadyScript, 'control', String(process.pid)], { env, stdio: 'ignore' });
  }

  /** When it has ticked, by the wall clock. */
  get ticks(): readonly number[] {
    return readTicks(this.file).map(([, at]) => Number(at));
  }

  /** How many times as long as on a calm machine everything may take. */
  slowness(span: Span): number {
    return slowness(this.ticks, span);
  }

  [Symbol.dispose](): void {
    this.process.kill();
    this.folder[Symbol.dispose]();
  }
}

/** The lines of such a file, each a pid and a time. */
export function readTicks(file: string): readonly (readonly string[])[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => line.split(' '));
}
