import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { systemdUnit } from '../../src/cli/service/systemd.ts';
import { logMark } from '../../src/model/log/logText.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { requirement } from '../support/requirement.ts';
import { waitForText } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { pidOf, settleAll, untilEnded, untilRunning } from '../support/witnessWorld.ts';

/** A name of 200 characters in which there is everything that a name may not lead to, but a slash. */
const name = `it's "Übung" für $HOME \`id\` %n %% & ; \\ * \n\r\t- ${'x'.repeat(151)} `.padEnd(200, '_');

let world: CliWorld;

useCliWorld(
  (made) => {
    world = made;
    world.define({
      say: { script: 'say it.sh', restart: 'never' },
      stay: { ...world.run('1000', '0'), restart: 'always' },
    });
    world.write('say it.sh', '#!/bin/sh\npwd\nexit 3\n');
  },
  { name },
);

test('a host looks after a folder of whatever name, and the next one finds its runs', async () => {
  expect(name).toHaveLength(200);
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'stay' });
  await first.client.ask('task/start', { name: 'say' });
  const pid = pidOf(await untilRunning(first, 'stay'));
  const { runs } = await untilEnded(first, 'say');
  expect(runs).toMatchObject([{ outcome: { kind: 'failed', exit: { code: 3 } } }]);
  const logPath = runs[0]?.logPath ?? '';
  expect(path.dirname(logPath)).toBe(path.join(world.workspace, '.executor', 'logs', 'say'));
  const log = await waitForText(logPath, (text) => /── executor: ended .*\n$/.test(text));
  const lines = log.trimEnd().split('\n');
  // What is not marked as ours is the script's, and that are the two lines of the folder's path.
  expect(lines.filter((line) => !line.startsWith(logMark)).join('\n')).toBe(world.workspace);
  expect(lines.some((line) => line.startsWith(`${logMark}folder `))).toBe(true);
  await world.killHost();
  await first.close();

  const second = await world.connect();
  expect(pidOf(await untilRunning(second, 'stay'))).toBe(pid);
  const history = (await settleAll(second)).filter(({ logPath: log_ }) => log_ !== logPath);
  expectSameAsWitness(history, world.witness);
  await second.close();
});

test('the command serves a folder of whatever name, a line for each thing', { tags: ['long'] }, async () => {
  expect(await world.call('run', 'say')).toEqual({ exit: 3, stdout: `${world.workspace}\n`, stderr: '' });
  expect((await world.call('start', 'stay')).exit).toBe(0);
  expect((await world.call('list')).stdout.trimEnd().split('\n')).toHaveLength(3);
  expect((await world.call('logs', 'say')).stdout).toContain(`\n${world.workspace}\n`);
  const hosts = await world.json<{ hosts: readonly { folder: string }[] }>('hosts');
  expect(hosts.hosts).toMatchObject([{ folder: world.workspace, running: 1 }]);
  expect((await world.call('hosts')).stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(await world.call('stop', 'stay', '--folder', world.workspace)).toMatchObject({ exit: 0 });
  expect(await world.call('doctor')).toMatchObject({ exit: 0 });
});

test('a service of a folder of whatever name is written in lines that say what they mean', async () => {
  const { exit, stdout } = await world.call('service', 'install', '--print');
  expect(exit).toBe(0);
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line !== '' && !/^(#.*|\[\w+\]|[A-Z]\w+=.*)$/.test(line))).toEqual([]);
  const start = lines.find((line) => line.startsWith('ExecStart=')) ?? '';
  // As systemd reads a quoted word: specifiers, then escapes.
  const folder = /"--folder" "((?:[^"\\]|\\.)*)"/.exec(start)?.[1] ?? '';
  const read = folder
    .replaceAll('%%', '%')
    .replaceAll('$$', '$')
    .replaceAll(/\\(u[\da-f]{4}|.)/g, (_whole, what: string) => unescapeWord(what));
  expect(read).toBe(world.workspace);
  expect(existsSync(read)).toBe(true);
  expect(readFileSync(path.join(read, 'say it.sh'), 'utf8')).toContain('exit 3');
});

test('systemd takes the services of folders of whatever name', { tags: ['long'] }, ({ skip }) => {
  const missing = requirement('systemd-analyze');
  skip(missing !== undefined, missing);
  for (const odd of ['a\rb', 'a\nb', 'a\u001Bb', 'a$b', 'a%nb', 'a"b', "it's", 'a\\', 'a b ', ';', 'ü']) {
    const program = world.write(`${odd}/executor`, '#!/bin/sh\n');
    const unit = world.join('odd.service');
    writeFileSync(unit, systemdUnit({ command: [program], folder: path.dirname(program) }));
    const env = { ...process.env, HOME: world.root, XDG_RUNTIME_DIR: world.root };
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', unit], { env, encoding: 'utf8' });
    expect({ odd, status, stderr }).toEqual({ odd, status: 0, stderr: '' });
  }
});

function unescapeWord(what: string): string {
  return what.startsWith('u') ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what;
}
