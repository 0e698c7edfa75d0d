import { chmodSync } from 'node:fs';
import { type Draws, shown } from '../draws.ts';
import type { InputKind } from '../kind.ts';
import { victims } from './victims.ts';

const pieces: readonly [string, ...string[]] = [
  '#!',
  '#! ',
  '/bin/sh',
  '/usr/bin/env ',
  '/usr/bin/env -S ',
  'sh',
  'true',
  'node',
  'python3',
  'Rscript',
  ' -e',
  ' -x',
  ' ',
  '\t',
  '\r',
  '/dev/null',
  '/nowhere/x',
  '.',
  'A=1 ',
  '"',
  '-',
];

/** A first line of a script, more or less, without its end. */
export function shebangLine(draws: Draws): string {
  const line = (draws.chance(80) ? draws.pick(['#!/bin/sh', '#!/usr/bin/env ', '#!']) : '') + draws.text(pieces, 6);
  return draws.chance(5) ? line + 'x'.repeat(draws.pick([255, 4_096, 70_000])) : line;
}

const extensions: readonly [string, ...string[]] = ['.sh', '.py', '.js', '.ts', '.R', '', '.xyz', '.SH', '.', '.rb'];

/** First lines of scripts. */
export const shebangs: InputKind = {
  name: 'shebang lines',
  make: (draws) =>
    victims(draws, (index) => {
      const line = shebangLine(draws);
      const file = `scripts/s${String(index)}${draws.pick(extensions)}`;
      const isExecutable = draws.chance(50);
      return {
        line: `${file} begins with ${shown(line)}${isExecutable ? ', executable' : ''}`,
        definition: { script: file, restart: 'never', stopTimeout: '200 ms' },
        prepare: (world) => {
          chmodSync(world.write(file, Buffer.from(`${line}\nexit 0\n`)), isExecutable ? 0o755 : 0o644);
        },
      };
    }),
};
