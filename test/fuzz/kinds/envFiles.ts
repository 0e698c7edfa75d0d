import type { Draws } from '../draws.ts';
import { shown } from '../draws.ts';
import type { InputKind } from '../kind.ts';
import { victims } from './victims.ts';

const pieces: readonly [string, ...string[]] = [
  'A=1\n',
  'export B=2\n',
  'PATH=/nowhere\n',
  'C="',
  "D='",
  'E=`',
  '"\n',
  "'\n",
  '\n',
  '# comment\n',
  'F=${A}',
  'G=${A:-${B}}',
  '$',
  '\\$',
  '\\n',
  'a.b-c=',
  '=',
  ' ',
  'é=1\n',
  'H=' + 'x'.repeat(5_000) + '\n',
];

/** The text of a file of variables, more or less. */
export function envFileText(draws: Draws): string {
  const text = draws.text(pieces, 12);
  return draws.chance(5) ? text.repeat(draws.whole(1, 2_000)) : text;
}

/** Files of variables. */
export const envFiles: InputKind = {
  name: 'env files',
  make: (draws) =>
    victims(draws, (index) => {
      const content = draws.chance(80) ? envFileText(draws) : draws.bytes(200);
      const file = `vars-${String(index)}.env`;
      const line = `the env file ${typeof content === 'string' ? shown(content) : content.toString('hex')}`;
      return {
        line,
        definition: { command: ['env'], envFile: file, restart: 'never' },
        prepare: (world) => {
          world.write(file, content);
        },
      };
    }),
};
