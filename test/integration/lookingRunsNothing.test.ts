import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { ProgramBench } from '../support/programBench.ts';
import { settleAll, untilEnded } from '../support/witnessWorld.ts';

let world: CliWorld;

/** Programs that a repository may bring along; each says in a file that it was run. */
const brought = [
  'node_modules/.bin/node',
  '.venv/bin/python3',
  '.venv/bin/jupyter',
  'bin/node',
  'bin/Rscript',
  'bin/env',
  'bin/sh',
  'run.me',
  'asks.sh',
];

const tasks = {
  typed: { script: 'typed.ts' },
  shebang: { script: 'shebang.ts' },
  plain: { script: 'plain.js' },
  snake: { script: 'snake.py' },
  notebook: { script: 'book.ipynb' },
  fit: { script: 'fit.R' },
  itself: { script: 'run.me' },
  named: { script: 'plain.js', interpreter: 'bin/node' },
  command: { command: ['./run.me'], ready: { command: ['./asks.sh'] }, stopCommand: ['./asks.sh'], envFile: '.env' },
};

useCliWorld((made) => {
  world = made;
  const said = world.join('said');
  for (const file of brought) world.write(file, `#!/bin/sh\necho "${file} $*" >>'${said}'\necho v24.1.0\n`);
  for (const [file, text] of Object.entries({
    'typed.ts': '',
    'shebang.ts': '#!/usr/bin/env node\n',
    'plain.js': '',
    'snake.py': '',
    'book.ipynb': '{}',
    'fit.R': '',
    '.Rprofile': 'source("renv/activate.R")\n',
    'renv/activate.R': `cat("renv", file = "${said}")\n`,
    '.env': `A=$(echo env >>'${said}')\n`,
  }))
    world.write(file, text);
  world.setVariable('PATH', `${path.join(world.workspace, 'bin')}:${process.env['PATH'] ?? ''}`);
  world.define(tasks);
});

test(
  'whoever only looks runs nothing that a repository brings along, with and without a host; a start does',
  { tags: ['long'] },
  async () => {
    const said = world.join('said');
    const look = async (): Promise<void> => {
      for (const name of Object.keys(tasks)) expect(await world.call('show', name)).toMatchObject({ exit: 0 });
      for (const verb of [['list'], ['doctor'], ['history'], ['list', '--next-run'], ['show', 'command', '--env']])
        expect((await world.call(...verb)).stderr).toBe('');
    };
    await look();
    const connection = await world.connect();
    const text = readFileSync(path.join(world.workspace, '.vscode/executor.json'), 'utf8');
    for (const name of Object.keys(tasks)) {
      const preview = await connection.client.ask('task/preview', { name, text });
      // The host does not look where this repository has put programs on the PATH of the command, and a machine may lack R.
      expect(preview.ok || preview.error.reason).toSatisfy((end) => end === true || end === 'interpreter-missing');
      expect(await connection.client.ask('task/interpreters', { name, text })).toMatchObject({ ok: true });
      expect(await connection.client.ask('task/environment', { name })).toMatchObject({ ok: true });
    }
    await look();
    expect(existsSync(said)).toBe(false);
    await connection.client.ask('task/start', { name: 'typed' });
    await untilEnded(connection, 'typed');
    expect(readFileSync(said, 'utf8')).toBe(
      `node_modules/.bin/node --version\nnode_modules/.bin/node ${path.join(world.workspace, 'typed.ts')}\n`,
    );
    await settleAll(connection);
    await connection.close();
  },
);

describe('the version of a Node that nobody may run is read', () => {
  const old = 'is v20.1.0, which is too old (22.18 is needed)';

  test.each([
    ['its path', { '../versions/node/v22.18.0/bin/node': '' }],
    ['its path, as fnm has it', { '../node-versions/v22.18.0/installation/bin/node': '' }],
    ['its path, as its archive has it', { '../node-v22.18.0-linux-x64/bin/node': '' }],
    [
      'its headers',
      {
        '../opt/bin/node': '',
        '../opt/include/node/node_version.h':
          '#define NODE_MAJOR_VERSION 22\n#define NODE_MINOR_VERSION 18\n#define NODE_PATCH_VERSION 0\n',
      },
    ],
    ['its package', { 'm/node/bin/node': '', 'm/node/package.json': '{ "name": "node", "version": "22.18.0" }' }],
  ])('from %s', async (_, files: Readonly<Record<string, string>>) => {
    using bench = new ProgramBench();
    await bench.write('a.ts');
    await bench.write(path.join(bench.bin, 'other'));
    const [program = ''] = await Promise.all(
      Object.entries(files).map(([file, text]) => bench.write(file, text, 0o755)),
    );
    await symlink(program, path.join(bench.bin, 'node'));
    expect((await bench.foresee('a.ts')).why).toBe('node v22.18.0 for .ts, found on PATH');
  });

  test('and one that is too old is passed over', async () => {
    using bench = new ProgramBench();
    await bench.write('a.ts');
    const node = await bench.write('node_modules/.bin/node', '', 0o755);
    await bench.write('node_modules/node/package.json', '{ "name": "node", "version": "20.1.0" }');
    const tsNode = await bench.program('ts-node');
    expect(await bench.foresee('a.ts')).toMatchObject({
      argv: [tsNode, path.join(bench.workspace, 'a.ts')],
      why: `ts-node for .ts, found on PATH; ${node} ${old}`,
    });
  });

  test('from what it told at a start; where nothing says it, that is said', async () => {
    using bench = new ProgramBench();
    await bench.write('a.ts');
    await bench.program('node', '#!/bin/sh\necho v22.18.0\n');
    expect((await bench.foresee('a.ts')).why).toBe(
      'node, whose version is checked at the start, for .ts, found on PATH',
    );
    await bench.script('a.ts');
    expect((await bench.foresee('a.ts')).why).toBe('node v22.18.0 for .ts, found on PATH');
  });
});
