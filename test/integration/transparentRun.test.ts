import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { waitUntil } from '../support/waitFor.ts';

let world: CliWorld;

useCliWorld((made) => {
  world = made;
});

/** A prefix that has the command write its standard output there. */
const into = (place: string): readonly string[] => ['sh', '-c', 'exec "$@" >"$0"', place];

/** A prefix that gives the command a reader who goes after a line, and tells its exit code on the standard error. */
const beforeHead = ['sh', '-c', '{ "$@"; echo "ended $?" >&2; } | head -n 1', 'sh'];

test('a run hands on every byte that its script writes, and no other', async () => {
  const stream = gzipSync(randomBytes(3_000_000));
  const place = world.join('out');
  world.write('stream.gz', stream);
  world.define({ unpack: { command: ['cat', 'stream.gz'], restart: 'never' } });
  expect(await world.callBelow(into(place), 'run', 'unpack')).toEqual({ exit: 0, stdout: '', stderr: '' });
  expect(readFileSync(place).equals(stream)).toBe(true);

  // The last lines, as they are in the log.
  const piece = Buffer.from([0xff, 0x0a, 0xef, 0xbb, 0xbf, 0x80, 0xfe]);
  world.write('stream.gz', piece);
  expect(await world.callBelow(into(place), 'run', 'unpack')).toMatchObject({ exit: 0 });
  expect(readFileSync(place).equals(piece)).toBe(true);
  expect(await world.callBelow(into(place), 'logs', 'unpack')).toMatchObject({ exit: 0 });
  expect(readFileSync(place).includes(piece)).toBe(true);
  const following = await world.beginBelow(into(place), 'logs', 'unpack', '-f');
  await waitUntil(() => readFileSync(place).includes(piece), 'the log is followed');
  following.child.kill();
  await following.ended;
});

test('a run that prints the log of another one keeps its lines', async () => {
  world.define({
    fail: { command: ['sh', '-c', 'echo oh; exit 3'], restart: 'never' },
    alarm: { command: ['sh', '-c', 'cat .executor/logs/fail/*'], restart: 'never' },
  });
  expect(await world.call('run', 'fail')).toMatchObject({ exit: 3, stdout: 'oh\n' });
  const { stdout } = await world.call('run', 'alarm');
  expect(stdout).toMatch(
    /^── executor: fail · manual · run .*\noh\n── executor: failed · exit 3 .*\n── executor: ended .*\n$/s,
  );
  expect(stdout).not.toContain('alarm ·');
});

test('output that cannot be written is a failure, with a sentence', async () => {
  world.define({ say: { command: ['echo', 'something'], restart: 'never' } });
  const stderr = expect.stringContaining('The output could not be written: no space left on device') as string;
  expect(await world.callBelow(into('/dev/full'), 'run', 'say')).toEqual({ exit: 125, stdout: '', stderr });
  expect(await world.callBelow(into('/dev/full'), 'logs', 'say')).toEqual({ exit: 1, stdout: '', stderr });
  expect(await world.callBelow(into('/dev/full'), 'list', '--json')).toEqual({ exit: 1, stdout: '', stderr });
});

test('a reader who wants no more ends the command as SIGPIPE would, without a word', async () => {
  world.define({ much: { command: ['seq', '200000'], restart: 'never' } });
  expect(await world.callBelow(beforeHead, 'run', 'much')).toEqual({ exit: 0, stdout: '1\n', stderr: 'ended 141\n' });
});
